"""The state of an interview: answers, undo, the next question; the same for every front end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from advisor.advice import Advice, advise
from advisor.answers.check import contradictions, problem_with
from advisor.answers.values import Answers
from advisor.errors import AnswersError, Problem
from advisor.explain.outlook import applies
from advisor.knowledge.base import CATALOGUE_ANSWERS, KnowledgeBase
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question

MODEL_ANSWERS = frozenset(f"model.{figure}" for figure in CATALOGUE_ANSWERS)
# Most telling first, then the rest; in the order of the files; or a few in haste.
Order = Literal["telling", "fixed", "express"]


@dataclass(frozen=True)
class Effect:
    """What the last change did: the question (none where many changed), decibans per option."""

    question: str
    gained_db: dict[str, float]


class Interview:
    """Current answers with their advice; every change can be undone."""

    def __init__(
        self, base: KnowledgeBase, answers: Answers, day: date, order: Order = "telling"
    ) -> None:
        """Begin with what is already answered, judged as of `day`."""
        self.base = base
        self.day = day
        self._order: Order = order
        self._past: list[Answers] = []
        self._future: list[Answers] = []
        self.last_effect: Effect | None = None
        self._told = answers
        self.advice = self._advised(answers, None)

    @property
    def order(self) -> Order:
        """In which order it asks."""
        return self._order

    @order.setter
    def order(self, order: Order) -> None:
        self._order = order
        self.advice = replace(self.advice, express=order == "express")

    @property
    def answers(self) -> Answers:
        """What was told, without what the catalogue filled in."""
        return self._told

    def applicable(self) -> list[Question]:
        """Return every question that applies to what is answered so far, in the fixed order."""
        readings = self.advice.readings
        return [
            question
            for question in self.base.questions.values()
            if applies(question, readings) or question.id in self._told.given
        ]

    def next_question(self, after: str | None = None) -> Question | None:
        """Return the next question in the fixed order, going round from `after`, or None.

        A question that was answered, filled in by the catalogue or closed is not asked.
        """
        order = list(self.base.questions.values())
        start = [question.id for question in order].index(after) + 1 if after else 0
        for question in order[start:] + order[:start]:
            if self._may_ask(question):
                return question
        return None

    def following(self, after: str | None = None) -> Question | None:
        """Return the question to ask next in the chosen order, or None where none is left.

        Once nothing can change the recommendation, what is open follows in the fixed order: it
        still sharpens the pitfalls. The express order ends instead.
        """
        if self._order == "fixed":
            return self.next_question(after)
        if self._order == "express":
            return self.express_question()
        return self.telling_question() or self.next_question(after)

    def telling_question(self) -> Question | None:
        """Return the question that tells most, or None where none can change the recommendation.

        Where that is something a model's name answers, the name is asked for first, if it is
        expected to save questions.
        """
        found = self.advice.next_question
        if found is None:
            return None
        if found.id in MODEL_ANSWERS and self._name_saves_questions():
            return self.base.questions["model.name"]
        return self.base.questions[found.id]

    def _name_saves_questions(self) -> bool:
        name = self.base.questions.get("model.name")
        if name is None or not self._may_ask(name):
            return False
        asked_for = [q for q in self.base.questions.values() if q.id in MODEL_ANSWERS]
        answered = sum(map(self._may_ask, asked_for))
        return answered * self.advice.likely_known(name.id) > 1

    def express_question(self) -> Question | None:
        """Return the next of the express questions, then the most telling, a few in all."""
        patience = self.base.judgement.patience
        asked = self._told.given.keys() | self._told.dont_know
        for name in patience.express:
            question = self.base.questions.get(name)
            if question is not None and self._may_ask(question):
                return question
        return self.telling_question() if len(asked) < patience.express_most else None

    def _may_ask(self, question: Question) -> bool:
        known = self.advice.answers.given.keys() | self._told.dont_know
        return question.id not in known and applies(question, self.advice.readings)

    def may_stop(self) -> bool:
        """Tell whether asking on is hardly worth it: settled, or a change is improbable."""
        return may_stop(self.advice)

    def answer(self, question_id: str, value: Scalar) -> None:
        """Give one answer.

        Raises AnswersError, and changes nothing, where it is illegal or contradicts another.
        """
        question = self.base.questions[question_id]
        problem = problem_with(question, value)
        problems: tuple[Problem, ...] = () if problem is None else (problem,)
        if not problems:
            values = {key: answer.value for key, answer in self._told.given.items()}
            problems = tuple(contradictions({**values, question_id: value}))
        if problems:
            raise AnswersError(problems)
        self._change(question_id, self._told.with_value(question_id, value))

    def take(self, answers: Answers, because_of: str) -> None:
        """Take whole answers at once, as a measurement gives them; one step to undo.

        `because_of` is the question that the last effect is told of.
        """
        self._change(because_of, answers)

    def dont_know(self, question_id: str) -> None:
        """Close a question for asking; it stays unknown and is still listed as open."""
        self._change(question_id, self._told.not_known(question_id))

    def reopen(self, question_id: str) -> None:
        """Take an answer or a *don't know* back."""
        self._change(question_id, self._told.without(question_id))

    def adopt(self, answers: Answers) -> None:
        """Take other answers over whole, as one change."""
        self._change("", answers)

    def undo(self) -> bool:
        """Take the last change back; tell whether there was one."""
        return self._step(self._past, self._future)

    def redo(self) -> bool:
        """Make the last undone change again; tell whether there was one."""
        return self._step(self._future, self._past)

    def _step(self, source: list[Answers], target: list[Answers]) -> bool:
        if not source:
            return False
        target.append(self._told)
        self._judge(source.pop())
        self.last_effect = None
        return True

    def _change(self, question_id: str, answers: Answers) -> None:
        before = _totals(self.advice)
        self._past.append(self._told)
        self._future.clear()
        self._judge(answers)
        gained = {option: db - before[option] for option, db in _totals(self.advice).items()}
        self.last_effect = Effect(question_id, gained)

    def _judge(self, answers: Answers) -> None:
        self._told = answers
        self.advice = self._advised(answers, self.advice)

    def _advised(self, answers: Answers, before: Advice | None) -> Advice:
        advice = advise(self.base, answers, self.day, before)
        return replace(advice, express=True) if self._order == "express" else advice


def may_stop(advice: Advice) -> bool:
    """Tell whether asking on is hardly worth it: settled, or a change is improbable.

    Before any answer the stated priors alone could call a change improbable; they are no reason.
    """
    if advice.settled:
        return True
    improbable = advice.base.judgement.patience.stop_below
    return bool(advice.answers.given) and advice.chance_of_change.probability < improbable


def _totals(advice: Advice) -> dict[str, float]:
    return {option.id: option.total_db for option in advice.verdict.options}
