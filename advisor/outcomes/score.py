"""The advisor scored on published outcomes, beside what others would have said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.guides import Guide
from advisor.knowledge.entries.settings import Calibration
from advisor.outcomes.cases import Published, by_source
from advisor.outcomes.judging import Judged, judge_all
from advisor.outcomes.metrics import (
    FIGURES,
    Forecast,
    figures,
    marks_of,
    values,
    within_sources,
)
from advisor.outcomes.reading import READINGS, Mark, carried_by, tells_apart
from advisor.outcomes.reliability import Reliability, reliability
from advisor.outcomes.resampling import Estimate, estimate, share_ahead
from advisor.outcomes.rivals import Rival, baselines, guide_rivals

MOST_RULES_TOLD = 5
# Policies that name an option without a probability have no log loss worth telling.
RIVAL_FIGURES = tuple(name for name in FIGURES if name not in {"log_loss", "brier"})
Figures = Mapping[str, Estimate | None]


@dataclass(frozen=True)
class Missed:
    """A case whose choice was not right, or right only as a tie, with what carried it."""

    id: str
    source: str
    compared: tuple[str, ...]
    chosen: tuple[str, ...]
    acceptable: tuple[str, ...]
    confidence: float
    right: float
    regret: float | None
    carried_by: tuple[tuple[str, float], ...]
    failure: str


@dataclass(frozen=True)
class RivalScore:
    """Another policy on the same cases; `ahead` is the share of resamples in which we lead it."""

    id: str
    title: str
    kind: str
    note: str
    figures: Figures
    coverage: Estimate | None
    ahead: float


@dataclass(frozen=True)
class Score:
    """Everything that is told of the advisor on these cases; `readings` are folded first."""

    day: date
    version: str
    digest: str
    temperature: float
    cases: int
    sources: int
    decisive: int
    failed: int
    readings: Mapping[str, Figures]
    coverage: Estimate | None
    reliability: Reliability
    missed: tuple[Missed, ...]
    rivals: tuple[RivalScore, ...]
    fitted: Calibration


def score(
    base: KnowledgeBase,
    cases: Sequence[Published],
    day: date,
    guides: Mapping[str, Guide] | None = None,
) -> Score:
    """Judge every case blind, then hold the judgements against the outcomes."""
    judged = judge_all(base, [case.asked for case in cases], day)
    told = forecasts_of(judged)
    marks = {reading: marks_of(cases, told, reading) for reading in READINGS}
    rivals = [*baselines(cases), *guide_rivals(base, guides or {}, cases, day)]
    return Score(
        day=day,
        version=base.version,
        digest=base.digest,
        temperature=base.calibration.temperature,
        cases=len(cases),
        sources=len(by_source(cases)),
        decisive=sum(case.decisive for case in cases),
        failed=sum(forecast is None for forecast in told),
        readings={reading: figures(cases, marks[reading]) for reading in READINGS},
        coverage=_coverage(cases, [_speaks(c, j) for c, j in zip(cases, judged, strict=True)]),
        reliability=reliability(cases, marks["folded"]),
        missed=tuple(_missed(cases, judged, marks["folded"])),
        rivals=tuple(_rival_score(cases, marks["folded"], rival) for rival in rivals),
        fitted=base.calibration,
    )


def forecasts_of(judged: Sequence[Judged]) -> list[Forecast]:
    """Return the probabilities of each judgement, None where the advisor failed."""
    return [None if one.failure else one.probabilities for one in judged]


def _speaks(case: Published, judged: Judged) -> bool:
    return any(tells_apart(case.asked, effect) for effect in judged.effects.values())


def _coverage(cases: Sequence[Published], covered: Sequence[bool]) -> Estimate | None:
    sources = by_source(cases)
    shares = {key: [float(covered[place]) for place in places] for key, places in sources.items()}
    return estimate(shares, list(sources))


def _missed(
    cases: Sequence[Published], judged: Sequence[Judged], marks: Sequence[Mark]
) -> list[Missed]:
    found = []
    for case, said, mark in zip(cases, judged, marks, strict=True):
        if mark.right < 1:
            wrong = [one for one in mark.chosen if one not in case.outcome.acceptable]
            rules = carried_by(case.asked, case.outcome, wrong[0], said.effects) if wrong else []
            found.append(
                Missed(
                    id=case.asked.id,
                    source=case.asked.source,
                    compared=case.asked.compared,
                    chosen=mark.chosen,
                    acceptable=case.outcome.acceptable,
                    confidence=mark.confidence,
                    right=mark.right,
                    regret=mark.regret,
                    carried_by=tuple(rules[:MOST_RULES_TOLD]),
                    failure=said.failure,
                )
            )
    return sorted(found, key=lambda one: (-one.confidence, one.id))


def _rival_score(cases: Sequence[Published], ours: Sequence[Mark], rival: Rival) -> RivalScore:
    marks = marks_of(cases, rival.forecasts, "folded")
    sources = list(by_source(cases))
    return RivalScore(
        id=rival.id,
        title=rival.title,
        kind=rival.kind,
        note=rival.note,
        figures={name: estimate(values(cases, marks, name), sources) for name in RIVAL_FIGURES},
        coverage=_coverage(cases, rival.covered),
        ahead=share_ahead(within_sources(cases, ours), within_sources(cases, marks)),
    )
