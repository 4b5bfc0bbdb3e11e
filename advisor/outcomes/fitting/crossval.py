"""Fits judged on sources they have not seen, and the prior's width chosen the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from advisor.outcomes.cases import OPTIONS
from advisor.outcomes.fitting.design import Design, Mask, Matrix
from advisor.outcomes.fitting.fit import Fit, fit, probabilities, totals
from advisor.outcomes.metrics import Forecast, marks_of, within_sources

# How far a scale is expected to lie from 1; 0 keeps the authors' weights and fits T alone.
TAUS = (0.0, 0.125, 0.25, 0.5, 1.0)
INNER_FOLDS = 8
Model = TypeVar("Model")
Fitted = Callable[[Mask, float], Model]
Predicted = Callable[[Model], Matrix]


@dataclass(frozen=True)
class HeldOut:
    """Probabilities for every case from fits that had not seen its source."""

    forecasts: tuple[Forecast, ...]
    chosen: tuple[float, ...]


def folds(sources: int, count: int | None = None) -> Iterator[frozenset[int]]:
    """Yield the sources to leave out together: one by one, or in `count` sets dealt in order."""
    several = min(count or sources, sources)
    for first in range(several):
        yield frozenset(range(first, sources, several))


def left_out(design: Design, sources: frozenset[int]) -> Mask:
    """Return which cases belong to these sources."""
    return np.isin(design.outcomes.source, list(sources))


def forecasts(design: Design, found: Matrix) -> list[Forecast]:
    """Return rows of probabilities as forecasts, None where the advisor failed."""
    return [
        None if failed else dict(zip(OPTIONS, map(float, row), strict=True))
        for row, failed in zip(found, design.outcomes.failed, strict=True)
    ]


def predicted(design: Design, found: Fit) -> Matrix:
    """Return the probabilities that a fit gives to every case."""
    return probabilities(design.outcomes, totals(design, found.scales), found.temperature)


def nested(
    design: Design,
    fitted: Fitted[Model],
    predict: Predicted[Model],
    grid: Sequence[float],
    outer: int | None = None,
) -> HeldOut:
    """Judge every case by a fit without its source, the grid chosen without it as well."""
    found = np.zeros((len(design.cases), len(OPTIONS)))
    chosen = []
    for fold in folds(len(design.sources), outer):
        out = left_out(design, fold)
        best = choose(design, fitted, predict, grid, ~out)
        found[out] = predict(fitted(~out, best))[out]
        chosen.append(best)
    return HeldOut(tuple(forecasts(design, found)), tuple(chosen))


def choose(
    design: Design,
    fitted: Fitted[Model],
    predict: Predicted[Model],
    grid: Sequence[float],
    train: Mask,
) -> float:
    """Return the first value of the grid that is as good as its best on sources left out.

    As good: its mean log loss is within one standard error, over sources, of the difference from
    the best (the one-standard-error rule: Breiman, Friedman, Olshen and Stone 1984). A grid
    therefore begins with what stays nearest to the prior.
    """
    if len(grid) == 1:
        return grid[0]

    def judged(value: float) -> Callable[[Mask], Matrix]:
        return lambda known: predict(fitted(known, value))

    losses = [source_losses(design, judged(value), train, INNER_FOLDS) for value in grid]
    best = min(losses, key=lambda loss: float(np.mean(loss)))
    return next(value for value, loss in zip(grid, losses, strict=True) if _as_good(loss - best))


def _as_good(excess: Matrix) -> bool:
    error = float(np.std(excess, ddof=1)) / len(excess) ** 0.5 if len(excess) > 1 else 0.0
    return float(np.mean(excess)) <= error


def held_out_loss(
    design: Design, predict: Callable[[Mask], Matrix], train: Mask, count: int | None
) -> float:
    """Return the folded log loss over the training sources, each judged by a fit without it."""
    return float(np.mean(source_losses(design, predict, train, count)))


def source_losses(
    design: Design, predict: Callable[[Mask], Matrix], train: Mask, count: int | None
) -> Matrix:
    """Return the folded log loss of each training source, judged by a fit without it."""
    known = np.unique(design.outcomes.source[train])
    found = np.zeros((len(design.cases), len(OPTIONS)))
    for fold in folds(len(known), count):
        out = left_out(design, frozenset(int(known[place]) for place in fold)) & train
        found[out] = predict(train & ~out)[out]
    places = np.flatnonzero(train)
    cases = [design.cases[place] for place in places]
    told = forecasts(design, found)
    marks = marks_of(cases, [told[place] for place in places], "folded")
    return np.array(list(within_sources(cases, marks, "log_loss").values()))


def fitter(design: Design, gone: Mask | None = None) -> Fitted[Fit]:
    """Return the function that fits this design; it starts from the last fit of the same width."""
    last: dict[float, Fit] = {}

    def fitted(train: Mask, tau: float) -> Fit:
        last[tau] = fit(design, train, tau, last.get(tau), gone)
        return last[tau]

    return fitted
