"""The next question is the one with the largest expected gain, and chances are what they say."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given, settings

from advisor.advice import Advice, advise
from advisor.answers.values import Answers
from advisor.explain import asking
from advisor.explain.asking import chance_of_change, gains
from advisor.explain.cells import cells_of
from advisor.explain.priors import share_of
from advisor.interview import Interview
from tests.core import strategies
from tests.core.brute import CONDITIONAL, state_of, told
from tests.fixtures import mini

DAY = date(2026, 11, 22)


def by_option(advice: Advice) -> dict[str, float]:
    return {option.id: option.probability for option in advice.verdict.options}


@given(strategies.BASES, strategies.VALUES)
def test_the_expected_gain_is_its_formula(base, values):
    """Σ over the cells a of π(a)·[max_i p_i(a) − p_l(a)], each cell judged by the judge."""
    advice = told(base, values)
    state = state_of(advice)
    for gain in gains(state.space, state.leader):
        expected, to = 0.0, set()
        for cell in state.space.cells[gain.question]:
            moved = advice.answers.with_value(gain.question, cell.value)
            after = advise(base, moved, mini.DAY)
            chances = by_option(after)
            if after.verdict.recommendation != state.leader:
                to.add(after.verdict.recommendation)
                share = share_of(base.questions[gain.question], cell)
                expected += share * (max(chances.values()) - chances[state.leader])
        assert math.isclose(gain.expected, expected, abs_tol=1e-9)
        assert set(gain.to) == to


@given(CONDITIONAL, strategies.VALUES)
def test_the_gain_is_never_negative_and_nothing_where_no_answer_alone_changes_it(base, values):
    for question in told(base, values).open_questions:
        assert question.expected_gain >= 0
        assert question.alone or question.expected_gain == 0


@given(CONDITIONAL, strategies.VALUES)
@settings(max_examples=100)
def test_the_chance_of_a_change_is_counted_exactly_where_completions_are_few(base, values):
    advice = told(base, values)
    state = state_of(advice)
    chance = chance_of_change(state.draws, state.leader)
    if chance.error == 0:
        assert math.isclose(chance.probability, counted(advice, state), abs_tol=1e-9)


def counted(advice: Advice, state) -> float:
    """Answer question after question by the priors; what does not apply stays unknown."""
    weighted = [(1.0, {}, advice.answers)]
    for name in state.space.telling:
        following = []
        for weight, choice, answers in weighted:
            known = 0.0
            for cell in state.space.cells[name]:
                share = share_of(advice.base.questions[name], cell)
                if state.space.possible({**choice, name: cell}):
                    known += share
                    more = answers.with_value(name, cell.value)
                    following.append((weight * share, {**choice, name: cell}, more))
            following.append((weight * (1 - known), choice, answers))
        weighted = following
    return sum(
        weight
        for weight, _, answers in weighted
        if weight > 1e-15
        and advise(advice.base, answers, mini.DAY).verdict.recommendation != state.leader
    )


@given(strategies.BASES, strategies.VALUES)
def test_the_chance_is_nothing_where_it_is_settled(base, values):
    advice = told(base, values)
    if advice.settled:
        assert advice.chance_of_change.probability == 0


def test_a_drawn_chance_is_within_its_error_of_the_counted_one(monkeypatch):
    weights = {"a": 1, "b": -1, "c": 0.5, "d": 2, "e": -0.5, "f": 1.5, "g": -2, "h": 1}
    rules = {
        f"r/{n}": mini.rule({"answer": f"q.{n}", "is": True}, weight, 0.5, -0.3, group=n)
        for n, weight in weights.items()
    }
    base = mini.make([mini.yes_no(f"q.{n}") for n in weights], rules, priors=(1, 0, 0))
    state = state_of(advise(base, Answers(), mini.DAY))
    monkeypatch.setattr(asking, "COMPLETIONS", 10**6)
    exact = chance_of_change(state.draws, state.leader)
    monkeypatch.setattr(asking, "COMPLETIONS", 0)
    drawn = chance_of_change(state.draws, state.leader)
    assert exact.error == 0 < drawn.error
    assert abs(exact.probability - drawn.probability) <= 3 * drawn.error


@given(strategies.BASES, strategies.VALUES)
def test_the_shares_of_the_cells_add_up_to_those_who_know(base, values):
    readings = told(base, values).readings
    for question in base.questions.values():
        cells = cells_of(base, question, readings)
        total = sum(share_of(question, cell) for cell in cells)
        assert math.isclose(total, 1 - question.dont_know, abs_tol=1e-9)


@given(CONDITIONAL, strategies.VALUES)
def test_the_next_question_is_the_most_telling_that_can_change_it(base, values):
    advice = told(base, values)
    found = advice.next_question
    if advice.settled:
        assert found is None
    elif found is not None:
        assert found.can_change_recommendation
        assert found.id == advice.open_questions[0].id


def test_what_matters_only_with_others_comes_before_what_hardly_anyone_knows():
    questions = [
        mini.yes_no("q.rarely_known", dont_know=0.99),
        mini.yes_no("q.small", dont_know=0.02),
        mini.yes_no("q.plain", dont_know=0.02),
    ]
    both = {"all": [{"answer": "q.small", "is": True}, {"answer": "q.plain", "is": True}]}
    rules = {
        "r/alone": mini.rule({"answer": "q.rarely_known", "is": True}, 0, 3, group="alone"),
        "r/both": mini.rule(both, 0, 3, group="both"),
    }
    advice = advise(mini.make(questions, rules, priors=(1, 0, 0)), Answers(), mini.DAY)
    assert advice.next_question is not None
    assert advice.next_question.id in ("q.small", "q.plain")
    assert not advice.next_question.alone


KNOWN_TO_A_BUILDER = ("data.leakage", "operations.risk", "operations.gpus", "data.split_unit")


@pytest.mark.parametrize("knows", [True, False])
def test_the_models_name_is_asked_for_where_it_is_expected_to_save_questions(real, knows):
    """Of those who know nothing else about a project few name the model."""
    interview = Interview(real, Answers(), DAY)
    for name in KNOWN_TO_A_BUILDER:
        question = real.questions[name]
        if knows:
            interview.answer(name, question.values[-1] if question.values else 0)
        else:
            interview.dont_know(name)
    while (question := interview.telling_question()) is not None:
        if question.id.startswith("model."):
            assert (question.id == "model.name") == knows
            return
        interview.dont_know(question.id)
    pytest.fail("no question about the model was asked")


def test_the_telling_order_asks_nothing_twice_and_ends_when_it_is_settled(real):
    interview = Interview(real, Answers(), DAY)
    asked = []
    while (question := interview.telling_question()) is not None:
        asked.append(question.id)
        interview.dont_know(question.id)
    assert len(asked) == len(set(asked))
    assert interview.advice.settled


def test_express_asks_the_four_of_the_promise_and_at_most_four_more(real):
    interview = Interview(real, Answers(), DAY)
    asked = []
    while (question := interview.express_question()) is not None:
        asked.append(question.id)
        interview.dont_know(question.id)
    assert asked[:4] == list(real.judgement.patience.express)
    assert len(asked) <= real.judgement.patience.express_most
    assert len(set(asked)) == len(asked)


def test_express_passes_over_what_does_not_apply(real):
    interview = Interview(real, Answers(), DAY)
    interview.answer("data.examples", 0)
    asked = []
    while (question := interview.express_question()) is not None:
        asked.append(question.id)
        interview.dont_know(question.id)
    assert asked[0] == "model.safety_tier"
    assert "data.imbalance_ratio" not in asked[:3]
    assert 1 + len(asked) <= real.judgement.patience.express_most


def test_the_interview_offers_to_stop_once_it_is_settled_and_not_at_the_start(real):
    interview = Interview(real, Answers(), DAY)
    assert not interview.may_stop()
    interview.answer("task.need", "facts")
    assert interview.may_stop() == (
        interview.advice.settled or interview.advice.chance_of_change.probability < 0.05
    )
