"""A completion in which one answer makes the difference, for answers that do not alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cached_property

from advisor.explain.asking import TOGETHER
from advisor.explain.cells import Cell
from advisor.explain.drawing import Draws
from advisor.explain.edges import Edge, Edges
from advisor.explain.space import Space
from advisor.explain.undecided import Choice, Entry, Sums, added, all_but

# How many ways to make a rule hang on one answer are tried, and how often a search is begun anew.
CONTEXTS, PASSES = 6, 2
Cells = dict[str, Cell]


class Pivots:
    """Looks for completions that are judged otherwise with one answer than without it."""

    def __init__(
        self, space: Space, leader: str, names: list[str], draws: Draws | None = None
    ) -> None:
        """Look at completions of `names`, the questions that may be answered; some are drawn."""
        self.space = space
        self.leader = leader
        self.names = names
        self.draws = draws
        self.edges = Edges(space, leader, names)
        self._witnesses: dict[str, Cells] = {}

    def proof(self, name: str) -> Cells | None:
        """Return such a completion for a question, or None where none was found."""
        for context in self._contexts(name):
            for edge in self._near:
                choice = self.edges.decided(edge, name, context)
                if choice is not None and self.confirmed(name, choice):
                    return choice
        for context in self._contexts(name):
            for rival in self._rivals():
                found = self._for_rival(name, context, rival)
                if found is not None:
                    return found
        return None

    def confirmed(self, name: str, choice: Choice) -> Cells | None:
        """Return a choice if it is possible and judged otherwise without this answer."""
        others = all_but(choice, name)
        if not self.space.possible(choice):
            return None
        differ = self.space.recommended(choice) != self.space.recommended(others)
        return dict(choice) if differ else None

    @cached_property
    def _near(self) -> list[Edge]:
        """One edge for each rival that can be brought to lead."""
        found = map(self._edge, self._rivals())
        return [edge for edge in found if edge is not None]

    def _edge(self, rival: str) -> Edge | None:
        """Return an edge at the drawn completion in which a rival leads by least.

        Where it leads in none, at one to which the search climbs.
        """
        drawn = [
            (self._advantage(one.totals, rival), one.choice)
            for one in (self.draws.first(TOGETHER) if self.draws else ())
            if self.space.best(one.totals, one.free) == rival
        ]
        if not drawn:
            return self.edges.edge(rival, self._witness(rival))
        _, choice = min(drawn, key=lambda pair: pair[0])
        return self.edges.around(rival, dict(choice))

    def needed(self, name: str) -> list[Cells]:
        """Return choices one of which is part of every completion in which something hangs on it.

        Empty where no rule or gate hangs on the question, not even by a bound.
        """
        found: list[Cells] = []
        for entry in self.space.entries:
            if name in entry.inputs:
                beside = [c for c in self._beside(entry, name) if self._decides(entry, name, c)]
                found += self._narrowest(entry, beside)
        return found

    def _decides(self, entry: Entry, name: str, beside: Cells) -> bool:
        """Tell whether an entry hangs on a question beside other answers, or may by a bound."""
        now = self.space.status(entry, beside)
        statuses = (self.space.status(entry, {**beside, name: c}) for c in entry.cells(name))
        return any((s.surely, s.possibly) != (now.surely, now.possibly) for s in statuses)

    def _narrowest(self, entry: Entry, choices: list[Cells]) -> list[Cells]:
        """Return the cells of the one question that has fewest in these choices, and those alike.

        What an entry sees alike, others may tell apart.
        """
        names = sorted({name for choice in choices for name in choice})
        columns = {name: {choice.get(name) for choice in choices} for name in names}
        told = {name: cells for name, cells in columns.items() if None not in cells}
        if not told:
            return [{}] if choices else []
        best = min(told, key=lambda name: len(told[name]))
        first = entry.alike[best]
        return [{best: cell} for cell in self.space.cells[best] if first[cell] in told[best]]

    def _rivals(self) -> list[str]:
        return [o for o in self.space.options if o != self.leader and o not in self.space.blocked]

    def _contexts(self, name: str) -> Iterator[Cells]:
        """Yield answers under which some gate or rule hangs on the question, few answers first.

        A gate that closes decides wherever its option leads, so gates come first.
        """
        for entry in reversed(self.space.entries):
            if name in entry.inputs:
                yield from itertools.islice(self._hanging(entry, name), CONTEXTS)

    def _hanging(self, entry: Entry, name: str) -> Iterator[Cells]:
        for beside in self._beside(entry, name):
            without = self.space.status(entry, beside).here is True
            for cell in entry.cells(name):
                choice = {**beside, name: cell}
                if (self.space.status(entry, choice).here is True) != without:
                    yield choice

    def _witness(self, rival: str) -> Cells:
        if rival not in self._witnesses:
            self._witnesses[rival] = self.climbed(rival)
        return self._witnesses[rival]

    def _beside(self, entry: Entry, name: str) -> Iterator[Cells]:
        """Yield every choice of an entry's other inputs that does not decide it by itself."""
        others = [other for other in entry.inputs if other != name and other in self.names]
        return self._undecided(entry, others, {})

    def _undecided(self, entry: Entry, others: list[str], choice: Cells) -> Iterator[Cells]:
        status = self.space.status(entry, choice)
        if status.surely or status.never:
            return
        if not others:
            yield choice
            return
        name, *rest = others
        # Few answers decide a rule; a gate mostly rests on facts that need them all.
        cells = [*entry.cells(name), None] if entry.is_gate else [None, *entry.cells(name)]
        for cell in cells:
            more = choice if cell is None else {**choice, name: cell}
            yield from self._undecided(entry, rest, more)

    def climbed(self, rival: str, fixed: Cells | None = None) -> Cells:
        """Answer each question in turn to the rival's advantage; `fixed` answers stay."""
        choice = dict(fixed or {})
        for name in self.names:
            if name not in (fixed or {}):
                self._answer_best(choice, name, rival)
        return choice

    def _answer_best(self, choice: Cells, name: str, rival: str) -> None:
        best, best_cell = 0.0, None
        shifts = self.space.shifts(choice, name, self.space.cells[name])
        for cell in self.space.cells[name]:
            gain = self._advantage(shifts[cell], rival)
            if gain > best and self._free({**choice, name: cell}, rival):
                best, best_cell = gain, cell
        if best_cell is not None:
            choice[name] = best_cell

    def _free(self, choice: Choice, rival: str) -> bool:
        return self.space.possible(choice) and rival not in self.space.forbidden(choice)

    def _advantage(self, totals: Sums, rival: str) -> float:
        options = self.space.options
        return totals[options.index(rival)] - totals[options.index(self.leader)]

    def _for_rival(self, name: str, context: Cells, rival: str) -> Cells | None:
        """Climb to where the rival leads, then go back until the answer decides."""
        choice = {**self._witness(rival), **context}
        if not self.space.possible(choice):
            choice = self.climbed(rival, context)
        if not self.space.possible(choice):
            return None
        with_it, without = self._both(name, choice, self.space.totals(choice))
        if with_it != without:
            return self.confirmed(name, choice)
        if with_it == self.leader:
            return None
        return self._loosened(name, context, choice, rival)

    def _both(self, name: str, choice: Cells, totals: Sums) -> tuple[str, str]:
        """Return what is recommended with an answer and without it."""
        others = all_but(choice, name)
        without = added(totals, self.space.shift(choice, name, None))
        return self.space.leader(totals, choice), self.space.leader(without, others)

    def _loosened(self, name: str, context: Cells, choice: Cells, rival: str) -> Cells | None:
        """Take from the rival's lead, large parts first, as long as it leads with and without."""
        for _ in range(PASSES):
            sizes = {other: -self._shifted(choice, other, None, rival) for other in choice}
            before = choice
            for other in sorted(sizes.keys() - context.keys(), key=lambda key: (-sizes[key], key)):
                choice, decides = self._replaced(name, choice, other, rival)
                if decides:
                    return self.confirmed(name, choice)
            if choice is before:
                return None
        return None

    def _replaced(self, name: str, choice: Cells, other: str, rival: str) -> tuple[Cells, bool]:
        """Move another answer against the rival until the named one decides, or almost so far."""
        totals = self.space.totals(choice)
        rest = all_but(choice, other)
        cells = [c for c in (None, *self.space.cells[other]) if c is not choice[other]]
        shifts = self.space.shifts(choice, other, cells)
        for cell in sorted(shifts, key=lambda cell: self._advantage(shifts[cell], rival)):
            if self._advantage(shifts[cell], rival) > 0:
                break
            moved = rest if cell is None else {**rest, other: cell}
            if self.space.possible(moved):
                with_it, without = self._both(name, moved, added(totals, shifts[cell]))
                if with_it != without or with_it != self.leader:
                    return moved, with_it != without
        return choice, False

    def _shifted(self, choice: Cells, name: str, cell: Cell | None, rival: str) -> float:
        return self._advantage(self.space.shift(choice, name, cell), rival)
