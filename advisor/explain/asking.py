"""Which question to ask next, and how likely what is open is to change the recommendation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from advisor.evaluate import probabilities
from advisor.explain.cells import Cell
from advisor.explain.drawing import Draws, Weighted, weighted
from advisor.explain.space import Space
from advisor.explain.undecided import Choice, Sums, added, all_but, most_moved

# Up to this many completions are counted one by one; beyond, completions are drawn.
COMPLETIONS = 600
# Draws stop at this error, or this share of the probability where that is larger.
ERROR, RELATIVE_ERROR = 0.01, 0.15
FEWEST, MOST = 100, 600
# So many are drawn to weigh questions that change the recommendation only together.
TOGETHER = 60


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
    shifts = space.shifts({}, name, space.cells[name])
    for cell in space.cells[name]:
        choice = {name: cell}
        if not space.possible(choice):
            continue
        totals = added(now, shifts[cell])
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


def chance_of_change(draws: Draws, leader: str) -> ChangeChance:
    """Return how likely the open answers are to change the recommendation, by the stated priors.

    A question that the answers before it exclude stays unknown, as it would in an interview.
    Counted exactly where there are few completions (error 0); else drawn with a fixed seed.
    """
    space = draws.space
    completions = math.prod(len(space.cells[name]) + 1 for name in space.telling)
    if completions <= COMPLETIONS:
        counted = (
            weight * _counted(space, weighted(space, place), leader)
            for place, weight in enumerate(space.priors.weights)
        )
        return ChangeChance(math.fsum(counted), 0.0)
    count = changed = 0
    for drawn in draws.first(MOST):
        count += 1
        changed += space.recommended(drawn.choice, drawn.totals) != leader
        share = (changed + 0.5) / (count + 1)
        error = math.sqrt(share * (1 - share) / count)
        if count >= FEWEST and error <= max(ERROR, RELATIVE_ERROR * share):
            break
    return ChangeChance(changed / count, error)


@dataclass(frozen=True)
class Deciding:
    """What an answer is expected to gain beside others, and a completion where it decides."""

    gain: float
    choice: Choice


def gains_together(draws: Draws) -> dict[str, Deciding]:
    """Return per question the expected gain of its answer once the others are answered, too.

    Over completions drawn by the stated priors: how much more probable the option recommended with
    the answer is, there, than the one recommended without it. Questions whose answer never decided
    are not there.
    """
    space, found = draws.space, dict[str, Deciding]()
    most = most_moved(space.groups.values())
    for drawn in draws.first(TOGETHER):
        choice, totals, free = drawn.choice, drawn.totals, drawn.free
        option, lead = space.best(totals, free), _lead(space, totals, free)
        for name, shift in _taken_away(space, choice, lead, most).items():
            allowed = space.free(all_but(choice, name)) if name in space.gated else free
            before = space.best(added(totals, shift), allowed)
            if before != option:
                chances = _chances(space, totals, choice)
                sofar = found.get(name, Deciding(0.0, choice))
                gain = (chances[option] - chances[before]) / TOGETHER
                found[name] = Deciding(sofar.gain + gain, sofar.choice)
    return found


def _taken_away(
    space: Space, choice: Choice, lead: float, most: Mapping[str, float]
) -> dict[str, Sums]:
    """Return by how much the totals move when one answer is taken away, of those that matter.

    Every answer that a gate reads is there, and every one that can move two options by `lead`
    decibans against each other.
    """
    still = (0.0,) * len(space.options)
    found = {name: still for name in space.gated if name in choice}
    for group in space.groups.values():
        key = group.key(choice)
        before = space.sums(group, key)
        for place, name in enumerate(group.inputs):
            telling = name in found or most.get(name, 0.0) >= lead
            if telling and key[place] is not None:
                after = space.sums(group, (*key[:place], None, *key[place + 1 :]))
                moved = zip(found.get(name, still), after, before, strict=True)
                found[name] = tuple([m + a - b for m, a, b in moved])
    return found


def _lead(space: Space, totals: Sums, free: Sequence[str]) -> float:
    """Return by how many decibans the best of these options is ahead of the next."""
    pairs = zip(space.options, totals, strict=True)
    ahead = sorted(total for option, total in pairs if option in free)
    return ahead[-1] - ahead[-2] if len(ahead) > 1 else math.inf


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
