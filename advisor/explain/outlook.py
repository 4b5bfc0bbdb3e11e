"""Judge again with other answers: which open question, and which change, alters the advice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from advisor.answers.values import Answers
from advisor.evaluate import Verdict
from advisor.explain.asking import ChangeChance, chance_of_change
from advisor.explain.changes import Change, Changes, Derive
from advisor.explain.open_questions import OpenQuestion, OpenState
from advisor.explain.space import Space, applies
from advisor.knowledge.base import KnowledgeBase

__all__ = ["Change", "ChangeChance", "OpenQuestion", "Outlook", "applies"]


@dataclass(frozen=True)
class Outlook:
    """What further answers, or other ones, would do to a verdict."""

    base: KnowledgeBase
    answers: Answers
    verdict: Verdict
    derive: Derive

    @cached_property
    def _state(self) -> OpenState:
        return self._open_state(self.answers)

    def _open_state(self, answers: Answers) -> OpenState:
        space = Space(self.base, answers, self.verdict.truths, self.derive)
        return OpenState(space, self.verdict.recommendation)

    def open_questions(self) -> list[OpenQuestion]:
        """Return every open question, the most telling first; those closed by a *don't know* last.

        A closed one is told as if it were the only one that could be opened again.
        """
        closed = [
            replace(question, closed=True)
            for name in self.base.questions
            if name in self.answers.dont_know
            for question in self._reopened(name)
        ]
        return self._state.questions() + closed

    def _reopened(self, name: str) -> list[OpenQuestion]:
        answers = replace(self.answers, dont_know=self.answers.dont_know - {name})
        return [
            question for question in self._open_state(answers).questions() if question.id == name
        ]

    def next_question(self) -> OpenQuestion | None:
        """Return the open question that tells most, or None where none can change anything."""
        return self._state.next()

    def settled(self) -> bool:
        """Tell whether no completion of the open questions changes the recommendation."""
        return self._state.settled

    def chance_of_change(self) -> ChangeChance:
        """Return how likely the open answers are to change the recommendation."""
        if self.settled():
            return ChangeChance(0.0, 0.0)
        return chance_of_change(self._state.space, self.verdict.recommendation)

    def changes(self) -> list[Change]:
        """Return every smallest set of one or two changeable answers that flips the verdict."""
        return Changes(self.base, self.answers, self.verdict, self.derive).all()
