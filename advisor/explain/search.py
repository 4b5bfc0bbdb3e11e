"""The completion of what is open that does most for a rival: branch and bound, exact.

A group's best is found by itself and remembered; branching is needed only over questions that
several groups, gates or conditions for asking share. docs/METHOD.md says why this replaces tables.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.explain.cells import Cell
from advisor.explain.space import Choice, GroupSums, OpenEntry, Space

Assignment = dict[str, Cell | None]


@dataclass(frozen=True)
class Found:
    """The best completion for a rival: its gain over the leader in decibans, and the cells."""

    gain: float
    choice: dict[str, Cell]
    bound: bool


class Duel:
    """One rival against the leader over all completions in which no gate forbids the rival."""

    def __init__(self, space: Space, rival: str, leader: str) -> None:
        self.space = space
        self.rival = rival
        self.leader = leader
        options = space.base.options
        self.prior = float(options[rival].prior_db - options[leader].prior_db)
        self.gates = [entry for entry, forbidden in space.gates if rival in forbidden]
        self.shared = self._shared()
        self._best: dict[tuple[object, ...], tuple[float, Assignment]] = {}

    def _shared(self) -> list[str]:
        """The questions that more than one factor reads, most widely read first."""
        factors = [group.inputs for group in self.space.groups.values()]
        factors += [gate.inputs for gate in self.gates]
        factors += [(name, *self._asking(name)) for name in self.space.asked_when]
        factors.append(tuple(n for n in self.space.base.questions if n.startswith("data.")))
        count = Counter(
            name for factor in factors for name in set(factor) if name in self.space.questions
        )
        return sorted((name for name in count if count[name] > 1), key=lambda n: (-count[n], n))

    def _asking(self, name: str) -> list[str]:
        return [test.subject for test in self.space.asking_tests[name]]

    def greatest(self, fixed: Assignment | None = None, enough: float = math.inf) -> Found | None:
        """Return the completion with the largest gain, or the first that reaches `enough`.

        None where every completion has the rival forbidden or is impossible.
        """
        best: Found | None = None
        for found in self._walk(dict(fixed or {}), -math.inf):
            if best is None or found.gain > best.gain:
                best = found
            if best.gain >= enough:
                break
        return best

    def reaches(self, least: float, fixed: Assignment | None = None) -> Found | None:
        """Return some completion whose gain is at least `least`, or None where there is none."""
        return next(self._walk(dict(fixed or {}), math.nextafter(least, -math.inf)), None)

    def _walk(self, assignment: Assignment, floor: float) -> Iterator[Found]:
        """Yield ever better leaves above `floor`, the most promising branch first."""
        stack: list[tuple[float, Assignment]] = [(self._bound(assignment), assignment)]
        while stack:
            bound, here = stack.pop()
            if bound <= floor or not self._allowed(here):
                continue
            name = next((name for name in self.shared if name not in here), None)
            if name is None:
                floor = bound
                yield self._leaf(bound, here)
                continue
            choices: list[Cell | None] = [None, *self.space.cells[name]]
            branches = [{**here, name: cell} for cell in choices]
            scored = [(self._bound(branch), branch) for branch in branches]
            stack.extend(sorted(scored, key=lambda pair: pair[0]))

    def _allowed(self, assignment: Assignment) -> bool:
        """Tell whether no gate on the rival surely holds and the choice is possible so far."""
        choice = {name: cell for name, cell in assignment.items() if cell is not None}
        if not self.space.possible(choice):
            return False
        return not any(
            self.space.status(gate, choice).surely
            for gate in self.gates
            if all(name in assignment for name in gate.inputs)
        )

    def _bound(self, assignment: Assignment) -> float:
        return self.prior + math.fsum(
            self._best_of(name, group, assignment)[0] for name, group in self.space.groups.items()
        )

    def _leaf(self, gain: float, assignment: Assignment) -> Found:
        whole = dict(assignment)
        for name, group in self.space.groups.items():
            whole |= self._best_of(name, group, assignment)[1]
        choice = {name: cell for name, cell in whole.items() if cell is not None}
        return Found(gain, choice, self._rests_on_bound(choice))

    def _rests_on_bound(self, choice: Choice) -> bool:
        rules = [rule for group in self.space.groups.values() for rule in group.open_rules]
        return any(
            (status := self.space.status(entry, choice)).possibly and not status.surely
            for entry in [*rules, *self.gates]
        )

    def _best_of(
        self, name: str, group: GroupSums, assignment: Assignment
    ) -> tuple[float, Assignment]:
        """Return the most a group can gain for the rival, and the cells that give it."""
        set_here = {key: assignment[key] for key in group.inputs if key in assignment}
        memory = (name, tuple(set_here.items()))
        if memory not in self._best:
            self._best[memory] = self._search(group, set_here)
        return self._best[memory]

    def _search(self, group: GroupSums, start: Assignment) -> tuple[float, Assignment]:
        best, best_assignment = -math.inf, start
        stack = [(self._gain(group, start), start)]
        while stack:
            bound, here = stack.pop()
            if bound <= best:
                continue
            name = self._next_input(group, here)
            if name is None:
                best, best_assignment = bound, here
                continue
            choices: list[Cell | None] = [None, *self.space.cells[name]]
            branches = [{**here, name: cell} for cell in choices]
            scored = [(self._gain(group, branch), branch) for branch in branches]
            stack.extend(sorted(scored, key=lambda pair: pair[0]))
        return best, best_assignment

    def _next_input(self, group: GroupSums, here: Assignment) -> str | None:
        """Return the next unset question of a rule that is still undecided, or None."""
        for rule in group.open_rules:
            for name in rule.inputs:
                if name not in here:
                    return name
        return None

    def _gain(self, group: GroupSums, here: Assignment) -> float:
        """Return an upper bound of a group's gain, exact where all its inputs are set."""
        most, least = group.fixed[self.rival], group.fixed[self.leader]
        choice = {name: cell for name, cell in here.items() if cell is not None}
        for rule in group.open_rules:
            surely, possibly = self._rule(rule, here, choice)
            ours, theirs = rule.weights[self.rival], rule.weights[self.leader]
            if surely:
                most, least = most + ours, least + theirs
            elif possibly:
                most, least = most + max(0.0, ours), least + min(0.0, theirs)
        return _clip(most, group.cap) - _clip(least, group.cap)

    def _rule(self, rule: OpenEntry, here: Assignment, choice: Choice) -> tuple[bool, bool]:
        if all(name in here for name in rule.inputs):
            status = self.space.status(rule, choice)
            return status.surely, status.possibly
        return False, True


def _clip(total: float, cap: float) -> float:
    return min(cap, max(-cap, total))
