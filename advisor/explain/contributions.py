"""What weighed, group by group, and why not the other options; read off the verdict's own trace."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.evaluate import ByOption, Verdict, leading, totals_of
from advisor.explain.changes import Change
from advisor.knowledge.base import KnowledgeBase


@dataclass(frozen=True)
class Contribution:
    """What one group added to each option, in decibans after its cap."""

    group: str
    effect_db: ByOption


@dataclass(frozen=True)
class WhyNot:
    """Why an option was not chosen, and what would have to be true for it to be.

    `behind_db` is the leader's lead over it. `against` are the rules that set it back against the
    leader, each with decibans, the gravest first; without the first `enough` of them it would be
    ahead of the leader (0 where it never would). `change` is the cheapest change of changeable
    answers that leads to it, if any; `open` are the open questions that could move to it alone.
    """

    option: str
    behind_db: float
    blocked_by: tuple[str, ...]
    against: tuple[tuple[str, float], ...]
    enough: int
    change: Change | None
    open: tuple[str, ...]


def contributions(base: KnowledgeBase, verdict: Verdict) -> tuple[Contribution, ...]:
    """Return what each group added, the most telling first; with the priors they make the totals.

    The effects of a group's rules add up to its own.
    """
    rules: dict[str, list[ByOption]] = {}
    for trace in verdict.fired:
        rules.setdefault(base.group_of[trace.id], []).append(trace.effect_db)
    found = [
        Contribution(group, {o: math.fsum(one[o] for one in effects) for o in base.options})
        for group, effects in rules.items()
    ]
    return tuple(sorted(found, key=lambda one: (-_spread(one.effect_db), one.group)))


def _spread(effect_db: ByOption) -> float:
    return max(effect_db.values()) - min(effect_db.values())


def why_not(
    base: KnowledgeBase,
    verdict: Verdict,
    changes: Sequence[Change],
    opening: Mapping[str, tuple[str, ...]],
) -> tuple[WhyNot, ...]:
    """Return for each option that was not chosen what speaks against it and what would lead to it.

    `changes` are in order of cost; `opening` tells which open questions could move to an option.
    """
    leader, *others = verdict.options
    cheapest = {one.recommendation: one for one in reversed(changes)}
    found = []
    for option in others:
        against = _against(verdict, option.id, leader.id)
        found.append(
            WhyNot(
                option=option.id,
                behind_db=leader.total_db - option.total_db,
                blocked_by=option.blocked_by,
                against=against,
                enough=_enough(base, verdict, option.id, [rule for rule, _ in against]),
                change=cheapest.get(option.id),
                open=opening[option.id],
            )
        )
    return tuple(found)


def _against(verdict: Verdict, option: str, leader: str) -> tuple[tuple[str, float], ...]:
    gains = [(t.id, t.effect_db[option] - t.effect_db[leader]) for t in verdict.fired]
    return tuple(sorted((pair for pair in gains if pair[1] < 0), key=lambda pair: pair[::-1]))


def _enough(base: KnowledgeBase, verdict: Verdict, option: str, against: Sequence[str]) -> int:
    """Return how many of these rules would have not to hold for the option to be ahead."""
    pair = [name for name in base.options if name in (option, verdict.recommendation)]
    fired = [trace.id for trace in verdict.fired]
    for count in range(len(against) + 1):
        left = [name for name in fired if name not in against[:count]]
        if leading(base, totals_of(base, left), pair) == option:
            return count
    return 0
