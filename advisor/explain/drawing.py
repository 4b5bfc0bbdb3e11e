"""Completions drawn by the stated priors: who answers first, then what; always the same ones.

Each question has numbers of its own, so that an answer to one leaves the others as they were drawn:
from one step to the next a chance moves by what was answered, not by luck.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, count
from math import fsum

from advisor.explain.cells import Cell
from advisor.explain.priors import share_of
from advisor.explain.space import Space
from advisor.explain.undecided import Choice, Sums

SEED = 20_26
# So many numbers are drawn at once.
BLOCK = 60
# Per open question its cells, None for a don't know, with the share of each.
Weighted = Mapping[str, Sequence[tuple[Cell | None, float]]]
# Per question its cells, the sums of the shares up to each but the last, and the whole.
Table = list[tuple[str, list[Cell | None], list[float], float]]


@dataclass(frozen=True)
class Drawn:
    """A completion, the decibans per option there, and the options that no gate forbids.

    `audience` is the place of the one that was drawn to answer.
    """

    choice: Choice
    audience: int
    totals: Sums
    free: Sequence[str]


class Draws:
    """Completions of a space, drawn as they are asked for and remembered."""

    def __init__(self, space: Space) -> None:
        """Begin anew, with the seed that every run has."""
        self.space = space
        self._drawn: list[Drawn] = []
        self._more = self._choices()

    def first(self, number: int) -> Iterator[Drawn]:
        """Yield so many completions."""
        for place in range(number):
            if place == len(self._drawn):
                choice, audience = next(self._more)
                totals, free = self.space.totals(choice), self.space.free(choice)
                self._drawn.append(Drawn(choice, audience, totals, free))
            yield self._drawn[place]

    def _choices(self) -> Iterator[tuple[Choice, int]]:
        """Draw without end; an answer that those before it exclude stays unknown."""
        tables: dict[int, Table] = {}
        for draw in count():
            audience = self.space.priors.drawn(_number("", draw))
            if audience not in tables:
                tables[audience] = _table(weighted(self.space, audience))
            choice: dict[str, Cell] = {}
            for name, cells, sums, whole in tables[audience]:
                cell = cells[bisect(sums, _number(name, draw) * whole)]
                if cell is not None and self.space.allows(choice, name, cell):
                    choice[name] = cell
            yield choice, audience


def _number(name: str, draw: int) -> float:
    """Return the number from 0 to 1 that decides on a question in a draw."""
    return _block(name, draw // BLOCK)[draw % BLOCK]


@cache
def _block(name: str, place: int) -> list[float]:
    chance = random.Random(f"{SEED} {name} {place}")
    return [chance.random() for _ in range(BLOCK)]


def weighted(space: Space, audience: int) -> Weighted:
    """Return the cells of the telling questions with their shares, as one audience answers."""
    expected, found = space.priors.of(audience), {}
    for name in space.telling:
        shares = [(cell, share_of(expected[name], cell)) for cell in space.cells[name]]
        known = fsum(share for _, share in shares)
        found[name] = [(None, max(0.0, 1 - known)), *shares]
    return found


def _table(cells: Weighted) -> Table:
    found: Table = []
    for name, pairs in cells.items():
        *sums, whole = accumulate(share for _, share in pairs)
        found.append((name, [cell for cell, _ in pairs], sums, whole))
    return found
