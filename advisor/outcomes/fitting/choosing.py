"""Rules chosen anew without the source that is judged: the ablation, repeated in every fold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from advisor.knowledge.base import KnowledgeBase
from advisor.outcomes.ablation import NOTHING
from advisor.outcomes.cases import OPTIONS
from advisor.outcomes.fitting.crossval import folds, forecasts, left_out, predicted
from advisor.outcomes.fitting.design import Design, Mask
from advisor.outcomes.fitting.fit import (
    NEPERS_PER_DECIBAN,
    fit,
    likelihood,
    source_weights,
    totals,
)
from advisor.outcomes.metrics import Forecast


@dataclass(frozen=True)
class Chosen:
    """Forecasts by rules chosen without the source they judge; how many folds left each out."""

    forecasts: tuple[Forecast, ...]
    left_out: Mapping[str, int]


def chosen_anew(built: Design) -> Chosen:
    """Judge every case by rules that an ablation chose without its source.

    Each fold begins with every rule of the design and takes away whichever lowers the log loss of
    the other sources most, until none does.
    """
    found = np.zeros((len(built.cases), len(OPTIONS)))
    gone: Counter[str] = Counter()
    for fold in folds(len(built.sources)):
        out = left_out(built, fold)
        hurting = _hurting(built, ~out)
        gone.update(np.array(built.rules)[hurting].tolist())
        found[out] = predicted(built, fit(built, ~out, 0.0, gone=hurting))[out]
    return Chosen(tuple(forecasts(built, found)), dict(sorted(gone.items())))


def unretired(base: KnowledgeBase) -> KnowledgeBase:
    """Return the knowledge with its retired rules about quality in force again.

    What was retired is what an ablation could have chosen otherwise.
    """
    rules = {
        name: rule.model_copy(update={"status": "reviewed"})
        if rule.status == "retired" and base.groups[rule.group].about == "quality"
        else rule
        for name, rule in base.rules.items()
    }
    return replace(base, rules=rules)


def _hurting(built: Design, train: Mask) -> Mask:
    """Return which rules to take away, one by one, to lower the training loss."""
    weights = source_weights(built.outcomes, train)
    weights /= weights.sum()

    def loss(gone: Mask) -> float:
        decibans = totals(built, np.where(gone, 0.0, 1.0))
        return likelihood(built.outcomes, NEPERS_PER_DECIBAN * decibans, weights)[0]

    gone = np.zeros(len(built.rules), dtype=bool)
    lowest = loss(gone)
    while True:
        tries = {place: loss(_with(gone, place)) for place in np.flatnonzero(~gone).tolist()}
        best = min(tries, key=tries.__getitem__, default=None)
        if best is None or tries[best] > lowest - NOTHING:
            return gone
        gone, lowest = _with(gone, best), tries[best]


def _with(gone: Mask, place: int) -> Mask:
    found = gone.copy()
    found[place] = True
    return found
