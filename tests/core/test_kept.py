"""What an interview keeps from one answer to the next alters nothing that is told."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.answers.check import contradictions
from advisor.answers.values import Answers
from advisor.explain.parts import MOST_KEPT, Kept
from advisor.interview import Interview
from tests.core.brute import CONDITIONAL, legal_value
from tests.core.strategies import LEGAL
from tests.fixtures import mini

STEPS = st.lists(
    st.one_of(
        *[st.tuples(st.just(name), values) for name, values in LEGAL.items()],
        st.tuples(st.sampled_from(list(LEGAL)), st.none()),
        st.tuples(st.just("undo"), st.none()),
    ),
    min_size=1,
    max_size=6,
)


def whole(advice: Advice) -> list[object]:
    """Return everything that is told of what is open; cells by what they hold."""
    found: list[object] = [advice.settled, advice.chance_of_change]
    for question in (advice.next_question, *advice.open_questions):
        if question is not None:
            cells = {name: (c.value, repr((c.low, c.high))) for name, c in question.proof.items()}
            found.append((replace(question, proof={}), cells))
    return found


def assert_told_as_from_the_start(interview: Interview) -> None:
    anew = advise(interview.base, interview.answers, interview.day)
    assert whole(interview.advice) == whole(anew)


@given(CONDITIONAL, STEPS)
@settings(max_examples=60)
def test_every_step_tells_what_it_would_tell_from_the_start(base, steps):
    interview = Interview(base, Answers(), mini.DAY)
    for name, value in steps:
        if name == "undo":
            interview.undo()
        elif value is None:
            interview.dont_know(name)
        else:
            interview.answer(name, value)
        assert_told_as_from_the_start(interview)


@pytest.mark.parametrize("seed", range(2))
def test_it_does_on_the_real_knowledge(real, day, seed):
    interview, chance = Interview(real, Answers(), day), Random(seed)
    for _ in range(5):
        asked = interview.telling_question()
        if asked is None:
            break
        others = [question.id for question in interview.advice.open_questions]
        question = real.questions[chance.choice([asked.id, *others])]
        models = chance.choice(list(real.models))
        value = models if question.kind == "model" else legal_value(question, chance)
        told = {key: one.value for key, one in interview.answers.given.items()}
        if chance.random() < 0.3 or any(contradictions({**told, question.id: value})):
            interview.dont_know(question.id)
        else:
            interview.answer(question.id, value)
        assert_told_as_from_the_start(interview)


def test_a_named_model_that_changes_alters_what_is_told(small, day):
    """The catalogue answers other questions then, and facts read its figures."""
    interview = Interview(small, Answers(), day)
    for name in list(small.models)[:2]:
        interview.answer("model.name", name)
        assert_told_as_from_the_start(interview)


def test_advices_that_share_what_is_kept_may_be_searched_in_any_order(small, day):
    """A thread may still search an advice when the next one, on another model, is asked."""
    one, other = (Answers().with_value("model.name", name) for name in list(small.models)[:2])
    before = advise(small, one, day)
    after = advise(small, other, day, before)
    for advice in (after, before):
        assert whole(advice) == whole(advise(small, advice.answers, day))


def test_nothing_is_taken_over_from_another_knowledge(small, real, day):
    before = advise(real, Answers(), day)
    assert whole(before)
    assert whole(advise(small, Answers(), day, before)) == whole(advise(small, Answers(), day))


def test_only_the_parts_asked_for_last_are_kept():
    kept, made = Kept(), []

    def part(number):
        return kept.get(number, lambda: made.append(number) or number)

    for number in range(MOST_KEPT + 1):
        part(number)
    part(1)
    part(0)
    part(1)
    assert made == [*range(MOST_KEPT + 1), 0]


def test_what_was_kept_serves_the_next_advice_of_an_interview(small, day):
    interview = Interview(small, Answers(), day)
    before = interview.advice._outlook._state.space
    interview.dont_know(next(iter(before.questions)))
    after = interview.advice._outlook._state.space
    assert any(
        after.cells[name] is cells for name, cells in before.cells.items() if name in after.cells
    )
