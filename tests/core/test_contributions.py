"""What weighed adds up, and why not another option is told rightly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from advisor.evaluate import totals_of
from tests.core import strategies
from tests.core.brute import recommended, told

BASES = strategies.BASES


@given(BASES, strategies.VALUES)
def test_priors_and_contributions_add_up_to_each_total(base, values):
    advice = told(base, values)
    for option in advice.verdict.options:
        added = sum(found.effect_db[option.id] for found in advice.contributions)
        assert option.prior_db + added == pytest.approx(option.total_db, abs=1e-9)


@given(BASES, strategies.VALUES)
def test_the_effects_of_a_groups_rules_add_up_to_its_contribution(base, values):
    advice = told(base, values)
    for found in advice.contributions:
        rules = [t for t in advice.verdict.fired if base.rules[t.id].group == found.group]
        assert rules
        for option, effect in found.effect_db.items():
            cap = base.groups[found.group].cap_db
            assert effect == pytest.approx(sum(t.effect_db[option] for t in rules), abs=1e-9)
            assert abs(effect) <= cap + 1e-9


@given(BASES, strategies.VALUES)
@settings(max_examples=40)
def test_each_option_that_was_not_chosen_is_told_of_with_what_would_lead_to_it(base, values):
    advice = told(base, values)
    leader, *others = advice.verdict.options
    assert [found.option for found in advice.why_not] == [option.id for option in others]
    for found, option in zip(advice.why_not, others, strict=True):
        assert found.behind_db == leader.total_db - option.total_db
        assert found.blocked_by == option.blocked_by
        assert (found.change is None) == (
            option.id not in {change.recommendation for change in advice.changes}
        )
        if found.change is not None:
            moved = advice.answers
            for move in found.change.moves:
                moved = moved.with_value(move.question, move.value)
            assert recommended(advice, moved) == option.id
            cost = min(
                change.effort
                for change in advice.changes
                if change.recommendation == option.id
                and any(move.worse for move in change.moves)
                == any(move.worse for move in found.change.moves)
            )
            assert found.change.effort == cost
        assert all(option.id in question.to for question in _open(advice, found.open))


def _open(advice, names):
    return [question for question in advice.open_questions if question.id in names]


@given(BASES, strategies.VALUES)
def test_without_the_rules_that_are_named_an_option_is_ahead_and_with_fewer_it_is_not(base, values):
    advice = told(base, values)
    leader = advice.verdict.recommendation
    fired = [trace.id for trace in advice.verdict.fired]
    order = list(base.options)
    for found in advice.why_not:
        against = [rule for rule, _ in found.against]
        first = order.index(found.option) < order.index(leader)
        for count in range(1, found.enough + 1):
            totals = totals_of(base, [name for name in fired if name not in against[:count]])
            lead = totals[found.option] - totals[leader]
            ahead = lead >= -1e-9 if first else lead > 1e-9
            assert ahead == (count == found.enough)
