"""Pairs of changes that flip the advice where neither change alone does."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from advisor.answers.values import Answers
from advisor.explain.cells import Cell, cells_of, single_numbers
from advisor.explain.changes import Change, Changes
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question

# Decibans by which a bound may miss through rounding.
SLACK = 1e-6


class Pairs:
    """Tries pairs of questions, but for those whose rules cannot add up to a change."""

    def __init__(self, changes: Changes, singles: list[Change]) -> None:
        """Look beyond the single changes that were found."""
        self.changes = changes
        self.base = changes.base
        self.leader = changes.leader
        self.what_if = changes.what_if
        self._reached = {(one.moves[0].question, one.recommendation) for one in singles}
        self._quiet: dict[str, list[Scalar]] = {}
        self._rooms: dict[tuple[str, str], float] = {}

    def all(self) -> Iterator[Change]:
        """Yield for each pair of questions the cheapest change to each other option."""
        for first, second in itertools.combinations(self.changes.movable, 2):
            goals = [
                option
                for option in self.base.options
                if option != self.leader
                and not {(first.id, option), (second.id, option)} & self._reached
            ]
            goals = (
                goals if self._may_free(first, second, goals) else self._near(first, second, goals)
            )
            if goals:
                yield from self._cheapest(first, second, goals)

    def _cheapest(self, first: Question, second: Question, goals: list[str]) -> Iterator[Change]:
        """Yield the cheapest change to each goal; what is only nearer costs the same."""
        found: dict[str, tuple[tuple[int, int, int], dict[str, Scalar]]] = {}
        for values in self._both_moved(first, second, goals):
            option = self.changes.judged(values)
            if option in goals and self.changes.legal(values):
                cost = self.changes.cost(self.changes.change(values, option))
                if option not in found or cost < found[option][0]:
                    found[option] = cost, values
        for option, (_, values) in found.items():
            yield self._exact(first, second, values, option)

    def _exact(
        self, first: Question, second: Question, values: dict[str, Scalar], option: str
    ) -> Change:
        for question in (first, second):
            others = {key: value for key, value in values.items() if key != question.id}
            current = self.changes.answers.given[question.id].value
            near = values[question.id]
            values[question.id] = self.changes.nearest(others, question, current, near, option)
        return self.changes.change(values, option)

    def _may_free(self, first: Question, second: Question, goals: list[str]) -> bool:
        """Tell whether gates may bar the leader, only if both move, or free a barred goal."""
        gates, readers = self.base.gates, self.base.readers
        for name in {*readers[first.id], *readers[second.id]} - self.base.rules.keys():
            options = gates[name.removeprefix("gates/")].forbid.options
            both = name in readers[first.id] and name in readers[second.id]
            if (both and self.leader in options) or self.what_if.barred.intersection(
                goals, options
            ):
                return True
        return False

    def _near(self, first: Question, second: Question, goals: list[str]) -> list[str]:
        """Return the goals that both answers together could lead to."""
        totals = self.what_if.totals
        return [
            goal
            for goal in goals
            if goal not in self.what_if.barred
            and totals[goal]
            - totals[self.leader]
            + self._room(first, second, goal)
            + self._room(second, first, goal)
            >= -SLACK
        ]

    def _room(self, question: Question, beside: Question, goal: str) -> float:
        """Return the most by which an answer moves a goal against the leader, another moved too.

        Where no group reads both, that is what it moves alone.
        """
        if self._share_a_group(question.id, beside.id):
            return self.what_if.room(question.id, goal, self.leader, beside.id)
        if (question.id, goal) not in self._rooms:
            now = self.what_if.totals
            moved = [self.what_if.judged({question.id: v})[0] for v in self._values(question)]
            leads = [totals[goal] - totals[self.leader] for totals in (now, *moved)]
            self._rooms[question.id, goal] = max(leads) - leads[0]
        return self._rooms[question.id, goal]

    def _share_a_group(self, one: str, other: str) -> bool:
        return not self.what_if.groups_of(one).isdisjoint(self.what_if.groups_of(other))

    def _both_moved(
        self, first: Question, second: Question, goals: list[str]
    ) -> Iterator[dict[str, Scalar]]:
        """Yield values of both, neither of which flips the advice alone.

        Where a fact rests on both, the cuts of the first follow the second's move.
        """
        feeding = self.base.feeding
        tied = not {*feeding.get(first.id, ())}.isdisjoint(feeding.get(second.id, ()))
        free = self._may_free(first, second, goals)
        for two in self._quiet_values(second):
            if not free and not self._in_reach(first, second, two, goals):
                continue
            if not tied:
                ones = self._quiet_values(first)
            else:
                beside = self.changes.answers.with_value(second.id, two)
                ones = [v for v in self._values(first, beside) if self._is_quiet(first, v)]
            for one in ones:
                yield {first.id: one, second.id: two}

    def _in_reach(self, first: Question, second: Question, two: Scalar, goals: list[str]) -> bool:
        """Tell whether the first answer could lead to a goal once the second is moved."""
        totals, forbidden = self.what_if.judged({second.id: two})
        return any(
            totals[goal] - totals[self.leader] + self._room(first, second, goal) >= -SLACK
            for goal in goals
            if goal not in forbidden
        )

    def _quiet_values(self, question: Question) -> list[Scalar]:
        """Return the other values of a question that do not flip the advice alone."""
        if question.id not in self._quiet:
            values = self._values(question)
            self._quiet[question.id] = [v for v in values if self._is_quiet(question, v)]
        return self._quiet[question.id]

    def _is_quiet(self, question: Question, value: Scalar) -> bool:
        return self.changes.judged({question.id: value}) == self.leader

    def _values(self, question: Question, answers: Answers | None = None) -> list[Scalar]:
        """Return other values of a question: the ends of its cells, or all where they are few."""
        others = (answers or self.changes.answers).without(question.id)
        cells = single_numbers(question) or cells_of(
            self.base, question, self.changes.derive(others)
        )
        current = self.changes.answers.given[question.id].value
        found = dict.fromkeys(value for cell in cells for value in _sides(cell))
        return [value for value in found if value != current]


def _sides(cell: Cell) -> list[Scalar]:
    if math.isnan(cell.low):
        return [cell.value]
    whole = isinstance(cell.value, int)
    return [int(end) if whole else end for end in (cell.low, cell.high)]
