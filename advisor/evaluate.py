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
# Decibans in the order of the options.
Row = tuple[float, ...]
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
class _Groups:
    """What each group adds after its cap; of those it clipped, by which factor per option."""

    sums: dict[str, Row]
    factors: dict[str, Row]


def evaluate(base: KnowledgeBase, readings: Readings) -> Verdict:
    """Judge what is known.

    `readings` are answers and derived facts by id; an absent id is unknown.
    Formulas: docs/METHOD.md.
    """
    truths = {name: holds(readings) for name, holds in base.holds.items()}
    fired = [name for name, truth in truths.items() if truth and name in base.rules]
    blocked = _blocked(base, truths)
    groups = _grouped(base, fired)
    totals = _totals(base, groups)
    quality = _totals(base, groups, about="quality")
    ranked = ranked_options(base, totals, blocked)
    return Verdict(
        options=tuple(_options(base, ranked, totals, quality, blocked)),
        strength=_strength(base, ranked, totals, blocked),
        certainty=_certainty(base, fired, blocked, ranked[0]),
        fired=_traces(base, fired, groups),
        unknown=tuple(name for name, truth in truths.items() if truth is None),
        truths=truths,
    )


def recommended(base: KnowledgeBase, readings: Readings) -> str:
    """Return the option alone that `evaluate` would recommend, without working out its trace."""
    truths = {name: base.holds[name](readings) for name in base.weighing}
    fired = [name for name, truth in truths.items() if truth and name in base.rules]
    blocked = _blocked(base, truths)
    free = [option for option in base.options if not blocked[option]] or list(base.options)
    return leading(base, totals_of(base, fired), free)


def totals_of(base: KnowledgeBase, fired: Sequence[str]) -> dict[str, float]:
    """Return the decibans per option, prior included, of some rules."""
    return _totals(base, _grouped(base, fired))


def quality_totals(base: KnowledgeBase, fired: Sequence[str]) -> dict[str, float]:
    """Return the decibans per option, prior included, of those rules that are about quality."""
    return _totals(base, _grouped(base, fired), about="quality")


def _blocked(base: KnowledgeBase, truths: Mapping[str, bool | None]) -> dict[str, tuple[str, ...]]:
    blocking: dict[str, list[str]] = {option: [] for option in base.options}
    for slug, gate in sorted(base.gates.items()):
        if truths.get(f"gates/{slug}"):
            for option in gate.forbid.options:
                blocking[option].append(f"gates/{slug}")
    return {option: tuple(gates) for option, gates in blocking.items()}


def _grouped(base: KnowledgeBase, fired: Sequence[str]) -> _Groups:
    """Add up the rules of each group, and clip each sum to its cap."""
    members: dict[str, list[Row]] = {}
    for name in fired:
        members.setdefault(base.group_of[name], []).append(base.rows[name])
    sums: dict[str, Row] = {}
    factors: dict[str, Row] = {}
    for group, (first, *others) in members.items():
        cap = base.caps[group]
        row = first
        if others:
            row = tuple([math.fsum(column) for column in zip(first, *others, strict=True)])
        if max(row) > cap or min(row) < -cap:
            scale = tuple([cap / abs(total) if abs(total) > cap else 1.0 for total in row])
            row = tuple([total * factor for total, factor in zip(row, scale, strict=True)])
            factors[group] = scale
        sums[group] = row
    return _Groups(sums, factors)


def _totals(base: KnowledgeBase, groups: _Groups, about: str = "") -> dict[str, float]:
    """Return the decibans per option, prior included, of the groups about one thing, or of all."""
    rows = [
        row for group, row in groups.sums.items() if not about or base.groups[group].about == about
    ]
    columns = zip(base.priors, *rows, strict=True)
    return dict(zip(base.options, [math.fsum(column) for column in columns], strict=True))


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
    least = max([totals[option] for option in free]) - base.judgement.ties.tolerance_db
    for option in free:
        if totals[option] >= least:
            return option
    raise ValueError("no options")


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
        kept = [name for name in fired if base.grade_of[name] in enough]
        if kept == before:
            continue
        before = kept
        totals = totals_of(base, kept)
        ranked = ranked_options(base, totals, blocked)
        tied = _lead(ranked, totals, blocked) <= base.judgement.ties.tolerance_db
        if ranked[0] == recommended and not tied:
            return certainty
    return "very_low"


def _traces(base: KnowledgeBase, fired: Sequence[str], groups: _Groups) -> tuple[RuleTrace, ...]:
    traces = [
        RuleTrace(name, _effects(base, name, groups.factors.get(base.group_of[name])))
        for name in fired
    ]
    return tuple(sorted(traces, key=lambda trace: (-trace.spread_db, trace.id)))


def _effects(base: KnowledgeBase, name: str, factors: Row | None) -> ByOption:
    weights = base.weights[name]
    if factors is None:
        return weights
    scale = dict(zip(base.options, factors, strict=True))
    return {option: weight * scale[option] for option, weight in weights.items()}
