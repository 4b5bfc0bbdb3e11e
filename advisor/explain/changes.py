"""What would change the advice: the changeable answers that flip it alone, exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from advisor.answers.check import contradictions, problem_with
from advisor.answers.facts import Derive
from advisor.answers.values import Answers
from advisor.evaluate import Verdict
from advisor.explain.cells import Cell, cells_of
from advisor.explain.whatif import WhatIf
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question


@dataclass(frozen=True)
class Move:
    """One answer moved to the nearest value that is needed."""

    question: str
    value: Scalar
    direction: str
    worse: bool


@dataclass(frozen=True)
class Change:
    """A set of moves that flips the recommendation, and to what; no smaller set does."""

    moves: tuple[Move, ...]
    recommendation: str
    effort: int


class Changes:
    """Judges again with changeable answers moved; only known answers are moved, to legal values."""

    def __init__(
        self, base: KnowledgeBase, answers: Answers, verdict: Verdict, derive: Derive
    ) -> None:
        """Look around the answers that gave `verdict`."""
        self.base = base
        self.answers = answers
        self.leader = verdict.recommendation
        self.derive = derive
        self.what_if = WhatIf(base, answers, derive)

    @cached_property
    def movable(self) -> list[Question]:
        """The questions whose answers can be changed and are known."""
        return [
            question
            for question in self.base.questions.values()
            if question.changeable and question.id in self.answers.given
        ]

    def cost(self, change: Change) -> tuple[int, int, int]:
        """Return what orders changes: those for the worse last, then by effort and number."""
        worse = sum(move.worse for move in change.moves)
        return worse, change.effort, len(change.moves)

    def singles(self) -> Iterator[Change]:
        """Yield the nearest single moves, on either side of a number, to each other option."""
        for question in self.movable:
            for path in self._paths(question):
                yield from self._along(question, path)

    def _paths(self, question: Question) -> Iterator[list[Scalar]]:
        """Yield the values to walk through, away from the current one, on each side."""
        current = self.answers.given[question.id].value
        cells = cells_of(self.base, question, self.derive(self.answers.without(question.id)))
        if question.kind not in NUMBER_KINDS:
            for cell in cells:
                if cell.value != current:
                    yield [cell.value]
            return
        number = as_number(current)
        # The near end comes first; the middle stands in where a fact's cut missed it by rounding.
        yield [v for cell in cells if cell.low > number for v in self._ends(cell.low, cell)]
        below = [cell for cell in reversed(cells) if cell.high < number]
        yield [v for cell in below for v in self._ends(cell.high, cell)]

    def _ends(self, near: float, cell: Cell) -> list[Scalar]:
        whole = isinstance(cell.value, int)
        return [int(near) if whole else near, cell.value]

    def _along(self, question: Question, path: list[Scalar]) -> Iterator[Change]:
        before, seen = self.answers.given[question.id].value, {self.leader}
        for value in path:
            if not self.legal({question.id: value}):
                continue
            option = self.judged({question.id: value})
            if option not in seen:
                seen.add(option)
                exact = self.nearest({}, question, before, value, option)
                yield self.change({question.id: exact}, option)
            before = value

    def nearest(
        self,
        others: dict[str, Scalar],
        question: Question,
        near: Scalar,
        far: Scalar,
        option: str,
    ) -> Scalar:
        """Return the value nearest to `near` that still gives `option`, as `far` does."""
        if question.kind not in NUMBER_KINDS:
            return far

        def flips(value: float) -> bool:
            moved = {**others, question.id: value}
            return self.legal(moved) and self.judged(moved) == option

        whole = question.kind == "integer"
        start, end = as_number(near), as_number(far)
        before = end + (1 if start > end else -1) if whole else math.nextafter(end, start)
        if not flips(int(before) if whole else before):
            return far
        return (
            _nearest_whole(int(start), int(end), flips)
            if whole
            else _nearest_float(start, end, flips)
        )

    def legal(self, moved: dict[str, Scalar]) -> bool:
        """Tell whether the answers file could hold these values beside the other answers."""
        values = {key: answer.value for key, answer in self.answers.given.items()} | moved
        legal = all(
            problem_with(self.base.questions[name], value) is None for name, value in moved.items()
        )
        return legal and not any(contradictions(values))

    def judged(self, moved: dict[str, Scalar]) -> str:
        """Return the option recommended with these answers moved."""
        return self.what_if.recommended(moved)

    def change(self, values: dict[str, Scalar], option: str) -> Change:
        """Return the change that these values make."""
        moves = tuple(self._move(name, value) for name, value in values.items())
        effort = sum(self.base.questions[move.question].effort or 0 for move in moves)
        return Change(moves, option, effort)

    def _move(self, name: str, value: Scalar) -> Move:
        question, current = self.base.questions[name], self.answers.given[name].value
        if question.kind not in NUMBER_KINDS:
            ladder = list(question.better or ())
            worse = ladder.index(value) < ladder.index(current) if value in ladder else False  # type: ignore[arg-type]
            return Move(name, value, "is", worse)
        more = as_number(value) > as_number(current)
        return Move(
            name,
            value,
            "at_least" if more else "at_most",
            worse=more != (question.better == "more"),
        )


def _nearest_whole(near: int, far: int, flips: Callable[[float], bool]) -> int:
    while abs(far - near) > 1:
        middle = (near + far) // 2
        near, far = (near, middle) if flips(middle) else (middle, far)
    return far


def _nearest_float(near: float, far: float, flips: Callable[[float], bool]) -> float:
    while (middle := (near + far) / 2) not in (near, far):
        near, far = (near, middle) if flips(middle) else (middle, far)
    return far


def as_number(value: Scalar) -> float:
    """Return the answer to a question for a number as that number."""
    assert isinstance(value, (int, float))
    return value


def as_float(value: Scalar) -> float:
    """Return a number as one, and anything else as not a number."""
    return float(value) if isinstance(value, (int, float)) else float("nan")
