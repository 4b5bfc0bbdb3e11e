"""Which question to ask next, and how likely what is open is to change the recommendation."""

from __future__ import annotations

import itertools
import math
import random
from bisect import bisect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from advisor.evaluate import probabilities
from advisor.explain.cells import Cell
from advisor.explain.priors import share_of
from advisor.explain.space import Space
from advisor.explain.undecided import Choice, Sums, added

# Up to this many completions are counted one by one; beyond, completions are drawn.
COMPLETIONS = 600
# Draws stop at this error, or this share of the probability where that is larger.
ERROR, RELATIVE_ERROR = 0.01, 0.15
FEWEST, MOST = 100, 600
# So many are drawn to weigh questions that change the recommendation only together.
TOGETHER = 100
SEED = 20_26


@dataclass(frozen=True)
class Gain:
    """What asking a question is expected to gain, and the options it could move to alone.

    `range_db` is the most that its answers move a rival against the leader, in decibans;
    `cell` is an answer that changes the recommendation alone.
    """

    question: str
    expected: float
    to: tuple[str, ...]
    range_db: float
    cell: Cell | None


def gains(space: Space, leader: str, names: Iterable[str] | None = None) -> list[Gain]:
    """Return for these open questions, or for all, the expected gain of deciding after an answer.

    Σ over its cells a of π(a)·[max_i p_i(a) − p_l(a)]: at least 0, and 0 exactly where no single
    answer would change the recommendation (a tie that is broken for the leader gains nothing).
    """
    now = space.totals({})
    return [_gain(space, name, leader, now) for name in names or space.questions]


def _gain(space: Space, name: str, leader: str, now: Sums) -> Gain:
    place = space.options.index(leader)
    expected, first = 0.0, None
    to, leads = set(), [[total - now[place] for total in now]]
    for cell in space.cells[name]:
        choice = {name: cell}
        if not space.possible(choice):
            continue
        totals = added(now, space.shift({}, name, cell))
        leads.append([total - totals[place] for total in totals])
        option = space.leader(totals, choice)
        if option != leader:
            to.add(option)
            first = first or cell
            chances = _chances(space, totals, choice)
            share = space.priors.share(name, cell)
            expected += share * max(0.0, max(chances.values()) - chances[leader])
    order = tuple(option for option in space.options if option in to)
    widest = max(max(column) - min(column) for column in zip(*leads, strict=True))
    return Gain(name, expected, order, widest, first)


def _chances(space: Space, totals: Sums, choice: Choice) -> dict[str, float]:
    forbidden = space.forbidden(choice)
    free = [option for option in space.options if option not in forbidden]
    by_option = dict(zip(space.options, totals, strict=True))
    return probabilities(by_option, free, space.base.calibration.temperature)


@dataclass(frozen=True)
class ChangeChance:
    """The share of completions that change the recommendation, and its standard error."""

    probability: float
    error: float


def chance_of_change(space: Space, leader: str) -> ChangeChance:
    """Return how likely the open answers are to change the recommendation, by the stated priors.

    A question that the answers before it exclude stays unknown, as it would in an interview.
    Counted exactly where there are few completions (error 0); else drawn with a fixed seed.
    """
    completions = math.prod(len(space.cells[name]) + 1 for name in space.telling)
    if completions <= COMPLETIONS:
        counted = (
            weight * _counted(space, _weighted(space, place), leader)
            for place, weight in enumerate(space.priors.weights)
        )
        return ChangeChance(math.fsum(counted), 0.0)
    drawn = changed = 0
    for choice in _drawn(space):
        drawn += 1
        changed += space.recommended(choice) != leader
        share = (changed + 0.5) / (drawn + 1)
        error = math.sqrt(share * (1 - share) / drawn)
        if drawn >= FEWEST and error <= max(ERROR, RELATIVE_ERROR * share):
            break
    return ChangeChance(changed / drawn, error)


def gains_together(space: Space) -> dict[str, float]:
    """Return per question the expected gain of its answer once the others are answered, too.

    Over completions drawn by the stated priors with a fixed seed: how much more probable the option
    recommended with the answer is, there, than the one recommended without it.
    """
    found = dict.fromkeys(space.questions, 0.0)
    for choice in itertools.islice(_drawn(space), TOGETHER):
        totals = space.totals(choice)
        option, chances = space.leader(totals, choice), _chances(space, totals, choice)
        for name, shift in space.taken_away(choice, _lead(space, totals, choice)).items():
            others = {key: cell for key, cell in choice.items() if key != name}
            before = space.leader(added(totals, shift), others)
            if before != option:
                found[name] += (chances[option] - chances[before]) / TOGETHER
    return found


def _lead(space: Space, totals: Sums, choice: Choice) -> float:
    """Return by how many decibans the best option is ahead of the next, of those not forbidden."""
    forbidden = space.forbidden(choice)
    pairs = zip(space.options, totals, strict=True)
    free = sorted(total for option, total in pairs if option not in forbidden)
    return free[-1] - free[-2] if len(free) > 1 else math.inf


Weighted = dict[str, list[tuple[Cell | None, float]]]
# Per question its cells with the sums of their shares up to each.
Table = list[tuple[str, list[Cell | None], list[float]]]


def _weighted(space: Space, audience: int) -> Weighted:
    expected, found = space.priors.of(audience), {}
    for name in space.telling:
        shares = [(cell, share_of(expected[name], cell)) for cell in space.cells[name]]
        known = math.fsum(share for _, share in shares)
        found[name] = [(None, max(0.0, 1 - known)), *shares]
    return found


def _counted(space: Space, weighted: Weighted, leader: str) -> float:
    completions: list[tuple[float, dict[str, Cell]]] = [(1.0, {})]
    for name, cells in weighted.items():
        following = []
        for weight, choice in completions:
            unknown = 0.0
            for cell, share in cells:
                if cell is not None and space.possible({**choice, name: cell}):
                    following.append((weight * share, {**choice, name: cell}))
                else:
                    unknown += share
            following.append((weight * unknown, choice))
        completions = [(weight, choice) for weight, choice in following if weight > 0]
    return math.fsum(
        weight for weight, choice in completions if space.recommended(choice) != leader
    )


def _drawn(space: Space) -> Iterator[dict[str, Cell]]:
    """Draw who answers, then what; an answer that those before it exclude stays unknown."""
    generator = random.Random(SEED)
    tables: dict[int, Table] = {}
    for _ in range(MOST):
        audience = space.priors.drawn(generator.random())
        if audience not in tables:
            tables[audience] = _table(_weighted(space, audience))
        choice: dict[str, Cell] = {}
        for name, cells, sums in tables[audience]:
            cell = cells[min(bisect(sums, generator.random() * sums[-1]), len(cells) - 1)]
            if cell is not None and space.allows(choice, name, cell):
                choice[name] = cell
        yield choice


def _table(weighted: Weighted) -> Table:
    return [
        (name, [cell for cell, _ in cells], list(accumulate(share for _, share in cells)))
        for name, cells in weighted.items()
    ]
