"""Laws of the judge that hold for every knowledge base and all answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers.facts import derive
from advisor.answers.values import from_values
from advisor.evaluate import Verdict, evaluate
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from tests.core.strategies import BASES, CONDITIONS, VALUES
from tests.fixtures import mini


def judged(base: KnowledgeBase, told: Mapping[str, Scalar]) -> Verdict:
    return evaluate(base, derive(base, from_values(told), mini.DAY))


@given(BASES, VALUES, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_answers_does_not_matter(base, told, chance):
    rules, answers = list(base.rules.items()), list(told.items())
    chance.shuffle(rules)
    chance.shuffle(answers)
    shuffled = replace(base, rules=dict(rules), gates=dict(reversed(base.gates.items())))
    assert judged(shuffled, dict(answers)) == judged(base, told)


@given(BASES, VALUES)
def test_prior_and_shown_effects_add_up_to_each_total(base, told):
    verdict = judged(base, told)
    for option in verdict.options:
        effects = [trace.effect_db[option.id] for trace in verdict.fired]
        assert fsum([option.prior_db, *effects]) == pytest.approx(option.total_db, abs=1e-9)


@given(BASES, VALUES)
def test_the_evidence_of_the_three_sums_to_zero(base, told):
    options = judged(base, told).options
    assert fsum(option.evidence_db for option in options) == pytest.approx(0, abs=1e-9)
    gaps = {round(option.total_db - option.evidence_db, 6) for option in options}
    assert len(gaps) == 1


@given(BASES, VALUES)
def test_probabilities_sum_to_one_and_a_blocked_option_has_none(base, told):
    options = judged(base, told).options
    for figures in (
        [option.probability for option in options],
        [option.quality_probability for option in options],
    ):
        assert fsum(figures) == pytest.approx(1)
        for option, figure in zip(options, figures, strict=True):
            assert (figure == 0) == bool(option.blocked_by)


@given(BASES, VALUES)
def test_the_best_stands_first_and_the_blocked_last(base, told):
    verdict = judged(base, told)
    for better, worse in pairwise(verdict.options):
        assert bool(better.blocked_by) <= bool(worse.blocked_by)
        if bool(better.blocked_by) == bool(worse.blocked_by):
            assert better.total_db >= worse.total_db - base.judgement.ties.tolerance_db
    assert not verdict.options[0].blocked_by


@given(BASES, VALUES)
def test_a_tie_goes_to_the_easier_to_undo_and_is_a_toss_up(base, told):
    verdict = judged(base, told)
    tolerance = base.judgement.ties.tolerance_db
    free = {option.id: option.total_db for option in verdict.options if not option.blocked_by}
    best = [option for option in base.options if free.get(option, -1e9) >= max(free.values())]
    tied = [option for option in free if free[option] >= max(free.values()) - tolerance]
    assert verdict.recommendation == next(option for option in base.options if option in tied)
    if len(tied) > 1:
        assert verdict.strength == "toss_up"
    else:
        assert [verdict.recommendation] == best


@given(BASES, VALUES, st.sampled_from(mini.OPTIONS[1:]))
def test_a_gate_beats_any_weight(base, told, option):
    weights = {name: 900.0 if name == option else -900.0 for name in mini.OPTIONS}
    always = {"any": [{"answer": "q.flag", "is": True}, {"answer": "q.flag", "is": False}]}
    forced = replace(
        base,
        rules={**base.rules, "r/forced": mini.rule(always, *weights.values())},
        gates={**base.gates, "shut": mini.gate(always, option)},
        groups={**base.groups, "first": mini.group("first", 1e6)},
    )
    verdict = judged(forced, {**told, "q.flag": True})
    assert verdict.recommendation != option
    assert next(one for one in verdict.options if one.id == option).probability == 0


@given(BASES, VALUES, CONDITIONS, st.sampled_from(mini.OPTIONS), st.floats(0, 20))
def test_more_positive_evidence_never_lowers_an_option(base, told, when, option, weight):
    weights = [weight if name == option else 0.0 for name in mini.OPTIONS]
    for group in ("first", "of-its-own"):
        more = replace(
            base,
            rules={**base.rules, "r/more": mini.rule(when, *weights, group=group)},
            groups={**base.groups, "of-its-own": mini.group("of-its-own", 5)},
        )
        before, after = ({o.id: o for o in judged(b, told).options} for b in (base, more))
        assert after[option].total_db >= before[option].total_db - 1e-9
        assert after[option].probability >= before[option].probability - 1e-9


@given(BASES, VALUES)
def test_a_rule_over_unknowns_alone_never_counts_as_yes(base, told):
    """What cannot tell adds as little as a rule that is not there."""
    verdict = judged(base, told)
    silent = {name: rule for name, rule in base.rules.items() if name not in verdict.unknown}
    shut = {slug: g for slug, g in base.gates.items() if f"gates/{slug}" not in verdict.unknown}
    without = judged(replace(base, rules=silent, gates=shut), told)
    assert without.options == verdict.options
    assert without.fired == verdict.fired


@given(BASES, VALUES)
def test_a_known_truth_stays_when_more_is_answered(base, told):
    rest = {"q.kind": "red", "q.flag": True, "q.n": 3, "q.m": 2, "q.part": 0.5}
    before, after = judged(base, told), judged(base, {**rest, **told})
    for name, truth in before.truths.items():
        assert truth is None or after.truths[name] is truth


@given(BASES, VALUES)
def test_the_verdict_tells_of_every_reviewed_entry(base, told):
    verdict = judged(base, told)
    gates = {f"gates/{slug}" for slug in base.gates}
    assert verdict.truths.keys() == base.rules.keys() | gates
    fired = {name for name, truth in verdict.truths.items() if truth and name in base.rules}
    assert {trace.id for trace in verdict.fired} == fired
    assert set(verdict.unknown) == {n for n, truth in verdict.truths.items() if truth is None}


@given(BASES, VALUES)
def test_certainty_is_what_the_better_grades_alone_would_say(base, told):
    verdict = judged(base, told)
    ladder = {"high": "A", "moderate": "AB", "low": "ABC"}
    kept = ladder.get(verdict.certainty)
    if kept is not None:
        graded = {name: rule for name, rule in base.rules.items() if rule.grade in kept}
        assert judged(replace(base, rules=graded), told).recommendation == verdict.recommendation
    if not verdict.fired:
        assert verdict.certainty == "very_low"


@given(BASES, VALUES)
def test_no_group_moves_an_option_beyond_its_cap(base, told):
    verdict = judged(base, told)
    for group in base.groups.values():
        for option in mini.OPTIONS:
            parts = [
                t.effect_db[option] for t in verdict.fired if base.rules[t.id].group == group.id
            ]
            assert abs(fsum(parts)) <= group.cap_db + 1e-9
