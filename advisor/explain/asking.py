"""Which question to ask next, and how likely what is open is to change the recommendation."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from advisor.evaluate import probabilities
from advisor.explain.cells import Cell
from advisor.explain.priors import share_of
from advisor.explain.space import Choice, Space

# Up to this many completions are counted one by one; beyond, this many are drawn.
COMPLETIONS = 1500
SEED = 20_26


@dataclass(frozen=True)
class Gain:
    """What asking a question is expected to gain, and the options it could move to alone.

    `range_db` is the most that its answers move a rival against the leader, in decibans.
    """

    question: str
    expected: float
    to: tuple[str, ...]
    range_db: float


def gains(space: Space, leader: str) -> list[Gain]:
    """Return for every open question the expected gain of deciding after its answer.

    Σ over its cells a of π(a)·[max_i p_i(a) − p_l(a)]: at least 0, and 0 exactly where no single
    answer would change the recommendation (a tie that is broken for the leader gains nothing).
    """
    return [_gain(space, name, leader) for name in space.questions]


def _gain(space: Space, name: str, leader: str) -> Gain:
    expected, to = 0.0, set()
    leads = {rival: [_lead(space, {}, rival, leader)] for rival in space.base.options}
    for cell in space.cells[name]:
        choice = {name: cell}
        if not space.possible(choice):
            continue
        for rival, found in leads.items():
            found.append(_lead(space, choice, rival, leader))
        option = space.recommended(choice)
        if option != leader:
            to.add(option)
            chances = _chances(space, choice)
            share = share_of(space.questions[name], cell)
            expected += share * max(0.0, max(chances.values()) - chances[leader])
    order = tuple(option for option in space.base.options if option in to)
    return Gain(name, expected, order, max(max(found) - min(found) for found in leads.values()))


def _lead(space: Space, choice: Choice, rival: str, leader: str) -> float:
    totals = space.totals(choice)
    return totals[rival] - totals[leader]


def _chances(space: Space, choice: Choice) -> dict[str, float]:
    forbidden = space.forbidden(choice)
    free = [option for option in space.base.options if option not in forbidden]
    return probabilities(space.totals(choice), free, space.base.calibration.temperature)


@dataclass(frozen=True)
class ChangeChance:
    """The share of completions that change the recommendation, and its standard error."""

    probability: float
    error: float


def chance_of_change(space: Space, leader: str) -> ChangeChance:
    """Return how likely the open answers are to change the recommendation, by the stated priors.

    Counted exactly where there are few completions (error 0); else drawn with a fixed seed.
    """
    names = _telling(space)
    count = math.prod(len(space.cells[name]) + 1 for name in names)
    if count <= COMPLETIONS:
        return ChangeChance(_counted(space, names, leader), 0.0)
    changed = [space.recommended(choice) != leader for choice in _drawn(space, names)]
    share = sum(changed) / len(changed)
    return ChangeChance(share, math.sqrt(max(share * (1 - share), 1e-4) / len(changed)))


def _telling(space: Space) -> list[str]:
    """The open questions that an open rule or gate reads, in asking order."""
    entries = [rule for group in space.groups.values() for rule in group.open_rules]
    entries += [gate for gate, _ in space.gates]
    read = {name for entry in entries for name in entry.inputs}
    return [name for name in space.questions if name in read]


def _weighted(space: Space, name: str) -> list[tuple[Cell | None, float]]:
    shares = [(cell, share_of(space.questions[name], cell)) for cell in space.cells[name]]
    known = math.fsum(share for _, share in shares)
    return [(None, max(0.0, 1 - known)), *shares]


def _counted(space: Space, names: list[str], leader: str) -> float:
    changed = whole = 0.0
    for cells in itertools.product(*(_weighted(space, name) for name in names)):
        choice = {
            name: cell for name, (cell, _) in zip(names, cells, strict=True) if cell is not None
        }
        weight = math.prod(share for _, share in cells)
        if weight > 0 and space.possible(choice):
            whole += weight
            changed += weight * (space.recommended(choice) != leader)
    return changed / whole if whole else 0.0


def _drawn(space: Space, names: list[str]) -> Iterator[dict[str, Cell]]:
    generator = random.Random(SEED)
    weighted = {name: _weighted(space, name) for name in names}
    for _ in range(COMPLETIONS // 3):
        yield _completion(space, weighted, generator)


def _completion(
    space: Space, weighted: dict[str, list[tuple[Cell | None, float]]], generator: random.Random
) -> dict[str, Cell]:
    """Draw one completion; an answer that would not be asked for or cannot be stays unknown."""
    choice: dict[str, Cell] = {}
    for name, cells in weighted.items():
        values = [cell for cell, _ in cells]
        cell = generator.choices(values, [share for _, share in cells])[0]
        if cell is not None and space.possible({**choice, name: cell}):
            choice[name] = cell
    return choice
