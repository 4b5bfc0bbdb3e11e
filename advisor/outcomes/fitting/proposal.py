"""The proposal: weights and temperature, and how they did on sources they had not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.guides import Guide
from advisor.outcomes.cases import OPTIONS, Published
from advisor.outcomes.fitting.choosing import chosen_anew, unretired
from advisor.outcomes.fitting.crossval import (
    TAUS,
    choose,
    fitter,
    folds,
    forecasts,
    left_out,
    nested,
    predicted,
)
from advisor.outcomes.fitting.design import Design, design
from advisor.outcomes.fitting.fit import COOLEST, HOTTEST, Fit, fit, totals
from advisor.outcomes.fitting.logistic import logistic
from advisor.outcomes.fitting.permuting import Permuted, permuted
from advisor.outcomes.fitting.rounding import at_bound, rounded
from advisor.outcomes.metrics import Forecast, figures, marks_of, within_sources
from advisor.outcomes.reliability import Reliability, reliability
from advisor.outcomes.resampling import share_ahead
from advisor.outcomes.rivals import baselines, guide_rivals
from advisor.outcomes.score import Figures

ByOption = Mapping[str, float]


@dataclass(frozen=True)
class Change:
    """What is proposed for one rule; `held` where too few sources exercise it to move it."""

    rule: str
    grade: str
    group: str
    cases: int
    sources: int
    now: ByOption
    authors: ByOption
    proposed: ByOption
    scale: float
    held: bool
    bound: str


@dataclass(frozen=True)
class Column:
    """One way to judge, on every case without its source where anything was fitted."""

    id: str
    title: str
    figures: Figures
    reliability: Reliability


@dataclass(frozen=True)
class Proposal:
    """Weights, the temperature, and the cross-validated figures; nothing is written yet.

    The error is that of the temperature left free; the one proposed never sharpens.
    `chosen_away` tells in how many folds each rule was left out where the rules are chosen anew.
    """

    day: date
    cases: int
    sources: int
    kinds: Mapping[str, int]
    prior_width: float
    temperature: float
    free_temperature: float
    temperature_error: float
    largest_lead_db: float
    changes: tuple[Change, ...]
    columns: tuple[Column, ...]
    chosen_away: Mapping[str, int]
    ahead: Mapping[str, float]
    permuted: Permuted | None


def propose(
    base: KnowledgeBase,
    cases: Sequence[Published],
    day: date,
    guides: Mapping[str, Guide] | None = None,
    permutations: int = 0,
) -> Proposal:
    """Fit weights and temperature, and judge the fit by sources left out."""
    built = design(base, cases, day, authors_weights(base))
    every = design(unretired(base), cases, day, authors_weights(base))
    if not built.rules:
        raise AdvisorError("no rule about quality fires on any case", "see: knowledge score")
    held = nested(built, fitter(built), partial(predicted, built), TAUS)
    chosen = chosen_anew(every)
    everything = np.ones(len(cases), dtype=bool)
    width = choose(built, fitter(built), partial(predicted, built), TAUS, everything)
    changes = tuple(_changes(base, built, fit(built, everything, width)))
    written = design(base, cases, day, {one.rule: one.proposed for one in changes})
    free, error = _free_temperature(written)
    return Proposal(
        day=day,
        cases=len(cases),
        sources=len(built.sources),
        kinds=dict(_kinds(cases).most_common()),
        prior_width=width,
        temperature=max(COOLEST, free),
        free_temperature=free,
        temperature_error=error,
        largest_lead_db=_largest_lead(written),
        changes=changes,
        columns=tuple(_columns(base, built, held.forecasts, chosen.forecasts)),
        chosen_away=chosen.left_out,
        ahead=_ahead(base, built, chosen.forecasts, guides or {}, day),
        permuted=permuted(built, every, permutations) if permutations else None,
    )


def _kinds(cases: Sequence[Published]) -> Counter[str]:
    told = (case.asked.answers.get("task.kind") for case in cases)
    return Counter(kind for kind in told if isinstance(kind, str))


def authors_weights(base: KnowledgeBase) -> dict[str, ByOption]:
    """Return the weights before any fit; a rule weighed by hand since then keeps its own."""
    return {
        one.rule: one.authors.by_option
        for one in base.calibration.weight
        if one.rule in base.rules and base.rules[one.rule].weight == one.fitted
    }


def _changes(base: KnowledgeBase, built: Design, found: Fit) -> list[Change]:
    movable = built.fitted_rules(np.ones(len(built.cases), dtype=bool))
    changes = []
    for place, name in enumerate(built.rules):
        rule = base.rules[name]
        bound = float(base.judgement.grade_spread_db[rule.grade])
        authors = dict(zip(OPTIONS, map(float, built.weights[place]), strict=True))
        scale = float(found.scales[place])
        told = built.tells[:, place] > 0
        changes.append(
            Change(
                rule=name,
                grade=rule.grade,
                group=rule.group,
                cases=int(told.sum()),
                sources=len(set(built.outcomes.source[told])),
                now=base.weights[name],
                authors=authors,
                proposed=authors if scale == 1 else rounded(authors, scale, bound),
                scale=scale,
                held=not movable[place],
                bound=at_bound(authors, scale, bound),
            )
        )
    return changes


def _free_temperature(written: Design) -> tuple[float, float]:
    """Return the temperature were it free to sharpen, and its error by jackknife over sources."""
    everything = np.ones(len(written.cases), dtype=bool)
    count = len(written.sources)
    free = partial(fit, written, tau=0.0, coolest=1 / HOTTEST)
    without = np.array([free(~left_out(written, fold)).temperature for fold in folds(count)])
    error = np.sqrt((count - 1) / count * ((without - without.mean()) ** 2).sum())
    return free(everything).temperature, float(error)


def _largest_lead(written: Design) -> float:
    whole = totals(written, np.ones(len(written.rules)))
    free = np.where(written.outcomes.free > 0, whole, -np.inf)
    ordered = np.sort(free, axis=1)
    leads = ordered[:, -1] - ordered[:, -2]
    return float(leads[np.isfinite(leads)].max(initial=0.0))


def _columns(
    base: KnowledgeBase, built: Design, fitted: Sequence[Forecast], chosen: Sequence[Forecast]
) -> list[Column]:
    plain = forecasts(built, predicted(built, Fit(np.ones(len(built.rules)), 1.0)))
    warmed = nested(built, fitter(built), partial(predicted, built), (0.0,))
    told = {
        "authors": ("authors' weights, T = 1", plain),
        "temperature": ("authors' weights, T fitted", warmed.forecasts),
        "fitted": ("weights and T fitted", fitted),
        "chosen": ("rules chosen anew", chosen),
        "logistic": ("logistic regression", logistic(base, built).forecasts),
    }
    return [_column(built, name, title, found) for name, (title, found) in told.items()]


def _column(built: Design, name: str, title: str, told: Sequence[Forecast]) -> Column:
    marks = marks_of(built.cases, told, "folded")
    return Column(name, title, figures(built.cases, marks), reliability(built.cases, marks))


def _ahead(
    base: KnowledgeBase,
    built: Design,
    chosen: Sequence[Forecast],
    guides: Mapping[str, Guide],
    day: date,
) -> dict[str, float]:
    ours = within_sources(built.cases, marks_of(built.cases, chosen, "folded"))
    rivals = [*baselines(built.cases), *guide_rivals(base, guides, built.cases, day)]
    found = {}
    for rival in rivals:
        marks = marks_of(built.cases, rival.forecasts, "folded")
        found[rival.id] = share_ahead(ours, within_sources(built.cases, marks))
    return found
