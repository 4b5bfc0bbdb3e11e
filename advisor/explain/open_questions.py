"""Settled or open, exactly: what each open question could still do, with the proof of it."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from advisor.explain.asking import Gain, gains
from advisor.explain.cells import Cell
from advisor.explain.search import Duel
from advisor.explain.space import Choice, OpenEntry, Space

# Up to this many completions are tried for one question; beyond, a claim may rest on a bound.
MOST_TRIED = 3000
# In how many orders answers are taken away from a completion to find what decides.
ORDERS = 3


@dataclass(frozen=True)
class OpenQuestion:
    """A question without an answer, and what an answer could do.

    `to` are the options it could move to alone; `proof` is a completion that `evaluate` confirms,
    in which the recommendation changes and would not without this answer; where `bound` is true
    there is no such proof, only a bound that does not exclude it.
    """

    id: str
    can_change_recommendation: bool
    alone: bool
    to: tuple[str, ...]
    closed: bool
    expected_gain: float
    range_db: float
    proof: dict[str, Cell]
    bound: bool


class OpenState:
    """Everything about what is open, for one verdict."""

    def __init__(self, space: Space, leader: str) -> None:
        """Look at the completions of `space` from the recommended option."""
        self.space = space
        self.leader = leader

    @cached_property
    def duels(self) -> list[Duel]:
        """The leader against each rival that no gate forbids yet."""
        rivals = [o for o in self.space.base.options if o not in self.space.blocked]
        return [Duel(self.space, r, self.leader) for r in rivals if r != self.leader]

    @cached_property
    def gains(self) -> dict[str, Gain]:
        """The expected gain of each open question."""
        return {gain.question: gain for gain in gains(self.space, self.leader)}

    @cached_property
    def change(self) -> Choice | None:
        """A completion that changes the recommendation, or None where the case is settled."""
        alone = next((gain for gain in self.gains.values() if gain.to), None)
        if alone is not None:
            return self._alone(alone.question)
        blocking = next(self._blocking_leader(), None)
        if blocking is not None:
            return blocking
        found = (self._climbed(duel) or self._searched(duel) for duel in self.duels)
        return next((choice for choice in found if choice), None)

    @property
    def settled(self) -> bool:
        """Whether no completion of the open questions changes the recommendation."""
        return self.change is None

    def _alone(self, name: str) -> dict[str, Cell]:
        for cell in self.space.cells[name]:
            choice = {name: cell}
            if self.space.possible(choice) and self.space.recommended(choice) != self.leader:
                return choice
        return {}

    def _least(self, rival: str) -> float:
        """The gain from which a rival is recommended: a tie goes to what is easier to undo."""
        tolerance = self.space.base.judgement.ties.tolerance_db
        order = list(self.space.base.options)
        return -tolerance if order.index(rival) < order.index(self.leader) else 2 * tolerance

    def _blocking_leader(self) -> Iterator[dict[str, Cell]]:
        for gate, options in self.space.gates:
            if self.leader in options:
                for choice in self._choices(gate):
                    status = self.space.status(gate, choice)
                    if status.possibly and self.space.possible(choice):
                        yield choice

    def _choices(self, entry: OpenEntry) -> Iterator[dict[str, Cell]]:
        cells = [[None, *self.space.cells[name]] for name in entry.inputs]
        for chosen in itertools.product(*cells):
            pairs = zip(entry.inputs, chosen, strict=True)
            yield {name: cell for name, cell in pairs if cell is not None}

    def questions(self) -> list[OpenQuestion]:
        """Return every open question, the most telling first."""
        found = [self._question(name) for name in self.space.questions]
        return sorted(
            found,
            key=lambda q: (
                -q.expected_gain,
                not q.alone,
                not q.can_change_recommendation,
                -q.range_db if q.can_change_recommendation else 0.0,
            ),
        )

    def next(self) -> OpenQuestion | None:
        """Return the question to ask next, or None where nothing open can change anything.

        The largest expected gain; where all are 0, the largest range in decibans among those that
        matter together with others; then the order of the file.
        """
        best = max(self.gains.values(), key=lambda gain: gain.expected, default=None)
        if best is not None and best.expected > 0:
            return self._question(best.question)
        alone = next((gain for gain in self.gains.values() if gain.to), None)
        if alone is not None:
            return self._question(alone.question)
        if self.settled:
            return None
        for gain in sorted(self.gains.values(), key=lambda gain: -gain.range_db):
            question = self._question(gain.question)
            if question.can_change_recommendation:
                return question
        return None

    def _question(self, name: str) -> OpenQuestion:
        gain = self.gains[name]
        proof: dict[str, Cell] | None = None
        bound = False
        if gain.to:
            proof = self._alone(name)
        elif self.change is not None and name in self._telling:
            proof, bound = self._together(name)
        return OpenQuestion(
            id=name,
            can_change_recommendation=proof is not None or bound,
            alone=bool(gain.to),
            to=gain.to,
            closed=False,
            expected_gain=gain.expected,
            range_db=gain.range_db,
            proof=proof or {},
            bound=bound,
        )

    @cached_property
    def _entries(self) -> list[OpenEntry]:
        rules = [rule for group in self.space.groups.values() for rule in group.open_rules]
        return rules + [gate for gate, _ in self.space.gates]

    @cached_property
    def _telling(self) -> frozenset[str]:
        """The open questions that an open rule or gate reads."""
        return frozenset(name for entry in self._entries for name in entry.inputs)

    def _together(self, name: str) -> tuple[dict[str, Cell] | None, bool]:
        """Return a completion in which this answer makes a difference, or a bound.

        An answer matters together with others where some completion of those is judged otherwise
        with it than without it.
        """
        for cell in self.space.cells[name]:
            for witness in self._witnesses:
                start = {**witness, name: cell}
                if self.space.possible(start):
                    proof = self._narrowed(name, start)
                    if proof is not None:
                        return proof, False
        return self._tried(name)

    @cached_property
    def _witnesses(self) -> list[dict[str, Cell]]:
        """One completion per rival that changes the recommendation, and some per gate."""
        found = [self._climbed(duel) or self._searched(duel) for duel in self.duels]
        return [choice for choice in found if choice] + list(self._blocking_leader())[:3]

    def _climbed(self, duel: Duel) -> dict[str, Cell]:
        """Answer each question in turn to the rival's advantage: quick, and mostly enough."""
        choice: dict[str, Cell] = {}
        for name in self.space.questions:
            branches = [choice, *({**choice, name: cell} for cell in self.space.cells[name])]
            legal = [branch for branch in branches if self.space.possible(branch)]
            choice = max(legal, key=lambda branch: self._advantage(branch, duel.rival))
        return choice if self._changes(choice) else {}

    def _advantage(self, choice: Choice, rival: str) -> float:
        totals = self.space.totals(choice)
        forbidden = self.space.forbidden(choice)
        return -math.inf if rival in forbidden else totals[rival] - totals[self.leader]

    def _searched(self, duel: Duel) -> dict[str, Cell]:
        found = duel.reaches(self._least(duel.rival))
        return found.choice if found is not None else {}

    def _changes(self, choice: Choice) -> bool:
        return self.space.recommended(choice) != self.leader

    def _narrowed(self, name: str, start: dict[str, Cell]) -> dict[str, Cell] | None:
        """Take other answers away, in several orders, until this one makes the difference."""
        others = sorted(key for key in start if key != name)
        generator = random.Random(name)
        for _ in range(ORDERS):
            generator.shuffle(others)
            choice = dict(start)
            for other in ["", *others]:
                choice.pop(other, None)
                if self._matters(name, choice):
                    return choice
        return None

    def _matters(self, name: str, choice: Choice) -> bool:
        without = {key: cell for key, cell in choice.items() if key != name}
        return self.space.recommended(choice) != self.space.recommended(without)

    def _tried(self, name: str) -> tuple[dict[str, Cell] | None, bool]:
        """Try every completion where there are few; where there are many, leave it at the bound."""
        names = sorted(self._telling - {name})
        cells = [[None, *self.space.cells[other]] for other in names]
        if math.prod(map(len, cells)) > MOST_TRIED:
            return None, True
        for chosen in itertools.product(*cells):
            others = {n: c for n, c in zip(names, chosen, strict=True) if c is not None}
            if self.space.possible(others):
                for cell in self.space.cells[name]:
                    choice = {**others, name: cell}
                    if self.space.possible(choice) and self._matters(name, choice):
                        return choice, False
        return None, self.space.has_bounds
