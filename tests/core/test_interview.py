"""The interview keeps answers, takes them back, and asks what still applies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers.values import Answers, from_values
from advisor.errors import AnswersError
from advisor.interview import Interview
from tests.core.strategies import BASES, LEGAL
from tests.fixtures import mini


@pytest.fixture
def interview(small, day) -> Interview:
    """Return an interview that has just begun."""
    return Interview(small, Answers(), day)


def test_it_asks_in_the_order_of_the_topics(interview):
    asked = []
    while (question := interview.next_question()) is not None:
        asked.append(question.id)
        interview.dont_know(question.id)
    assert asked == [id for id in interview.base.questions if id in asked]
    assert asked[0] == "task.need"


def test_a_question_that_does_not_apply_is_not_asked(interview):
    interview.answer("data.examples", 0)
    left = {question.id for question in interview.applicable()}
    assert left.isdisjoint({"data.classes", "data.rarest_class", "data.label_error"})
    assert interview.next_question(after="data.examples").id == "data.critical_rare_class"


def test_an_answered_question_stays_in_sight_when_it_no_longer_applies(interview):
    interview.answer("data.examples", 10)
    interview.answer("data.label_error", 0.2)
    interview.answer("data.examples", 0)
    assert "data.label_error" in {question.id for question in interview.applicable()}


def test_what_the_catalogue_answers_is_not_asked(interview):
    interview.answer("model.name", "mini-open")
    assert interview.next_question(after="model.name").id == "operations.evaluation"
    assert "model.access" not in interview.answers.given


def test_it_goes_round_to_what_was_passed_over(interview):
    interview.answer("operations.evaluation", "none")
    assert interview.next_question(after="operations.evaluation").id == "task.need"


def test_nothing_is_asked_when_all_is_answered_or_closed(interview):
    for question in list(interview.base.questions):
        interview.dont_know(question)
    assert interview.next_question() is None


def test_undo_and_redo_walk_through_the_answers(interview):
    assert not interview.undo()
    interview.answer("task.need", "facts")
    interview.answer("data.examples", 500)
    assert interview.undo()
    assert interview.answers.given.keys() == {"task.need"}
    assert interview.redo()
    assert interview.answers.value("data.examples") == 500
    assert not interview.redo()


def test_a_new_answer_forgets_what_was_undone(interview):
    interview.answer("data.examples", 500)
    interview.undo()
    interview.answer("data.examples", 900)
    assert not interview.redo()
    assert interview.answers.value("data.examples") == 900


@given(BASES, st.lists(st.sampled_from(list(LEGAL)), max_size=6), st.data())
def test_undoing_everything_leads_back_to_the_start(base, asked, data):
    interview = Interview(base, Answers(), mini.DAY)
    before = interview.advice.verdict
    for question in asked:
        interview.answer(question, data.draw(LEGAL[question]))
    told = interview.answers
    for _ in asked:
        assert interview.undo()
    assert interview.answers == Answers()
    assert interview.advice.verdict == before
    for _ in asked:
        assert interview.redo()
    assert interview.answers == told


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("data.examples", -1),
        ("data.examples", 3.5),
        ("data.examples", True),
        ("task.need", "fact"),
        ("data.label_error", 5),
        ("data.rarest_class", 600),
        ("data.rarest_class", 300),
    ],
)
def test_an_illegal_or_contradictory_answer_changes_nothing(interview, question, value):
    interview.answer("data.examples", 500)
    interview.answer("data.classes", 2)
    interview.undo()
    interview.redo()
    answers, advice, effect = interview.answers, interview.advice, interview.last_effect
    with pytest.raises(AnswersError):
        interview.answer(question, value)
    assert (interview.answers, interview.last_effect) == (answers, effect)
    assert interview.advice is advice
    assert interview.undo()
    assert interview.answers.given.keys() == {"data.examples"}


def test_an_answer_may_be_replaced_by_one_that_mends_a_pair(interview):
    interview.answer("data.examples", 500)
    interview.answer("data.rarest_class", 40)
    interview.answer("data.rarest_class", 30)
    assert interview.answers.value("data.rarest_class") == 30


def test_a_dont_know_is_closed_until_it_is_answered_or_opened_again(interview):
    interview.dont_know("task.need")
    assert interview.answers.dont_know == {"task.need"}
    assert interview.next_question().id == "data.examples"
    interview.reopen("task.need")
    assert interview.next_question().id == "task.need"
    interview.dont_know("task.need")
    interview.answer("task.need", "facts")
    assert interview.answers.dont_know == frozenset()


def test_the_last_effect_tells_what_an_answer_gained(interview):
    interview.answer("task.need", "label_convention")
    effect = interview.last_effect
    assert effect.question == "task.need"
    assert effect.gained_db == {"prompting": -1, "peft": 3, "full_fine_tuning": 2}
    interview.undo()
    assert interview.last_effect is None


def test_it_begins_with_what_a_file_told(small, day):
    interview = Interview(small, from_values({"task.need": "facts"}, "file"), day)
    assert interview.next_question().id == "data.examples"
    assert interview.advice.additions == ("retrieval",)
    assert not interview.undo()
