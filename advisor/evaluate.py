"""The judge: weights, groups and gates become a verdict that contains its own trace.

Pure: no clock, no file, no randomness, no dependence on the order of rules or answers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings
from advisor.knowledge.entries.judging import GRADES, Grade

ByOption = Mapping[str, float]
# With these grades and better ones; O counts as better than A.
CERTAINTY: dict[Grade, str] = {"A": "high", "B": "moderate", "C": "low"}


@dataclass(frozen=True)
class RuleTrace:
    """A rule that fired, with its effect per option in decibans after its group's cap."""

    id: str
    effect_db: ByOption

    @property
    def spread_db(self) -> float:
        """How much the rule tells the options apart, in decibans."""
        return max(self.effect_db.values()) - min(self.effect_db.values())


@dataclass(frozen=True)
class OptionVerdict:
    """What was found for one option; `evidence_db` is centred over the three, prior included."""

    id: str
    probability: float
    quality_probability: float
    total_db: float
    evidence_db: float
    prior_db: float
    blocked_by: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """The recommendation with its trace; `options` and `fired` stand strongest first.

    `truths` tells of every reviewed entry whether it holds, `unknown` names those that cannot tell.
    """

    options: tuple[OptionVerdict, ...]
    strength: str
    certainty: str
    fired: tuple[RuleTrace, ...]
    unknown: tuple[str, ...]
    truths: Mapping[str, bool | None]

    @property
    def recommendation(self) -> str:
        """The id of the recommended option."""
        return self.options[0].id

    @property
    def lead_db(self) -> float:
        """How far the leader is ahead of the next option that is not blocked, in decibans."""
        rivals = [option for option in self.options[1:] if not option.blocked_by]
        return self.options[0].total_db - rivals[0].total_db if rivals else math.inf


@dataclass(frozen=True)
class _Sums:
    """Totals per option, prior included, and by how much each group's cap scaled its effects."""

    totals: dict[str, float]
    scale: dict[tuple[str, str], float]


def evaluate(base: KnowledgeBase, readings: Readings) -> Verdict:
    """Judge what is known.

    `readings` are answers and derived facts by id; an absent id is unknown.
    Formulas: docs/METHOD.md.
    """
    truths = {name: holds(readings) for name, holds in base.holds.items()}
    fired = [name for name, truth in truths.items() if truth and name in base.rules]
    blocked = _blocked(base, truths)
    sums = _sums(base, fired)
    quality = quality_totals(base, fired)
    ranked = ranked_options(base, sums.totals, blocked)
    return Verdict(
        options=tuple(_options(base, ranked, sums.totals, quality, blocked)),
        strength=_strength(base, ranked, sums.totals, blocked),
        certainty=_certainty(base, fired, blocked, ranked[0]),
        fired=_traces(base, fired, sums),
        unknown=tuple(name for name, truth in truths.items() if truth is None),
        truths=truths,
    )


def recommended(base: KnowledgeBase, readings: Readings) -> str:
    """Return the option alone that `evaluate` would recommend, without working out its trace."""
    truths = {name: base.holds[name](readings) for name in base.weighing}
    fired = [name for name, truth in truths.items() if truth and name in base.rules]
    blocked = _blocked(base, truths)
    free = [option for option in base.options if not blocked[option]] or list(base.options)
    return leading(base, _sums(base, fired).totals, free)


def quality_totals(base: KnowledgeBase, fired: Sequence[str]) -> dict[str, float]:
    """Return the decibans per option, prior included, of those rules that are about quality."""
    return _sums(base, [name for name in fired if _about(base, name) == "quality"]).totals


def _about(base: KnowledgeBase, rule: str) -> str:
    return base.groups[base.group_of[rule]].about


def _blocked(base: KnowledgeBase, truths: Mapping[str, bool | None]) -> dict[str, tuple[str, ...]]:
    blocking: dict[str, list[str]] = {option: [] for option in base.options}
    for slug, gate in sorted(base.gates.items()):
        if truths.get(f"gates/{slug}"):
            for option in gate.forbid.options:
                blocking[option].append(f"gates/{slug}")
    return {option: tuple(gates) for option, gates in blocking.items()}


def _sums(base: KnowledgeBase, fired: Sequence[str]) -> _Sums:
    groups: dict[str, list[ByOption]] = {}
    for name in fired:
        groups.setdefault(base.group_of[name], []).append(base.weights[name])
    totals = {name: [float(option.prior_db)] for name, option in base.options.items()}
    scale = {}
    for group, rules in groups.items():
        cap, (first, *others) = base.caps[group], rules
        for option, parts in totals.items():
            total = math.fsum([row[option] for row in rules]) if others else first[option]
            factor = cap / abs(total) if abs(total) > cap else 1.0
            scale[group, option] = factor
            parts.append(total * factor)
    return _Sums({option: math.fsum(parts) for option, parts in totals.items()}, scale)


def ranked_options(
    base: KnowledgeBase, totals: Mapping[str, float], blocked: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Return the options best first, those that are not blocked before the others.

    Within the tolerance of a tie the option that is easier to undo comes first.
    """
    left, ranked = list(base.options), []
    while left:
        free = [option for option in left if not blocked[option]] or left
        chosen = leading(base, totals, free)
        ranked.append(chosen)
        left.remove(chosen)
    return ranked


def leading(base: KnowledgeBase, totals: Mapping[str, float], free: Sequence[str]) -> str:
    """Return the best of some options; within the tolerance of a tie, the first of them."""
    least = max(totals[option] for option in free) - base.judgement.ties.tolerance_db
    return next(option for option in free if totals[option] >= least)


def probabilities(
    totals: Mapping[str, float], free: Sequence[str], temperature: float
) -> dict[str, float]:
    """Return p(i) = 10^(S(i)/(10·T)) / Σ over the free options, 0 for the others.

    `totals` are decibans; the figures sum to 1 where any option is free.
    """
    best = max((totals[option] for option in free), default=0.0)
    odds = {option: 10 ** ((totals[option] - best) / (10 * temperature)) for option in free}
    whole = math.fsum(odds.values())
    return {option: odds[option] / whole if option in odds else 0.0 for option in totals}


def _options(
    base: KnowledgeBase,
    ranked: Sequence[str],
    totals: Mapping[str, float],
    quality: Mapping[str, float],
    blocked: Mapping[str, tuple[str, ...]],
) -> Iterator[OptionVerdict]:
    free = [option for option in base.options if not blocked[option]]
    temperature = base.calibration.temperature
    overall = probabilities(totals, free, temperature)
    by_quality = probabilities(quality, free, temperature)
    centre = math.fsum(totals.values()) / len(totals)
    for option in ranked:
        yield OptionVerdict(
            id=option,
            probability=overall[option],
            quality_probability=by_quality[option],
            total_db=totals[option],
            evidence_db=totals[option] - centre,
            prior_db=float(base.options[option].prior_db),
            blocked_by=blocked[option],
        )


def _lead(
    ranked: Sequence[str], totals: Mapping[str, float], blocked: Mapping[str, tuple[str, ...]]
) -> float:
    rivals = [option for option in ranked[1:] if not blocked[option]]
    return totals[ranked[0]] - totals[rivals[0]] if rivals else math.inf


def _strength(
    base: KnowledgeBase,
    ranked: Sequence[str],
    totals: Mapping[str, float],
    blocked: Mapping[str, tuple[str, ...]],
) -> str:
    lead = _lead(ranked, totals, blocked)
    limits, temperature = base.judgement.strength_odds, base.calibration.temperature
    # Decibans are compared, not odds, so that a very large lead cannot overflow.
    for name, odds in (("recommend", limits.recommend), ("suggest", limits.suggest)):
        if lead >= 10 * temperature * math.log10(odds):
            return name
    return "toss_up"


def _certainty(
    base: KnowledgeBase,
    fired: Sequence[str],
    blocked: Mapping[str, tuple[str, ...]],
    recommended: str,
) -> str:
    """Tell how good the evidence must be to give the same recommendation without the rest.

    A grade that fired no rule, or leaves a tie, gives no recommendation of its own.
    """
    before: list[str] = []
    for grade, certainty in CERTAINTY.items():
        enough = GRADES[: GRADES.index(grade) + 1]
        kept = [name for name in fired if base.rules[name].grade in enough]
        if kept == before:
            continue
        before = kept
        totals = _sums(base, kept).totals
        ranked = ranked_options(base, totals, blocked)
        tied = _lead(ranked, totals, blocked) <= base.judgement.ties.tolerance_db
        if ranked[0] == recommended and not tied:
            return certainty
    return "very_low"


def _traces(base: KnowledgeBase, fired: Sequence[str], sums: _Sums) -> tuple[RuleTrace, ...]:
    traces = []
    for name in fired:
        group = base.group_of[name]
        effects = {
            option: weight * sums.scale[group, option]
            for option, weight in base.weights[name].items()
        }
        traces.append(RuleTrace(name, effects))
    return tuple(sorted(traces, key=lambda trace: (-trace.spread_db, trace.id)))
