"""Completions in which a rival leads by next to nothing: there most answers make a difference."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from advisor.explain.cells import Cell
from advisor.explain.space import Space
from advisor.explain.undecided import Sums, added, all_but

# How many answers are moved, one at a time, to bring a difference to where it decides.
MOST_MOVES = 6
Cells = dict[str, Cell]


class Step(NamedTuple):
    """Another answer to one question, None for none, and decibans it gives the rival."""

    gain: float
    question: str
    cell: Cell | None


@dataclass(frozen=True)
class Edge:
    """A completion in which the rival barely leads, and every step from there, by its gain."""

    rival: str
    choice: Cells
    steps: list[Step]

    def between(self, low: float, high: float) -> list[Step]:
        """Return the steps that gain more than `low` and at most `high`."""
        start = bisect_right(self.steps, low, key=lambda step: step.gain)
        return self.steps[start : bisect_right(self.steps, high, key=lambda step: step.gain)]


class Edges:
    """Finds edges, and looks for answers that decide at them or a step away."""

    def __init__(self, space: Space, leader: str, names: list[str]) -> None:
        """Look at completions of `names`, against the recommended option."""
        self.space = space
        self.leader = leader
        self.names = names

    def gain(self, totals: Sums, rival: str) -> float:
        """Return decibans of a rival over the leader."""
        options = self.space.options
        return totals[options.index(rival)] - totals[options.index(self.leader)]

    def edge(self, rival: str, witness: Cells) -> Edge | None:
        """Move each answer of a witness as far back as the leader still loses; None if it leads."""
        choice, totals = witness, self.space.totals(witness)
        if not self.space.possible(choice) or self.space.leader(totals, choice) == self.leader:
            return None
        order = sorted(
            choice, key=lambda name: self.gain(self.space.shift(choice, name, None), rival)
        )
        for name in order:
            for step, shift in self._others(choice, name, rival):
                if step.gain >= 0:
                    break
                moved, after = _stepped(choice, step), added(totals, shift)
                if self.space.possible(moved) and self.space.leader(after, moved) != self.leader:
                    choice, totals = moved, after
                    break
        return self.around(rival, choice)

    def around(self, rival: str, choice: Cells) -> Edge:
        """Return a completion in which the rival leads with every step from there."""
        steps = [s for name in self.names for s, _ in self._others(choice, name, rival) if s.gain]
        return Edge(rival, choice, sorted(steps, key=lambda step: step.gain))

    def _others(self, choice: Cells, name: str, rival: str) -> list[tuple[Step, Sums]]:
        """Return every other answer to a question, the worst for the rival first."""
        cells = [c for c in (None, *self.space.cells[name]) if c is not choice.get(name)]
        shifts = self.space.shifts(choice, name, cells).items()
        found = [(Step(self.gain(shift, rival), name, cell), shift) for cell, shift in shifts]
        return sorted(found, key=lambda pair: pair[0].gain)

    def decided(self, edge: Edge, name: str, context: Cells) -> Cells | None:
        """Return a completion near an edge that holds the context and hangs on a question."""
        choice = {**edge.choice, **context}
        if not self.space.possible(choice):
            return None
        totals = self.space.totals(choice)
        without = added(totals, self.space.shift(choice, name, None))
        if self._differs(name, choice, totals, without):
            return choice
        ends = sorted((-self.gain(totals, edge.rival), -self.gain(without, edge.rival)))
        tries = (step for step in edge.between(*ends) if step.question not in context)
        for step, _ in zip(tries, range(MOST_MOVES), strict=False):
            moved = _stepped(choice, step)
            after = added(totals, self.space.shift(choice, step.question, step.cell))
            gone = added(after, self.space.shift(moved, name, None))
            if self._differs(name, moved, after, gone) and self.space.possible(moved):
                return moved
        return None

    def _differs(self, name: str, choice: Cells, totals: Sums, without: Sums) -> bool:
        others = all_but(choice, name)
        return self.space.leader(totals, choice) != self.space.leader(without, others)


def _stepped(choice: Cells, step: Step) -> Cells:
    rest = all_but(choice, step.question)
    return rest if step.cell is None else {**rest, step.question: step.cell}
