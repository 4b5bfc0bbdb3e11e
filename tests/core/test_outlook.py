"""What is said of other answers is true: changes flip, alone is alone, settled is settled."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings

from advisor.advice import Advice, advise
from advisor.answers.check import contradictions
from advisor.answers.values import Answer, Answers, from_values
from advisor.explain.cells import representatives
from advisor.explain.changes import Change, Move, as_number
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from tests.core.strategies import BASES, LADDERS, VALUES, completions
from tests.fixtures import mini


def told(base: KnowledgeBase, values: Mapping[str, Scalar]) -> Advice:
    return advise(base, from_values(values), mini.DAY)


def recommended(advice: Advice, moved: Mapping[str, Scalar]) -> str:
    given = {**advice.answers.given, **from_values(moved).given}
    return advise(advice.base, Answers(given), advice.date).verdict.recommendation


def moved(change: Change) -> dict[str, Scalar]:
    return {move.question: move.value for move in change.moves}


@given(BASES, VALUES)
def test_every_named_change_flips_to_what_it_says(base, values):
    advice = told(base, values)
    for change in advice.changes:
        assert change.recommendation != advice.verdict.recommendation
        assert recommended(advice, moved(change)) == change.recommendation


@given(BASES, VALUES)
def test_no_part_of_a_pair_flips_by_itself(base, values):
    advice = told(base, values)
    for change in advice.changes:
        for one in change.moves if len(change.moves) > 1 else ():
            assert recommended(advice, {one.question: one.value}) == advice.verdict.recommendation


@given(BASES, VALUES)
def test_the_value_of_a_change_is_exact(base, values):
    """The nearest legal number on the way back does not give the option that is named."""
    advice = told(base, values)
    for change in advice.changes:
        for move in change.moves:
            if move.direction != "is":
                nearer = {**moved(change), move.question: one_step_back(advice, move)}
                assert recommended(advice, nearer) != change.recommendation


def one_step_back(advice: Advice, move: Move) -> Scalar:
    now, then = as_number(advice.answers.given[move.question].value), as_number(move.value)
    if advice.base.questions[move.question].kind == "integer":
        return int(then) + (1 if now > then else -1)
    return math.nextafter(then, now)


@given(BASES, VALUES)
def test_every_flip_by_one_changeable_answer_is_named(base, values):
    advice = told(base, values)
    named = {(c.moves[0].question, c.recommendation) for c in advice.changes if len(c.moves) == 1}
    for question in advice.answers.given:
        for value in LADDERS[question] if base.questions[question].changeable else []:
            option = recommended(advice, {question: value})
            assert option == advice.verdict.recommendation or (question, option) in named


@given(BASES, VALUES)
@settings(max_examples=30)
def test_every_flip_that_takes_two_answers_is_named(base, values):
    advice = told(base, values)
    leader = advice.verdict.recommendation
    named = [({move.question for move in c.moves}, c.recommendation) for c in advice.changes]
    changeable = [q for q in values if base.questions[q].changeable]
    for pair in combinations(changeable, 2):
        for both in product(*(LADDERS[question] for question in pair)):
            values_of = dict(zip(pair, both, strict=True))
            option = recommended(advice, values_of)
            if option == leader or any(
                recommended(advice, {question: value}) != leader
                for question, value in values_of.items()
            ):
                continue
            assert any(where <= set(pair) and to == option for where, to in named)


@given(BASES, VALUES)
def test_only_known_changeable_answers_are_changed(base, values):
    for change in told(base, values).changes:
        assert all(base.questions[move.question].changeable for move in change.moves)
        assert moved(change).keys() <= values.keys()


@given(BASES, VALUES)
@settings(max_examples=30)
def test_alone_is_told_of_exactly_the_questions_that_flip_it_by_themselves(base, values):
    advice = told(base, values)
    for question in advice.open_questions:
        found = {recommended(advice, {question.id: value}) for value in LADDERS[question.id]}
        others = found - {advice.verdict.recommendation}
        assert others <= set(question.to)
        cells = representatives(base, base.questions[question.id], advice.readings)
        reached = {recommended(advice, {question.id: value}) for value in cells}
        assert set(question.to) <= reached - {advice.verdict.recommendation}
        assert question.alone == bool(question.to)


@given(BASES, VALUES)
@settings(max_examples=40)
def test_no_completion_contradicts_settled(base, values):
    advice = told(base, values)
    if advice.settled:
        for completed in completions(advice.answers):
            verdict = advise(base, completed, mini.DAY).verdict
            assert verdict.recommendation == advice.verdict.recommendation


@given(BASES, VALUES)
def test_a_settled_recommendation_has_no_open_question_that_can_change_it(base, values):
    advice = told(base, values)
    if advice.settled:
        assert not any(question.can_change_recommendation for question in advice.open_questions)


@given(BASES, VALUES)
@settings(max_examples=25)
def test_what_cannot_change_it_changes_nothing_in_any_completion(base, values):
    """Answering all but the questions that can change it leaves the recommendation."""
    advice = told(base, values)
    can = {q.id for q in advice.open_questions if q.can_change_recommendation}
    for completed in completions(advice.answers, most=40):
        kept = {key: answer for key, answer in completed.given.items() if key not in can}
        verdict = advise(base, Answers(kept), mini.DAY).verdict
        assert verdict.recommendation == advice.verdict.recommendation


def by_examples(**more: Any) -> KnowledgeBase:
    """Prompting below 100 examples, full tuning from 2,000 on; the priors lean towards PEFT."""
    rules = {
        "r/few": mini.rule({"answer": "q.examples", "below": 100}, 4),
        "r/many": mini.rule({"answer": "q.examples", "at_least": 2000}, 0, 0, 4),
    }
    questions = [mini.integer("q.examples", 0, 100_000, changeable=True), *more.pop("also", [])]
    return mini.make(questions, {**rules, **more.pop("rules", {})}, priors=(0, 2, 0), **more)


def test_the_nearest_number_on_either_side_is_named():
    changes = told(by_examples(), {"q.examples": 500}).changes
    assert changes == (
        Change((Move("q.examples", 2000, "at_least", False),), "full_fine_tuning", 2),
        Change((Move("q.examples", 99, "at_most", True),), "prompting", 2),
    )


def test_a_number_beyond_the_prior_is_found_where_a_rule_asks_for_it():
    """The stated prior says what is usual, not what is legal."""
    question = mini.integer("q.examples", 0, 10, changeable=True)
    usual = question.model_copy(update={"maximum": None})
    base = mini.make([usual], {"r": mini.rule({"answer": "q.examples", "at_least": 500}, 0, 9)})
    changes = told(base, {"q.examples": 5}).changes
    assert changes == (Change((Move("q.examples", 500, "at_least", False),), "peft", 2),)


def test_a_threshold_of_a_fact_is_solved_for_the_answer():
    per = mini.fact("per", ratio=["q.n", "q.m"])
    questions = [mini.integer("q.n", 0, 9999, changeable=True), mini.integer("q.m", 1, 99)]
    rules = {"r": mini.rule({"fact": "per", "at_least": 20}, 0, 5)}
    advice = told(mini.make(questions, rules, facts=[per]), {"q.n": 100, "q.m": 7})
    assert [(moved(c), c.recommendation) for c in advice.changes] == [({"q.n": 140}, "peft")]


@pytest.mark.parametrize("test", [{"below": 20}, {"at_least": 20}], ids=["below", "at least"])
def test_a_fact_that_falls_with_the_answer_is_cut_on_the_right_side(test):
    """Of 40 examples, two classes have 20 each and three have fewer."""
    questions = [mini.integer("q.n", 0, 999), mini.integer("q.m", 2, 99, changeable=True)]
    per = mini.fact("per", ratio=["q.n", "q.m"])
    base = mini.make(questions, {"r": mini.rule({"fact": "per", **test}, 0, 3)}, facts=[per])
    (question,) = told(base, {"q.n": 40}).open_questions
    assert question.to == ("peft",)
    now, then = (2, 3) if "below" in test else (3, 2)
    (change,) = told(base, {"q.n": 40, "q.m": now}).changes
    assert moved(change) == {"q.m": then}


def test_the_cheapest_change_stands_first():
    dear = mini.integer("q.n", 0, 9, changeable=True).model_copy(update={"effort": 5})
    cheap = mini.integer("q.m", 0, 9, changeable=True).model_copy(update={"effort": 1})
    rules = {
        "r/n": mini.rule({"answer": "q.n", "at_least": 5}, 0, 5),
        "r/m": mini.rule({"answer": "q.m", "at_least": 5}, 0, 5),
    }
    changes = told(mini.make([dear, cheap], rules), {"q.n": 1, "q.m": 1}).changes
    assert [change.moves[0].question for change in changes] == ["q.m", "q.n"]


def test_an_interval_is_left_for_a_plain_value():
    base = by_examples()
    answers = Answers({"q.examples": Answer(500, "measured", low=90, high=600)})
    changes = advise(base, answers, mini.DAY).changes
    assert {move.value for change in changes for move in change.moves} == {99, 2000}


def test_a_dont_know_is_closed_for_settling_and_stays_listed_as_open():
    base = by_examples()
    unasked, closed = Answers(), Answers(dont_know=frozenset({"q.examples"}))
    assert not advise(base, unasked, mini.DAY).settled
    advice = advise(base, closed, mini.DAY)
    assert advice.settled
    (question,) = advice.open_questions
    assert question.closed
    assert question.alone
    assert question.can_change_recommendation


def test_two_questions_that_only_together_change_it_are_not_called_alone():
    rules = {
        "r/a": mini.rule({"answer": "q.a", "is": True}, 0, 2, group="first"),
        "r/b": mini.rule({"answer": "q.b", "is": True}, 0, 2, group="second"),
    }
    base = mini.make([mini.yes_no("q.a"), mini.yes_no("q.b")], rules, priors=(3, 0, 0))
    advice = told(base, {})
    assert not advice.settled
    told_of = [(q.id, q.can_change_recommendation, q.alone) for q in advice.open_questions]
    assert told_of == [("q.a", True, False), ("q.b", True, False)]


def test_an_unknown_gate_on_the_leader_keeps_it_open():
    gates = {"shut": mini.gate({"answer": "q.a", "is": True}, "peft")}
    rules = {"r": mini.rule({"answer": "q.b", "is": True}, 0, 9)}
    base = mini.make([mini.yes_no("q.a"), mini.yes_no("q.b")], rules, gates=gates)
    assert not told(base, {"q.b": True}).settled
    assert told(base, {"q.a": False, "q.b": True}).settled


def test_a_rival_that_could_draw_level_and_is_easier_to_undo_keeps_it_open():
    """Sums of decimals that are equal but for rounding are a tie, and a tie changes the leader."""
    flags = [mini.yes_no(f"q.{letter}") for letter in "abc"]
    rules = {
        "r/a": mini.rule({"answer": "q.a", "is": True}, 0.7, group="first"),
        "r/b": mini.rule({"answer": "q.b", "is": True}, 0.1, group="second"),
        "r/c": mini.rule({"answer": "q.c", "is": True}, 0, 0.8, group="third"),
    }
    base = mini.make(flags, rules)
    assert told(base, {"q.a": True, "q.b": True, "q.c": True}).verdict.recommendation == "prompting"
    assert not told(base, {"q.c": True}).settled


def test_a_question_that_does_not_apply_is_not_open():
    only = {"ask_when": {"answer": "q.a", "is": True}}
    questions = [mini.yes_no("q.a"), mini.integer("q.n", 0, 9, **only)]
    base = mini.make(questions, {"r": mini.rule({"answer": "q.n", "below": 5}, 0, 9)})
    assert [q.id for q in told(base, {"q.a": True}).open_questions] == ["q.n"]
    assert told(base, {"q.a": False}).open_questions == ()
    assert told(base, {"q.a": False}).settled


@pytest.mark.parametrize(
    "values",
    [
        {"data.examples": 500, "data.classes": 12, "data.rarest_class": 40},
        {"data.examples": 3000, "data.classes": 2, "data.rarest_class": 1400},
        {"data.examples": 90, "data.rarest_class": 90},
    ],
)
def test_a_change_never_makes_answers_that_cannot_be_true_together(small, day, values):
    need: dict[str, Scalar] = {"task.need": "label_convention"}
    advice = advise(small, from_values({**need, **values}), day)
    for change in advice.changes:
        assert not list(contradictions({**need, **values, **moved(change)}))
