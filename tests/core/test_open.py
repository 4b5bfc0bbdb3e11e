"""What is said of open questions equals trying every completion, and each claim has its proof."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.answers.check import contradictions
from advisor.answers.values import Answers, from_values
from advisor.evaluate import recommended as judged
from advisor.explain.outlook import applies
from advisor.explain.space import Space
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from tests.core import strategies
from tests.core.brute import (
    CONDITIONAL,
    completions,
    drawn_answers,
    recommended,
    state_of,
    told,
)
from tests.fixtures import mini

LADDERS = strategies.LADDERS
BOTH = st.one_of(strategies.BASES, CONDITIONAL)
FEW = 400


@given(BOTH, strategies.VALUES)
def test_settled_is_contradicted_by_no_completion(base, values):
    advice = told(base, values)
    if advice.settled:
        for answers in completions(advice, LADDERS, most=150):
            assert recommended(advice, answers) == advice.verdict.recommendation


@given(BOTH, strategies.VALUES)
def test_what_is_not_settled_is_changed_by_the_completion_that_is_named(base, values):
    state = state_of(told(base, values))
    if state.change is not None and not state.space.has_bounds:
        answers = state.space.completed(state.change)
        assert advise(base, answers, mini.DAY).verdict.recommendation != state.leader


@given(BOTH, strategies.VALUES)
def test_the_judge_confirms_every_proof(base, values):
    """With the answer the completion is judged otherwise than without it."""
    advice = told(base, values)
    state = state_of(advice)
    for question in advice.open_questions:
        if question.can_change_recommendation and not question.bound:
            answers = state.space.completed(question.proof)
            assert question.id in answers.given
            before = recommended(advice, answers.without(question.id))
            assert recommended(advice, answers) != before
            assert question.alone == (set(question.proof) == {question.id})


@given(BOTH, strategies.VALUES)
@settings(max_examples=40)
def test_can_change_is_what_trying_every_completion_finds(base, values):
    advice = told(base, values)
    every = list(completions(advice, LADDERS, most=FEW + 1))
    assume(len(every) <= FEW)
    found = {key: recommended(advice, Answers(dict(key))) for key in map(_key, every)}
    for question in advice.open_questions:
        matters = any(
            found[without] != option
            for key, option in found.items()
            for without in [frozenset(pair for pair in key if pair[0] != question.id)]
            if without in found
        )
        if matters:
            assert question.can_change_recommendation
        elif question.can_change_recommendation:
            assert question.bound


def _key(answers: Answers) -> frozenset[object]:
    return frozenset(answers.given.items())


@given(CONDITIONAL, strategies.VALUES)
def test_no_proof_answers_a_question_that_does_not_apply(base, values):
    advice = told(base, values)
    for question in advice.open_questions:
        given = {**advice.answers.given, **state_of(advice).space.completed(question.proof).given}
        readings = {key: answer.value for key, answer in given.items()}
        assert all(applies(base.questions[name], readings) for name in question.proof)


@given(BOTH, strategies.VALUES, st.sets(st.sampled_from(list(LADDERS))))
def test_a_closed_question_is_told_as_the_only_one_that_could_be_opened_again(base, values, closed):
    advice = told(base, {key: value for key, value in values.items() if key not in closed})
    shut = Answers(advice.answers.given, frozenset(closed) - advice.answers.given.keys())
    open_again = advise(base, shut, mini.DAY)
    for question in open_again.open_questions:
        alone = Answers(shut.given, shut.dont_know - {question.id})
        other = next(q for q in advise(base, alone, mini.DAY).open_questions if q.id == question.id)
        assert question.closed == (question.id in shut.dont_know)
        assert (question.alone, question.to) == (other.alone, other.to)
        if not question.bound and not other.bound:
            assert question.can_change_recommendation == other.can_change_recommendation


# Sizes that can contradict one another, all small.
SIZES: dict[str, list[Scalar]] = {
    "data.examples": list(range(7)),
    "data.classes": [2, 3],
    "data.rarest_class": list(range(4)),
    "data.imbalance_ratio": [1, 1.5, 2, 3],
}
SIZE_TESTS = st.one_of(
    *[
        st.builds(lambda q, sort, bound: {"answer": q, sort: bound}, st.just(q), sort, bound)
        for q, top in (("data.examples", 6), ("data.classes", 3), ("data.rarest_class", 3))
        for sort in [st.sampled_from(["below", "at_least"])]
        for bound in [st.integers(1, top)]
    ],
    st.builds(lambda b: {"fact": "per", "at_least": b}, st.integers(1, 3)),
    st.just({"answer": "data.imbalance_ratio", "at_least": 2}),
)
SIZE_RULES = st.lists(
    st.builds(
        lambda whens, weights: mini.rule({"all": whens}, *weights),
        st.lists(SIZE_TESTS, min_size=1, max_size=3),
        st.tuples(*[st.integers(-3, 3)] * 3),
    ),
    min_size=1,
    max_size=5,
)


def sized(rules: list) -> KnowledgeBase:
    ratio = mini.integer("data.imbalance_ratio", 1, 3).model_copy(update={"kind": "number"})
    questions = [
        mini.integer("data.examples", 0, 6),
        mini.integer("data.classes", 2, 3),
        mini.integer("data.rarest_class", 0, 3),
        ratio,
    ]
    facts = [mini.fact("per", ratio=["data.examples", "data.classes"])]
    return mini.make(questions, {f"r/{n}": rule for n, rule in enumerate(rules)}, facts=facts)


@given(
    SIZE_RULES,
    st.fixed_dictionaries({}, optional={k: st.sampled_from(v) for k, v in SIZES.items()}),
)
def test_sizes_that_contradict_one_another_are_no_completion(rules, values):
    assume(not any(contradictions(values)))
    base = sized(rules)
    advice = advise(base, from_values(values), mini.DAY)
    others = {recommended(advice, one) for one in completions(advice, SIZES, most=10**6)}
    state = state_of(advice)
    assert state.settled == (others == {advice.verdict.recommendation})
    for question in advice.open_questions:
        if question.proof:
            answers = state.space.completed(question.proof)
            assert not any(contradictions({k: a.value for k, a in answers.given.items()}))
            assert recommended(advice, answers) != recommended(advice, answers.without(question.id))


def test_settled_means_settled_on_the_real_knowledge(real, day):
    """More of it: tests/benchmarks/completions.py."""
    chance, tried = Random(7), 0
    while tried < 300:
        told_of = advise(real, drawn_answers(advise(real, Answers(), day), chance, 0.7), day)
        for _ in range(20 if told_of.settled else 0):
            answers = drawn_answers(told_of, chance, chance.random())
            tried += 1
            assert recommended(told_of, answers) == told_of.verdict.recommendation


@pytest.mark.parametrize("seed", range(6))
def test_a_choice_of_cells_is_judged_as_the_judge_does_on_the_real_knowledge(real, day, seed):
    chance = Random(seed)
    advice = advise(real, drawn_answers(advise(real, Answers(), day), chance, seed / 8), day)
    space = Space(real, advice.answers, advice.verdict.truths, advice._derive)
    for _ in range(50):
        choice = {}
        for name, cells in space.cells.items():
            more = {**choice, name: chance.choice(cells)}
            if chance.random() < 0.7 and space.possible(more):
                choice = more
        expected = judged(real, advice._derive(space.completed(choice)))
        assert space.recommended(choice) == expected
