"""Judge again with other answers: which open question, and which change, alters the advice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from advisor.answers.facts import Derive
from advisor.answers.values import Answers
from advisor.evaluate import Verdict
from advisor.explain.asking import ChangeChance, chance_of_change
from advisor.explain.changes import Change, Changes
from advisor.explain.contributions import WhyNot, why_not
from advisor.explain.open_questions import OpenQuestion, OpenState
from advisor.explain.pairs import Pairs
from advisor.explain.parts import Kept
from advisor.explain.space import Space
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, compiled
from advisor.knowledge.entries.asking import Question

__all__ = ["Change", "ChangeChance", "OpenQuestion", "Outlook", "applies"]


@dataclass(frozen=True)
class Outlook:
    """What further answers, or other ones, would do to a verdict."""

    base: KnowledgeBase
    answers: Answers
    verdict: Verdict
    derive: Derive
    kept: Kept

    @cached_property
    def _state(self) -> OpenState:
        return OpenState(self._space(self.answers), self.verdict.recommendation)

    def _space(self, answers: Answers) -> Space:
        return Space(self.base, answers, self.verdict.truths, self.derive, self.kept)

    def open_questions(self) -> list[OpenQuestion]:
        """Return every open question, the most telling first; those closed by a *don't know* last.

        A closed one is told as if it were the only one that could be opened again.
        """
        return self._state.questions() + self._closed()

    def _closed(self) -> list[OpenQuestion]:
        closed = self.answers.dont_know
        if not closed:
            return []
        space = self._space(replace(self.answers, dont_know=frozenset()))
        reopened = OpenState(space, self.verdict.recommendation, closed)
        told = (name for name in space.questions if name in closed)
        return [replace(reopened.question(name), closed=True) for name in told]

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
        return chance_of_change(self._state.draws, self.verdict.recommendation)

    def likely_known(self, question: str) -> float:
        """Return how likely it is that a question can be answered."""
        return self._state.space.priors.known(question)

    def changes(self) -> list[Change]:
        """Return every smallest set of one or two changeable answers that flips the verdict."""
        found = Changes(self.base, self.answers, self.verdict, self.derive)
        singles = list(found.singles())
        return sorted([*singles, *Pairs(found, singles).all()], key=found.cost)

    def why_not(self, changes: Sequence[Change]) -> tuple[WhyNot, ...]:
        """Return why each other option was not chosen; `changes` are what `changes()` found."""
        gains = self._state.gains.values()
        opening = {
            option: tuple(gain.question for gain in gains if option in gain.to)
            for option in self.base.options
        }
        return why_not(self.base, self.verdict, changes, opening)


def applies(question: Question, readings: Readings) -> bool:
    """Tell whether a question may be asked: its condition holds or cannot tell."""
    return question.ask_when is None or compiled(question.ask_when)(readings) is not False
