"""What would change the advice: the smallest sets of changeable answers that flip it, exactly."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from advisor.answers.check import contradictions, problem_with
from advisor.answers.values import Answers
from advisor.evaluate import Verdict, recommended
from advisor.explain.cells import Cell, cells_of, single_numbers
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, Scalar
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question

Derive = Callable[[Answers], Readings]


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
        self.truths = verdict.truths
        self.derive = derive

    @cached_property
    def movable(self) -> list[Question]:
        """The questions whose answers can be changed and are known."""
        return [
            question
            for question in self.base.questions.values()
            if question.changeable and question.id in self.answers.given
        ]

    def all(self) -> list[Change]:
        """Return every minimal set of one or two moves, cheapest first."""
        singles = list(self.singles())
        return sorted([*singles, *self.pairs(singles)], key=self._cost)

    def _cost(self, change: Change) -> tuple[int, int, int]:
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
            if not self._legal({question.id: value}):
                continue
            option = self._judged({question.id: value})
            if option not in seen:
                seen.add(option)
                exact = self._nearest({}, question, before, value, option)
                yield self._change({question.id: exact}, option)
            before = value

    def pairs(self, singles: list[Change]) -> Iterator[Change]:
        """Yield pairs of moves that flip the recommendation where neither move alone does."""
        reached = {(c.moves[0].question, c.recommendation) for c in singles}
        for first, second in itertools.combinations(self.movable, 2):
            yield from self._pair(first, second, reached)

    def _pair(
        self, first: Question, second: Question, reached: set[tuple[str, str]]
    ) -> Iterator[Change]:
        found: dict[str, Change] = {}
        for values in self._both_moved(first, second):
            option = self._judged(values)
            if option == self.leader or {(first.id, option), (second.id, option)} & reached:
                continue
            change = self._exact_pair(first, second, values, option)
            if change is not None:
                known = found.get(option)
                if known is None or self._cost(change) < self._cost(known):
                    found[option] = change
        yield from found.values()

    def _both_moved(self, first: Question, second: Question) -> Iterator[dict[str, Scalar]]:
        """Yield values of both that rules tell apart; the cuts of one follow the other's move."""
        for two in self._elsewhere(second, self.answers):
            beside = self.answers.with_value(second.id, two)
            for one in self._elsewhere(first, beside):
                yield {first.id: one, second.id: two}

    def _elsewhere(self, question: Question, answers: Answers) -> list[Scalar]:
        """Return other values of a question: the ends of its cells, or all where they are few."""
        current = self.answers.given[question.id].value
        cells = single_numbers(question) or cells_of(
            self.base, question, self.derive(answers.without(question.id))
        )
        values = [
            value
            for cell in cells
            for value in ([cell.value] if math.isnan(cell.low) else self._sides(cell))
        ]
        return [value for value in dict.fromkeys(values) if value != current]

    def _sides(self, cell: Cell) -> list[Scalar]:
        whole = isinstance(cell.value, int)
        ends = [cell.low, cell.high]
        return [int(end) for end in ends] if whole else [*ends]

    def _exact_pair(
        self, first: Question, second: Question, values: dict[str, Scalar], option: str
    ) -> Change | None:
        if not self._legal(values) or self._judged(values) != option:
            return None
        if any(self._judged({name: value}) != self.leader for name, value in values.items()):
            return None
        for question in (first, second):
            others = {key: value for key, value in values.items() if key != question.id}
            current = self.answers.given[question.id].value
            near = values[question.id]
            values[question.id] = self._nearest(others, question, current, near, option)
        return self._change(values, option)

    def _nearest(
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
            return self._legal(moved) and self._judged(moved) == option

        if question.kind == "integer":
            return _nearest_whole(int(as_number(near)), int(as_number(far)), flips)
        return _nearest_float(as_number(near), as_number(far), flips)

    def _legal(self, moved: dict[str, Scalar]) -> bool:
        """Tell whether the answers file could hold these values beside the other answers."""
        values = {key: answer.value for key, answer in self.answers.given.items()} | moved
        legal = all(
            problem_with(self.base.questions[name], value) is None for name, value in moved.items()
        )
        return legal and not any(contradictions(values))

    def _judged(self, moved: dict[str, Scalar]) -> str:
        answers = self.answers
        for name, value in moved.items():
            answers = answers.with_value(name, value)
        return recommended(self.base, self.derive(answers))

    def _change(self, values: dict[str, Scalar], option: str) -> Change:
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
