"""The completion of what is open that does most for a rival: branch and bound, exact.

A group's best is found by itself and remembered; branching is needed only over questions that
several groups, gates or conditions for asking share. docs/METHOD.md says why this replaces tables.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.explain.cells import Cell
from advisor.explain.sizes import SIZE_QUESTIONS
from advisor.explain.space import Space
from advisor.explain.undecided import Choice, Entry, GroupSums

# None for a question that stays unknown; an absent one is not decided yet.
Assignment = Mapping[str, Cell | None]


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
        self.ours, self.theirs = space.options.index(rival), space.options.index(leader)
        options = space.base.options
        self.prior = float(options[rival].prior_db - options[leader].prior_db)
        self.gates = [entry for entry, forbidden in space.gates if rival in forbidden]
        self.groups = list(space.groups.values())
        self.shared = self._shared()

    def _shared(self) -> list[str]:
        """The questions that more than one factor reads, most widely read first."""
        factors = [group.inputs for group in self.groups]
        factors += [gate.inputs for gate in self.gates]
        factors += [(name, *entry.inputs) for name, entry in self.space.asked_when.items()]
        factors.append(SIZE_QUESTIONS)
        count = Counter(name for factor in factors for name in set(factor))
        shared = (name for name in count if count[name] > 1 and name in self.space.questions)
        return sorted(shared, key=lambda name: (-count[name], name))

    def greatest(self) -> Found | None:
        """Return the completion with the largest gain.

        None where every completion has the rival forbidden or is impossible.
        """
        best = None
        for found in self._walk(-math.inf, {}):
            best = found
        return best

    def reaches(self, least: float) -> Found | None:
        """Return some completion whose gain is at least `least`, or None where there is none."""
        return next(self._walk(math.nextafter(least, -math.inf), {}), None)

    def surely_below(self, least: float, fixed: Assignment, most: int) -> bool:
        """Tell whether all completions gain less than `least`; False where `most` steps are few."""
        for steps, found in enumerate(self._steps(math.nextafter(least, -math.inf), fixed)):
            if found is not None or steps >= most:
                return False
        return True

    def _walk(self, floor: float, start: Assignment) -> Iterator[Found]:
        """Yield ever better leaves above `floor`."""
        return (found for found in self._steps(floor, start) if found is not None)

    def _steps(self, floor: float, start: Assignment) -> Iterator[Found | None]:
        """Walk the most promising branch first; yield a leaf above `floor`, None between leaves."""
        first = self.prior + math.fsum(self._best_of(group, start)[0] for group in self.groups)
        stack = [(first, start)]
        while stack:
            bound, here = stack.pop()
            if bound <= floor or not self._allowed(here):
                continue
            name = next((name for name in self.shared if name not in here), None)
            if name is None:
                floor = bound
                yield self._leaf(bound, here)
                continue
            rest = bound - math.fsum(self._best_of(g, here)[0] for g, _ in self.space.readers[name])
            scored = []
            for cell in (None, *self.space.cells[name]):
                branch = {**here, name: cell}
                parts = (self._best_of(g, branch)[0] for g, _ in self.space.readers[name])
                scored.append((rest + math.fsum(parts), branch))
            stack.extend(sorted(scored, key=lambda pair: pair[0]))
            yield None

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

    def _leaf(self, gain: float, assignment: Assignment) -> Found:
        whole = dict(assignment)
        for group in self.groups:
            whole |= self._best_of(group, assignment)[1]
        choice = {name: cell for name, cell in whole.items() if cell is not None}
        return Found(gain, choice, self._rests_on_bound(choice))

    def _rests_on_bound(self, choice: Choice) -> bool:
        statuses = (self.space.status(entry, choice) for entry in self.space.entries)
        return any(status.possibly and not status.surely for status in statuses)

    def _best_of(self, group: GroupSums, assignment: Assignment) -> tuple[float, Assignment]:
        """Return the most a group can gain for the rival, and the cells that give it."""
        alike = group.alike
        start = {name: alike[name][assignment[name]] for name in group.inputs if name in assignment}
        memory = (self.ours, self.theirs, *[start.get(name, name) for name in group.inputs])
        found = group.most.get(memory)
        if found is None:
            found = group.most[memory] = self._search(group, start)
        gain, cells = found
        return gain, {name: cell for name, cell in cells.items() if name not in assignment}

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
            cells = dict.fromkeys(group.alike[name].values())
            branches = [{**here, name: cell} for cell in cells]
            scored = [(self._gain(group, branch), branch) for branch in branches]
            stack.extend(sorted(scored, key=lambda pair: pair[0]))
        return best, best_assignment

    def _next_input(self, group: GroupSums, here: Assignment) -> str | None:
        """Return the next unset question of the weightiest rule that is undecided, or None."""
        choice = {name: cell for name, cell in here.items() if cell is not None}
        most, found = -1.0, None
        for rule in group.open_rules:
            weight = max(0.0, rule.weights[self.ours]) + max(0.0, -rule.weights[self.theirs])
            status = self.space.status(rule, choice)
            if weight > most and not status.surely and not status.never:
                name = next((name for name in rule.inputs if name not in here), None)
                if name is not None:
                    most, found = weight, name
        return found

    def _gain(self, group: GroupSums, here: Assignment) -> float:
        """Return an upper bound of a group's gain, exact where all its rules are decided."""
        most, least = group.fixed[self.ours], group.fixed[self.theirs]
        choice = {name: cell for name, cell in here.items() if cell is not None}
        for rule in group.open_rules:
            surely, possibly = self._rule(rule, here, choice)
            ours, theirs = rule.weights[self.ours], rule.weights[self.theirs]
            if surely:
                most, least = most + ours, least + theirs
            elif possibly:
                most, least = most + max(0.0, ours), least + min(0.0, theirs)
        return _clip(most, group.cap) - _clip(least, group.cap)

    def _rule(self, rule: Entry, here: Assignment, choice: Choice) -> tuple[bool, bool]:
        """Tell whether a rule surely holds, and whether it can in what is not decided yet."""
        status = self.space.status(rule, choice)
        if all(name in here for name in rule.inputs):
            return status.surely, status.possibly
        return status.surely, not status.never


def _clip(total: float, cap: float) -> float:
    return min(cap, max(-cap, total))
