"""What each rule, group and question is worth: the score without it, at the weights as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from advisor.evaluate import probabilities, quality_totals
from advisor.knowledge.base import KnowledgeBase
from advisor.outcomes.cases import Asked, Published
from advisor.outcomes.judging import Judged, judge_all
from advisor.outcomes.metrics import Forecast, figure_of, marks_of
from advisor.outcomes.reading import tells_apart
from advisor.outcomes.score import forecasts_of

SCHEMA = "advisor-ablation/1"
# Changes below this are noise of rounding, not a finding.
NOTHING = 5e-4


@dataclass(frozen=True)
class Worth:
    """One thing taken away: how much is lost (positive) or gained (negative) without it.

    `held_out` is the change of the cross-validated log loss, where that was worked out.
    """

    kind: str
    id: str
    cases: int
    sources: int
    accuracy_lost: float
    log_loss_added: float
    held_out: float | None = None

    @property
    def hurts(self) -> bool:
        """Whether the score is better without it."""
        added = self.log_loss_added if self.held_out is None else self.held_out
        return added < -NOTHING


@dataclass(frozen=True)
class Ablation:
    """The worth of everything that any case exercises, and the rules that none does."""

    accuracy: float
    log_loss: float
    worth: tuple[Worth, ...]
    never: tuple[str, ...]
    undecided: tuple[str, ...]


def ablate(base: KnowledgeBase, cases: Sequence[Published], day: date) -> Ablation:
    """Take away each rule, group and question in turn."""
    asked = [case.asked for case in cases]
    judged = judge_all(base, asked, day)
    whole = _figures(cases, forecasts_of(judged))
    exercised = exercised_rules(asked, judged)
    found = [
        *_rules(base, cases, judged, exercised, whole),
        *_groups(base, cases, judged, exercised, whole),
        *_questions(base, cases, day, whole),
    ]
    reviewed = [name for name, rule in base.rules.items() if rule.status == "reviewed"]
    quality = [name for name in reviewed if base.groups[base.rules[name].group].about == "quality"]
    return Ablation(
        accuracy=whole[0],
        log_loss=whole[1],
        worth=tuple(sorted(found, key=lambda one: (one.kind, -one.log_loss_added, one.id))),
        never=tuple(name for name in quality if name not in exercised),
        undecided=tuple(name for name in reviewed if name not in quality),
    )


def exercised_rules(asked: Sequence[Asked], judged: Sequence[Judged]) -> dict[str, list[int]]:
    """Return the places of the cases in which each rule tells the compared options apart."""
    found: dict[str, list[int]] = {}
    for place, (one, said) in enumerate(zip(asked, judged, strict=True)):
        for rule, effect in said.effects.items():
            if tells_apart(one, effect):
                found.setdefault(rule, []).append(place)
    return found


def _figures(cases: Sequence[Published], told: Sequence[Forecast]) -> tuple[float, float]:
    marks = marks_of(cases, told, "folded")
    return figure_of(cases, marks, "accuracy"), figure_of(cases, marks, "log_loss")


def _without(base: KnowledgeBase, said: Judged, gone: frozenset[str]) -> Forecast:
    """Return the forecast of a case with some rules taken away."""
    if said.failure:
        return None
    if gone.isdisjoint(said.effects):
        return said.probabilities
    totals = quality_totals(base, [rule for rule in said.effects if rule not in gone])
    free = [option for option in base.options if not said.blocked.get(option)]
    return probabilities(totals, free, base.calibration.temperature)


def _rules(
    base: KnowledgeBase,
    cases: Sequence[Published],
    judged: Sequence[Judged],
    exercised: Mapping[str, Sequence[int]],
    whole: tuple[float, float],
) -> Iterator[Worth]:
    for rule, places in exercised.items():
        told = [_without(base, said, frozenset({rule})) for said in judged]
        yield _worth("rule", rule, cases, places, _figures(cases, told), whole)


def _groups(
    base: KnowledgeBase,
    cases: Sequence[Published],
    judged: Sequence[Judged],
    exercised: Mapping[str, Sequence[int]],
    whole: tuple[float, float],
) -> Iterator[Worth]:
    for group in base.groups:
        rules = frozenset(rule for rule in exercised if base.rules[rule].group == group)
        if rules:
            places = sorted({place for rule in rules for place in exercised[rule]})
            told = [_without(base, said, rules) for said in judged]
            yield _worth("group", group, cases, places, _figures(cases, told), whole)


def _questions(
    base: KnowledgeBase, cases: Sequence[Published], day: date, whole: tuple[float, float]
) -> Iterator[Worth]:
    for question in base.questions:
        places = [place for place, case in enumerate(cases) if question in case.asked.answers]
        if places:
            asked = [_unanswered(case.asked, question) for case in cases]
            told = forecasts_of(judge_all(base, asked, day))
            yield _worth("question", question, cases, places, _figures(cases, told), whole)


def _unanswered(asked: Asked, question: str) -> Asked:
    kept = {key: value for key, value in asked.answers.items() if key != question}
    return replace(asked, answers=kept)


def _worth(
    kind: str,
    id: str,
    cases: Sequence[Published],
    places: Sequence[int],
    left: tuple[float, float],
    whole: tuple[float, float],
) -> Worth:
    sources = {cases[place].asked.source for place in places}
    lost, added = whole[0] - left[0], left[1] - whole[1]
    return Worth(kind, id, len(places), len(sources), lost, added)


def in_words(found: Ablation) -> str:
    """Return what everything is worth as text for a terminal."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Ablation) -> Iterator[str]:
    yield f"With everything: right {found.accuracy:.3f}, log loss {found.log_loss:.3f} (folded)"
    yield "Taken away one at a time; a minus sign means that the score is better without it."
    tried = any(one.held_out is not None for one in found.worth)
    for kind in ("group", "question", "rule"):
        rows = [one for one in found.worth if one.kind == kind]
        yield ""
        yield f"{kind:<44}  cases  sources  right lost  log loss added" + (
            "  cross-validated" if tried else ""
        )
        for one in rows:
            held = "" if one.held_out is None else f"  {one.held_out:+15.3f}"
            mark = "  hurts" if one.hurts else ""
            yield (
                f"  {one.id:<42}  {one.cases:>5}  {one.sources:>7}  {one.accuracy_lost:+10.3f}"
                f"  {one.log_loss_added:+14.3f}{held}{mark}"
            )
    yield ""
    yield "About quality, but no case exercises them; they stay on their evidence alone:"
    yield "  " + (", ".join(found.never) or "none")
    yield "Not about quality, and so never scored here:"
    yield "  " + (", ".join(found.undecided) or "none")
    yield ""
    yield "Whoever chooses rules by this table has seen the cases: `calibrate` repeats the choice"
    yield "without the source it judges (rules chosen anew)."


def as_json(found: Ablation) -> str:
    """Return what everything is worth as one JSON object of the form `advisor-ablation/1`."""
    table = {"schema": SCHEMA, **asdict(found)}
    for row, one in zip(table["worth"], found.worth, strict=True):
        row["hurts"] = one.hurts
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"
