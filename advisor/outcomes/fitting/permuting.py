"""Outcomes dealt out anew within each kind of contest: what the machinery finds in noise."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from advisor.outcomes.cases import Published
from advisor.outcomes.fitting.choosing import chosen_anew
from advisor.outcomes.fitting.crossval import TAUS, fitter, nested, predicted
from advisor.outcomes.fitting.design import Design
from advisor.outcomes.metrics import Forecast, figure_of, marks_of
from advisor.outcomes.resampling import SEED
from advisor.outcomes.rivals import always

OUTER_FOLDS = 10


@dataclass(frozen=True)
class Permuted:
    """The folded share of right choices on permuted outcomes, beside the best constant policy.

    `chosen` is that of rules chosen anew; each figure is a mean over the permutations.
    """

    times: int
    accuracy: float
    chosen: float
    constant: float


def permuted(design: Design, every: Design, times: int) -> Permuted:
    """Permute the outcomes and fit everything again, `times` over.

    `every` is the design of all rules that there are to choose from.
    """
    chance = random.Random(SEED)
    fitted, chosen, constant = [], [], []
    for _ in range(times):
        dealt = _dealt(design.cases, chance)
        other = design.with_outcomes(dealt)
        held = nested(other, fitter(other), partial(predicted, other), TAUS, OUTER_FOLDS)
        fitted.append(_accuracy(other, held.forecasts))
        chosen.append(_accuracy(other, chosen_anew(every.with_outcomes(dealt)).forecasts))
        constant.append(max(_accuracy(other, told) for _, told in always(other.cases).values()))
    return Permuted(times, *(sum(found) / times for found in (fitted, chosen, constant)))


def _dealt(cases: Sequence[Published], chance: random.Random) -> list[Published]:
    contests: dict[tuple[str, ...], list[int]] = {}
    for place, case in enumerate(cases):
        contests.setdefault(case.asked.compared, []).append(place)
    dealt = list(cases)
    for places in contests.values():
        order = chance.sample(places, k=len(places))
        for place, other in zip(places, order, strict=True):
            dealt[place] = replace(cases[place], outcome=cases[other].outcome)
    return dealt


def _accuracy(design: Design, told: Sequence[Forecast]) -> float:
    return figure_of(design.cases, marks_of(design.cases, told, "folded"), "accuracy")
