"""The judge on cases worked out by hand: sums, caps, gates, ties, strength and certainty."""

from __future__ import annotations

from math import inf, log10
from typing import Any

import pytest

from advisor.evaluate import Verdict, evaluate
from advisor.knowledge.base import KnowledgeBase
from tests.fixtures import mini

FLAGS = [mini.yes_no(f"q.{letter}") for letter in "abcde"]
A, B, C, D = ({"answer": f"q.{letter}", "is": True} for letter in "abcd")
ALL = {f"q.{letter}": True for letter in "abcde"}


def base(rules: dict[str, Any], **parts: Any) -> KnowledgeBase:
    return mini.make(FLAGS, rules, **parts)


def option(verdict: Verdict, id: str) -> Any:
    return next(one for one in verdict.options if one.id == id)


def test_nothing_known_is_a_toss_up_for_what_is_easiest_to_undo():
    verdict = evaluate(base({"r": mini.rule(A, 1, 2, 3)}), {})
    assert [one.id for one in verdict.options] == list(mini.OPTIONS)
    assert verdict.strength == "toss_up"
    assert verdict.certainty == "very_low"
    assert [one.probability for one in verdict.options] == pytest.approx([1 / 3] * 3)


def test_weights_of_rules_that_hold_add_up():
    rules = {"r/1": mini.rule(A, 3, 1), "r/2": mini.rule(B, 2, -1, group="second")}
    verdict = evaluate(base(rules), ALL)
    totals = {one.id: one.total_db for one in verdict.options}
    assert totals == {"prompting": 5, "peft": 0, "full_fine_tuning": 0}


def test_a_group_is_clipped_to_its_cap_and_its_effects_are_scaled_alike():
    rules = {"r/1": mini.rule(A, 6, -1), "r/2": mini.rule(B, 2, -1)}
    verdict = evaluate(base(rules, groups=[mini.group("first", 4)]), ALL)
    assert option(verdict, "prompting").total_db == 4
    assert option(verdict, "peft").total_db == -2
    effects = {trace.id: trace.effect_db for trace in verdict.fired}
    assert effects["r/1"] == {"prompting": 3, "peft": -1, "full_fine_tuning": 0}
    assert effects["r/2"] == {"prompting": 1, "peft": -1, "full_fine_tuning": 0}


def test_opposite_weights_of_a_group_meet_before_the_cap():
    rules = {"r/1": mini.rule(A, 9), "r/2": mini.rule(B, -7)}
    verdict = evaluate(base(rules, groups=[mini.group("first", 4)]), ALL)
    assert option(verdict, "prompting").total_db == 2


def test_a_prior_counts_and_is_shown():
    verdict = evaluate(base({"r": mini.rule(A, 1)}, priors=(0, 4, 0)), {})
    assert verdict.recommendation == "peft"
    assert (option(verdict, "peft").prior_db, option(verdict, "peft").total_db) == (4, 4)


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_a_draft_or_retired_rule_never_fires(status):
    rule = mini.rule(A, 0, 9).model_copy(update={"status": status})
    verdict = evaluate(base({"r": rule}), ALL)
    assert verdict.fired == ()
    assert verdict.truths == {}
    assert verdict.recommendation == "prompting"


def test_a_rule_that_cannot_tell_is_listed_and_adds_nothing():
    verdict = evaluate(base({"r": mini.rule(A, 0, 9)}), {"q.b": True})
    assert verdict.unknown == ("r",)
    assert option(verdict, "peft").total_db == 0


def test_a_blocked_option_is_last_with_probability_zero_and_its_gates_named():
    rules = {"r": mini.rule(A, 0, 0, 100)}
    gates = {"shut": mini.gate(B, "full_fine_tuning"), "quiet": mini.gate(C, "full_fine_tuning")}
    verdict = evaluate(base(rules, gates=gates), {"q.a": True, "q.b": True, "q.c": False})
    blocked = verdict.options[-1]
    assert blocked.id == "full_fine_tuning"
    assert blocked.blocked_by == ("gates/shut",)
    assert blocked.probability == blocked.quality_probability == 0
    assert verdict.recommendation == "prompting"


def test_a_gate_that_cannot_tell_blocks_nothing():
    gates = {"shut": mini.gate(B, "peft")}
    verdict = evaluate(base({"r": mini.rule(A, 0, 9)}, gates=gates), {"q.a": True})
    assert verdict.recommendation == "peft"
    assert verdict.unknown == ("gates/shut",)


def test_where_only_one_option_is_free_it_is_recommended_for_certain_strength():
    gates = {"shut": mini.gate(A, "peft", "full_fine_tuning")}
    verdict = evaluate(base({"r": mini.rule(B, -9)}, gates=gates), ALL)
    assert verdict.recommendation == "prompting"
    assert verdict.options[0].probability == 1
    assert verdict.strength == "recommend"
    assert verdict.lead_db == inf


@pytest.mark.parametrize(
    ("weights", "leader"),
    [
        ((0, 0, 0), "prompting"),
        ((1, 1, 0), "prompting"),
        ((0, 1, 1), "peft"),
        ((1, 0, 1), "prompting"),
        ((0, 5e-10, 0), "prompting"),
    ],
)
def test_a_tie_goes_to_the_easier_to_undo_and_is_a_toss_up(weights, leader):
    verdict = evaluate(base({"r": mini.rule(A, *weights, grade="A")}), ALL)
    assert verdict.recommendation == leader
    assert verdict.strength == "toss_up"


def test_a_sum_that_is_equal_but_for_rounding_is_a_tie():
    rules = {"r/1": mini.rule(A, 0.1, 0.3), "r/2": mini.rule(B, 0.2, 0, group="second")}
    verdict = evaluate(base(rules), ALL)
    assert verdict.recommendation == "prompting"
    assert verdict.strength == "toss_up"


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
@pytest.mark.parametrize(
    ("odds", "above", "below"), [(3.0, "recommend", "suggest"), (1.5, "suggest", "toss_up")]
)
def test_strength_follows_the_leaders_odds_against_the_next(temperature, odds, above, below):
    limit = 10 * temperature * log10(odds)
    for lead, strength in ((limit + 0.001, above), (limit - 0.001, below)):
        known = base({"r": mini.rule(A, 0, lead)}, temperature=temperature)
        verdict = evaluate(known, ALL)
        assert verdict.strength == strength
        first, second = verdict.options[0].probability, verdict.options[1].probability
        assert (first / second >= odds) == (strength == above)


def test_strength_looks_past_a_blocked_rival():
    gates = {"shut": mini.gate(B, "peft")}
    verdict = evaluate(base({"r": mini.rule(A, 5, 5)}, gates=gates), ALL)
    assert verdict.strength == "recommend"


@pytest.mark.parametrize(
    ("grades", "certainty"),
    [
        ("A", "high"),
        ("B", "moderate"),
        ("C", "low"),
        ("D", "very_low"),
        ("AD", "high"),
        ("DBC", "moderate"),
    ],
)
def test_certainty_is_that_of_the_best_grades_that_suffice(grades, certainty):
    rules = {
        f"r/{letter}": mini.rule({"answer": f"q.{letter}", "is": True}, 0, 2, grade=grade)
        for letter, grade in zip("abc", grades, strict=False)
    }
    assert evaluate(base(rules), ALL).certainty == certainty


def test_certainty_sinks_where_the_best_evidence_says_otherwise():
    rules = {
        "r/1": mini.rule(A, 2, 0, grade="A"),
        "r/2": mini.rule(B, 0, 1, grade="B"),
        "r/3": mini.rule(C, 0, 2, grade="C"),
    }
    verdict = evaluate(base(rules), ALL)
    assert verdict.recommendation == "peft"
    assert verdict.certainty == "low"


def test_a_tie_of_the_best_evidence_is_no_certainty():
    rules = {"r/1": mini.rule(A, 2, 2, grade="A"), "r/2": mini.rule(B, 1, 0, grade="D")}
    assert evaluate(base(rules), ALL).certainty == "very_low"


def test_certainty_keeps_every_gate():
    rules = {"r/1": mini.rule(A, 0, 1, 3, grade="A")}
    gates = {"shut": mini.gate(B, "full_fine_tuning")}
    verdict = evaluate(base(rules, gates=gates), ALL)
    assert (verdict.recommendation, verdict.certainty) == ("peft", "high")


def test_only_groups_about_quality_move_the_quality_probability():
    rules = {"r/1": mini.rule(A, 3), "r/2": mini.rule(B, -9, group="money")}
    groups = [mini.group("money", about="cost")]
    verdict = evaluate(base(rules, groups=groups), ALL)
    prompting = option(verdict, "prompting")
    odds = 10**0.3
    assert prompting.quality_probability == pytest.approx(odds / (odds + 2))
    assert prompting.probability < 1 / 3


def test_a_temperature_above_one_draws_probabilities_together():
    rules = {"r": mini.rule(A, 10)}
    plain, warm = (evaluate(base(rules, temperature=t), ALL) for t in (1.0, 2.0))
    assert plain.options[0].probability == pytest.approx(10 / 12)
    assert warm.options[0].probability == pytest.approx(10**0.5 / (10**0.5 + 2))
    assert plain.recommendation == warm.recommendation


@pytest.mark.parametrize("weight", [400.0, 4000.0, 1e6])
def test_a_very_large_lead_does_not_overflow(weight):
    rules = {"r": mini.rule(A, 0, weight)}
    verdict = evaluate(base(rules, groups=[mini.group("first", 1e9)]), ALL)
    assert verdict.recommendation == "peft"
    assert verdict.options[0].probability == pytest.approx(1)


def test_what_fired_stands_strongest_first():
    rules = {
        "r/1": mini.rule(A, 1),
        "r/2": mini.rule(B, 2, -2, group="second"),
        "r/3": mini.rule(C, -3, group="third"),
        "r/4": mini.rule(D, 0, 3, group="fourth"),
    }
    verdict = evaluate(base(rules), ALL)
    assert [trace.id for trace in verdict.fired] == ["r/2", "r/3", "r/4", "r/1"]
