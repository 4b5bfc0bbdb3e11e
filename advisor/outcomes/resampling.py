"""Means over sources, with intervals by bootstrap over sources; it knows no advice."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

RESAMPLES = 2000
SEED = 20261122
LOW, HIGH = 0.025, 0.975
Values = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Estimate:
    """A mean over sources of means within them, with its 95 % interval."""

    value: float
    low: float
    high: float
    cases: int
    sources: int


def means(values: Values) -> dict[str, float]:
    """Return the mean within each source that has any value."""
    return {key: math.fsum(told) / len(told) for key, told in values.items() if told}


def macro(values: Values) -> float:
    """Return the mean over sources of the means within them, NaN where there is none."""
    within = means(values)
    return math.fsum(within.values()) / len(within) if within else math.nan


def estimate(values: Values, sources: Sequence[str]) -> Estimate | None:
    """Return the mean over sources with its interval; `sources` are all that were drawn from."""
    within = means(values)
    if not within:
        return None
    drawn = sorted(resampled(within, sources))
    return Estimate(
        value=math.fsum(within.values()) / len(within),
        low=quantile(drawn, LOW),
        high=quantile(drawn, HIGH),
        cases=sum(len(told) for told in values.values()),
        sources=len(within),
    )


def resampled(within: Mapping[str, float], sources: Sequence[str]) -> list[float]:
    """Return the mean of each bootstrap sample of sources that holds any value.

    The same number of sources always gives the same samples.
    """
    known = [within.get(source, 0.0) for source in sources]
    counted = [source in within for source in sources]
    if all(counted):
        return [sum(drawn(known)) / len(known) for drawn in _draws(len(sources))]
    pairs = [(sum(drawn(known)), sum(drawn(counted))) for drawn in _draws(len(sources))]
    return [total / count for total, count in pairs if count]


@lru_cache(maxsize=4)
def _draws(count: int) -> tuple[Callable[[Sequence[float]], Sequence[float]], ...]:
    """Return functions that each draw as many sources as there are, with repetition."""
    chance = random.Random(SEED)
    everything = range(count)
    if count == 1:
        return (lambda values: values,) * RESAMPLES
    return tuple(itemgetter(*chance.choices(everything, k=count)) for _ in range(RESAMPLES))


def share_ahead(ours: Mapping[str, float], theirs: Mapping[str, float]) -> float:
    """Return the share of paired bootstrap samples in which `ours` has the higher mean.

    A sample in which both are equal counts half.
    """
    sources = sorted(ours.keys() & theirs.keys())
    differences = {source: ours[source] - theirs[source] for source in sources}
    drawn = resampled(differences, sources)
    ahead = sum(1.0 if value > 1e-12 else 0.5 if value >= -1e-12 else 0.0 for value in drawn)
    return ahead / len(drawn) if drawn else math.nan


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return a quantile of sorted numbers, between neighbours by proportion."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
