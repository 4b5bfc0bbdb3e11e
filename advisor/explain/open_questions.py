"""Settled or open, exactly: what each open question could still do, with the proof of it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from advisor.explain.asking import Deciding, Gain, gains, gains_together
from advisor.explain.cells import Cell
from advisor.explain.drawing import Draws
from advisor.explain.pivots import Pivots
from advisor.explain.search import Assignment, Duel
from advisor.explain.space import Space
from advisor.explain.undecided import Choice, Entry

# Up to this many completions are tried for one question; beyond, a claim may rest on a bound.
MOST_TRIED = 1000
# How many branches are looked at to show that a question is out of reach.
STEPS = 30


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

    def __init__(self, space: Space, leader: str, closed: frozenset[str] = frozenset()) -> None:
        """Look at the completions of `space` from the recommended option.

        Questions of the space that are `closed` stay unknown, but for the one that is told of.
        """
        self.space = space
        self.leader = leader
        self.closed = closed

    @cached_property
    def duels(self) -> list[Duel]:
        """The leader against each rival that no gate forbids yet."""
        rivals = [o for o in self.space.options if o not in self.space.blocked]
        return [Duel(self.space, r, self.leader) for r in rivals if r != self.leader]

    @cached_property
    def gains(self) -> dict[str, Gain]:
        """The expected gain of each open question that is told of."""
        told = [name for name in self.space.questions if name in self.closed]
        return {gain.question: gain for gain in gains(self.space, self.leader, told)}

    @cached_property
    def change(self) -> Choice | None:
        """A completion that changes the recommendation, or None where the case is settled."""
        alone = next((gain for gain in self.gains.values() if gain.cell is not None), None)
        if alone is not None and alone.cell is not None:
            return {alone.question: alone.cell}
        blocking = next(self._blocking_leader(), None)
        if blocking is not None:
            return blocking
        found = (self._climbed(duel) or self._searched(duel) for duel in self.duels)
        return next((choice for choice in found if choice), None)

    @property
    def settled(self) -> bool:
        """Whether no completion of the open questions changes the recommendation."""
        return self.change is None

    def _least(self, rival: str) -> float:
        """The gain from which a rival is recommended: a tie goes to what is easier to undo."""
        tolerance = self.space.base.judgement.ties.tolerance_db
        order = self.space.options
        return -tolerance if order.index(rival) < order.index(self.leader) else 2 * tolerance

    def _blocking_leader(self) -> Iterator[dict[str, Cell]]:
        for gate, options in self.space.gates:
            if self.leader in options:
                for choice in self._choices(gate):
                    status = self.space.status(gate, choice)
                    if status.possibly and self.space.possible(choice):
                        yield choice

    def _choices(self, entry: Entry) -> Iterator[dict[str, Cell]]:
        cells = [[None, *self.space.cells[name]] for name in entry.inputs]
        for chosen in itertools.product(*cells):
            pairs = zip(entry.inputs, chosen, strict=True)
            yield {name: cell for name, cell in pairs if cell is not None}

    def _climbed(self, duel: Duel) -> dict[str, Cell]:
        """Climb towards a rival: quick, and mostly enough."""
        choice = self.pivots.climbed(duel.rival)
        changes = self.space.possible(choice) and self.space.recommended(choice) != self.leader
        return choice if changes else {}

    def _searched(self, duel: Duel) -> dict[str, Cell]:
        found = duel.reaches(self._least(duel.rival))
        return found.choice if found is not None else {}

    @cached_property
    def pivots(self) -> Pivots:
        """The search for completions in which one answer decides."""
        # What is drawn answers closed questions, too.
        draws = None if self.closed else self.draws
        return Pivots(self.space, self.leader, self._others(""), draws)

    def _others(self, name: str) -> list[str]:
        """The questions that may be answered beside one."""
        return [one for one in self.space.telling if one != name and one not in self.closed]

    def questions(self) -> list[OpenQuestion]:
        """Return every open question, the most telling first."""
        return sorted(map(self.question, self.space.questions), key=self._order)

    def _order(self, question: OpenQuestion) -> tuple[float | bool, ...]:
        can = question.can_change_recommendation
        return (
            -self.worth(self.gains[question.id]) if can else 0.0,
            not can,
            not question.alone,
            -question.range_db if can else 0.0,
        )

    def worth(self, gain: Gain) -> float:
        """Return what a question is worth: its expected gain if asked first and if asked last."""
        beside = self.together.get(gain.question)
        return gain.expected + (beside.gain if beside else 0.0)

    @cached_property
    def draws(self) -> Draws:
        """Completions by the stated priors."""
        return Draws(self.space)

    @cached_property
    def together(self) -> dict[str, Deciding]:
        """What the questions are expected to gain once the others are answered."""
        return {} if self.closed or self.settled else gains_together(self.draws)

    def next(self) -> OpenQuestion | None:
        """Return the question to ask next, or None where nothing open can change anything.

        The one that is worth most, then the one of the largest range in decibans, then the first
        in the file.
        """
        if self.settled:
            return None
        for gain in sorted(self.gains.values(), key=self._least_telling_last):
            question = self.question(gain.question)
            if question.can_change_recommendation:
                return question
        return None

    def _least_telling_last(self, gain: Gain) -> tuple[float, bool, float]:
        return -self.worth(gain), not gain.to, -gain.range_db

    def question(self, name: str) -> OpenQuestion:
        """Return what an answer to one question could do."""
        gain = self.gains[name]
        proof: dict[str, Cell] | None = None
        bound = False
        if gain.cell is not None:
            proof = {name: gain.cell}
        elif name in self.space.telling and (self.closed or self.change is not None):
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

    def _together(self, name: str) -> tuple[dict[str, Cell] | None, bool]:
        """Return a completion in which this answer makes a difference, or a bound.

        An answer matters together with others where some completion of those is judged otherwise
        with it than without it.
        """
        drawn = self.together.get(name)
        proof = self.pivots.confirmed(name, drawn.choice) if drawn else None
        proof = proof or self.pivots.proof(name)
        if proof is not None:
            return proof, False
        return (None, False) if self._out_of_reach(name) else self._tried(name)

    def _out_of_reach(self, name: str) -> bool:
        """Tell whether the leader stays in every completion in which something hangs on a question.

        Then the question cannot matter, whatever the others do.
        """
        needed = self.pivots.needed(name)
        if needed and any(self._blocking_leader()):
            return False
        closed: Assignment = dict.fromkeys(self.closed - {name})
        return all(
            duel.surely_below(self._least(duel.rival), {**closed, **fixed}, STEPS)
            for duel in self.duels
            for fixed in needed
        )

    def _tried(self, name: str) -> tuple[dict[str, Cell] | None, bool]:
        """Try every completion where there are few; where there are many, leave it at the bound."""
        names = self._others(name)
        cells = [[None, *self.space.cells[other]] for other in names]
        if math.prod(map(len, cells)) > MOST_TRIED:
            return None, True
        for chosen in itertools.product(*cells):
            others = {n: c for n, c in zip(names, chosen, strict=True) if c is not None}
            if self.space.possible(others):
                without = self.space.recommended(others)
                for cell in self.space.cells[name]:
                    choice = {**others, name: cell}
                    if self.space.possible(choice) and self.space.recommended(choice) != without:
                        return choice, False
        return None, self.space.has_bounds
