"""Cases as matrices: which rules fire where, what counts as right; it fits nothing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge.base import KnowledgeBase
from advisor.outcomes.ablation import exercised_rules
from advisor.outcomes.cases import OPTIONS, TUNED, Asked, Published, by_source
from advisor.outcomes.judging import Judged, judge_all

Matrix = NDArray[np.float64]
Mask = NDArray[np.bool_]
Places = NDArray[np.intp]
Weights = Mapping[str, Mapping[str, float]]

FEWEST_SOURCES = 3  # a rule that fewer sources exercise keeps its weight


@dataclass(frozen=True)
class Outcomes:
    """What is compared and what was acceptable, as sums over the three options.

    The folded probability of success is (right·e) / (all·e) with e = free·exp(κ·S).
    """

    right: Matrix
    all: Matrix
    free: Matrix
    source: Places
    failed: Mask


@dataclass(frozen=True)
class Firings:
    """Every firing of a rule in a case, those of one case and group in a row.

    A run is such a row: it starts at `starts`, belongs to the case `case` and is clipped to `cap`;
    `heads` are the first runs of those cases, `cases`, in which anything fires.
    """

    rule: Places
    parts: Matrix
    run: Places
    starts: Places
    case: Places
    cap: Matrix
    heads: Places
    cases: Places


@dataclass(frozen=True)
class Design:
    """The cases, and the rules about quality that fire in any of them.

    `tells` are the cases in which a rule moves one compared option against another; `largest` is
    the scale at which a rule reaches the spread its grade allows.
    """

    cases: tuple[Published, ...]
    outcomes: Outcomes
    rules: tuple[str, ...]
    weights: Matrix
    firings: Firings
    tells: Matrix
    largest: Matrix
    prior: Matrix
    sources: tuple[str, ...]

    def with_outcomes(self, cases: Sequence[Published]) -> Design:
        """Return this design with other outcomes for the same questions."""
        told = _outcomes(cases, self.outcomes.free, self.outcomes.failed, self.outcomes.source)
        return replace(self, cases=tuple(cases), outcomes=told)

    def fitted_rules(self, train: Mask) -> Mask:
        """Return which rules enough of the training sources exercise."""
        source = self.outcomes.source
        found = [
            len(set(source[(self.tells[:, place] > 0) & train])) >= FEWEST_SOURCES
            for place in range(len(self.rules))
        ]
        return np.array(found, dtype=bool)


def design(
    base: KnowledgeBase, cases: Sequence[Published], day: date, authors: Weights | None = None
) -> Design:
    """Return the cases as matrices; `authors` replace weights of the knowledge, by rule."""
    asked = [case.asked for case in cases]
    judged = judge_all(base, asked, day)
    fired = {rule for said in judged for rule in said.effects}
    rules = sorted(fired, key=lambda rule: (base.rules[rule].group, rule))
    weigh = {**base.weights, **(authors or {})}
    sources = tuple(by_source(cases))
    free = np.array(
        [[float(not said.blocked.get(option)) for option in OPTIONS] for said in judged]
    )
    failed = np.array([bool(said.failure) for said in judged])
    source = np.array([sources.index(one.source) for one in asked])
    weights = np.array([[weigh[rule][option] for option in OPTIONS] for rule in rules])
    return Design(
        cases=tuple(cases),
        outcomes=_outcomes(cases, free, failed, source),
        rules=tuple(rules),
        weights=weights,
        firings=_firings(base, judged, rules, weights),
        tells=_tells(asked, judged, rules),
        largest=np.array([_largest(base, rule, weigh[rule]) for rule in rules]),
        prior=np.array([float(base.options[option].prior_db) for option in OPTIONS]),
        sources=sources,
    )


def _outcomes(cases: Sequence[Published], free: Matrix, failed: Mask, source: Places) -> Outcomes:
    right = np.array([_reading(case.asked, case.outcome.acceptable) for case in cases])
    everything = np.array([_reading(case.asked, case.asked.compared) for case in cases])
    return Outcomes(right=right, all=everything, free=free, source=source, failed=failed)


def _reading(asked: Asked, kept: Sequence[str]) -> list[float]:
    """Return which of the three probabilities count for these options, folded."""
    counted = set(kept)
    if asked.folds and counted & set(TUNED):
        counted |= set(TUNED)
    return [float(option in counted) for option in OPTIONS]


def _firings(
    base: KnowledgeBase, judged: Sequence[Judged], rules: Sequence[str], weights: Matrix
) -> Firings:
    found = [
        (case, base.rules[rule].group, place)
        for case, said in enumerate(judged)
        for place, rule in enumerate(rules)
        if rule in said.effects
    ]
    runs = list(dict.fromkeys((case, group) for case, group, _ in found))
    of_firing = [(case, group) for case, group, _ in found]
    order = {run: place for place, run in enumerate(runs)}
    of_run = [case for case, _ in runs]
    heard = list(dict.fromkeys(of_run))
    rule = _places(place for _, _, place in found)
    return Firings(
        rule=rule,
        parts=weights[rule],
        run=_places(order[run] for run in of_firing),
        starts=_places(of_firing.index(run) for run in runs),
        case=_places(of_run),
        cap=np.array([[float(base.groups[group].cap_db)] for _, group in runs]),
        heads=_places(of_run.index(case) for case in heard),
        cases=_places(heard),
    )


def _places(found: Iterable[int]) -> Places:
    return np.array(list(found), dtype=np.intp)


def _tells(asked: Sequence[Asked], judged: Sequence[Judged], rules: Sequence[str]) -> Matrix:
    exercised = exercised_rules(asked, judged)
    found = np.zeros((len(asked), len(rules)))
    for place, rule in enumerate(rules):
        found[exercised.get(rule, []), place] = 1.0
    return found


def _largest(base: KnowledgeBase, rule: str, weight: Mapping[str, float]) -> float:
    spread = max(weight.values()) - min(weight.values())
    bound = float(base.judgement.grade_spread_db[base.rules[rule].grade])
    return max(1.0, bound / spread) if spread > 0 else math.inf
