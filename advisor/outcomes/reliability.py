"""How often the choice was right against how sure it was, on decisive cases."""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.outcomes.cases import Published, by_source
from advisor.outcomes.reading import Mark
from advisor.outcomes.resampling import SEED, quantile

EDGES = (0.5, 0.6, 0.7, 0.85)
SIMULATIONS = 2000
BOUND = 0.95


@dataclass(frozen=True)
class Bin:
    """The cases whose choice was about this sure; shares weigh every source alike."""

    low: float
    high: float
    cases: int
    sources: int
    weight: float
    confidence: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """The bins, and the mean distance between sureness and success beside its bound.

    `bound` is the 95th percentile of that distance for a perfectly calibrated advisor with the
    same probabilities.
    """

    bins: tuple[Bin, ...]
    error: float
    bound: float
    cases: int


@dataclass(frozen=True)
class _Point:
    source: str
    confidence: float
    right: float
    weight: float


def reliability(cases: Sequence[Published], marks: Sequence[Mark]) -> Reliability:
    """Return the bins and the calibration error over the decisive cases."""
    points = _points(cases, marks)
    binned: list[list[_Point]] = [[] for _ in range(len(EDGES) + 1)]
    for point in points:
        binned[bisect_right(EDGES, point.confidence)].append(point)
    ends = (0.0, *EDGES, 1.0)
    return Reliability(
        bins=tuple(
            _bin(ends[place], ends[place + 1], inside)
            for place, inside in enumerate(binned)
            if inside
        ),
        error=_error(binned, [[point.right for point in inside] for inside in binned]),
        bound=_bound(binned),
        cases=len(points),
    )


def _points(cases: Sequence[Published], marks: Sequence[Mark]) -> list[_Point]:
    decisive = {
        source: [place for place in places if cases[place].decisive]
        for source, places in by_source(cases).items()
    }
    heard = sum(bool(places) for places in decisive.values())
    found = [
        _Point(source, marks[place].confidence, marks[place].right, 1 / (heard * len(places)))
        for source, places in decisive.items()
        for place in places
    ]
    # The simulation must not depend on the order of the cases.
    return sorted(found, key=lambda point: (point.source, point.confidence, point.right))


def _bin(low: float, high: float, inside: Sequence[_Point]) -> Bin:
    weight = math.fsum(point.weight for point in inside)
    return Bin(
        low=low,
        high=high,
        cases=len(inside),
        sources=len({point.source for point in inside}),
        weight=weight,
        confidence=math.fsum(point.weight * point.confidence for point in inside) / weight,
        right=math.fsum(point.weight * point.right for point in inside) / weight,
    )


def _error(binned: Sequence[Sequence[_Point]], rights: Sequence[Sequence[float]]) -> float:
    return math.fsum(
        abs(sum(p.weight * (p.confidence - r) for p, r in zip(inside, right, strict=True)))
        for inside, right in zip(binned, rights, strict=True)
    )


def _bound(binned: Sequence[Sequence[_Point]]) -> float:
    """Simulate outcomes that are right exactly as often as the choice was sure."""
    chance = random.Random(SEED).random
    found = sorted(
        _error(
            binned,
            [[1.0 if chance() < p.confidence else 0.0 for p in inside] for inside in binned],
        )
        for _ in range(SIMULATIONS)
    )
    return quantile(found, BOUND)
