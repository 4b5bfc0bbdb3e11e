"""One record judged again: read, judge with today's knowledge, compare, say what changed it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from advisor.advice import Advice, advise
from advisor.answers.file import read
from advisor.answers.values import ORIGINS, Answer, Answers
from advisor.errors import AnswersError
from advisor.knowledge.base import KnowledgeBase
from advisor.records.reading import Kept, kept
from advisor.rejudge.causes import Cause, Comparison
from advisor.rejudge.state import State, from_tables, state_of

STRENGTHS = ("toss_up", "suggest", "recommend")
CERTAINTIES = ("very_low", "low", "moderate", "high")
# Without strength and certainty on record, this much less probability counts as weaker.
WEAKER_BY = 0.05


@dataclass(frozen=True)
class Side:
    """What was advised on one day; an empty text is untold."""

    recommendation: str = ""
    probability: float | None = None
    strength: str = ""
    certainty: str = ""
    date: date | None = None
    version: str = ""
    digest: str = ""


@dataclass(frozen=True)
class Again:
    """A record judged again; `verdict` is same, weaker, changed or cannot_tell.

    `causes` stand with those first that moved it most; `decisive` are the ids of those without
    which the recommendation would be the old one. `notes` tell why nothing can be told, or what
    else a reader should know.
    """

    path: str
    verdict: str
    then: Side = Side()
    now: Side = Side()
    causes: tuple[Cause, ...] = ()
    decisive: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def rejudge(
    base: KnowledgeBase, text: str, path: str, day: date, before: KnowledgeBase | None = None
) -> Again:
    """Judge a record of this text again as of `day`; `before` is the knowledge it was made with."""
    found = kept(text)
    if found is None:
        return Again(path, "cannot_tell", notes=("there are no answers of the advisor in it",))
    try:
        answers = read(base, found.toml.encode(), path).answers
    except AnswersError as fault:
        told = tuple(f"{problem.key}: {problem.what}".strip(": ") for problem in fault.problems)
        return Again(path, "cannot_tell", notes=("its answers cannot be read today", *told))
    then = _then(found, answers)
    reason = _cannot(base, found, answers, then)
    if reason:
        return Again(path, "cannot_tell", then, notes=(reason,))
    answers = replace(answers, facts=_witnessed(found, base))
    advice = advise(base, answers, day)
    return _compared(path, found, then, advice, before)


def _then(found: Kept, answers: Answers) -> Side:
    told = answers.advised
    verdict = found.last("verdict")
    verdict = verdict if isinstance(verdict, dict) else {}
    probability, day = told.get("probability"), told.get("date")
    return Side(
        recommendation=str(told.get("recommendation", "")),
        probability=float(probability) if isinstance(probability, (int, float)) else None,
        strength=str(verdict.get("strength", "")),
        certainty=str(verdict.get("certainty", "")),
        date=day if isinstance(day, date) else None,
        version=str(told.get("knowledge_version", "")),
        digest=str(told.get("knowledge_digest", "")),
    )


def _cannot(base: KnowledgeBase, found: Kept, answers: Answers, then: Side) -> str:
    if not then.recommendation:
        return "it does not say what was advised then"
    if then.recommendation not in base.options:
        return "it recommends an option that is not among today's"
    name = answers.model_name
    if name is not None and name not in base.models and found.last("catalogue"):
        return f"the model {name} is no longer in the catalogue, which answered for it then"
    return ""


def _witnessed(found: Kept, base: KnowledgeBase) -> dict[str, Answer]:
    told = found.last("witnessed")
    rows = told.items() if isinstance(told, dict) else ()
    facts = {name: _fact(row) for name, row in rows if name in base.facts}
    return {name: fact for name, fact in facts.items() if fact is not None}


def _fact(row: object) -> Answer | None:
    if not isinstance(row, dict) or not _number(row.get("value")):
        return None
    origin = row.get("from") if row.get("from") in ORIGINS else "computed"
    low, high = row.get("low"), row.get("high")
    if not (_number(low) and _number(high)):
        low = high = None
    return Answer(row["value"], str(origin), low, high, digest=str(row.get("digest", "")))


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def now_side(advice: Advice) -> Side:
    """Return what an advice of today says."""
    verdict = advice.verdict
    return Side(
        verdict.recommendation,
        verdict.options[0].probability,
        verdict.strength,
        verdict.certainty,
        advice.date,
        advice.base.version,
        advice.base.digest,
    )


def _compared(
    path: str, found: Kept, then: Side, advice: Advice, before: KnowledgeBase | None
) -> Again:
    now, base = now_side(advice), advice.base
    notes: list[str] = []
    past = from_tables(found.tables, base)
    if before is not None and then.date is not None:
        if before.digest != then.digest:
            notes.append("the old knowledge that was named is not the one of this record")
        past = state_of(advise(before, advice.answers, then.date))
        then = _filled(then, past)
    present = state_of(advice)
    causes = Comparison(base, past, present).causes() if past.rules or past.verdict else []
    edited = _edited(then, advice)
    if edited is not None:
        causes.append(edited)
    changed = now.recommendation != then.recommendation
    verdict = "changed" if changed else "weaker" if _weaker(then, now) else "same"
    if verdict == "same":
        return Again(path, verdict, then, now, notes=tuple(notes))
    if not causes and not past.rules:
        notes.append("the record keeps no trace; name the old knowledge with --knowledge-then")
    pair = _pair(advice, then, changed)
    ordered = sorted(causes, key=lambda cause: (-abs(_pull(cause, pair)), cause.kind, cause.id))
    return Again(
        path, verdict, then, now, tuple(ordered), _decisive(ordered, advice, then), tuple(notes)
    )


def _filled(then: Side, past: State) -> Side:
    told: Mapping[str, Any] = past.verdict
    return replace(
        then,
        strength=then.strength or str(told.get("strength", "")),
        certainty=then.certainty or str(told.get("certainty", "")),
    )


def _edited(then: Side, advice: Advice) -> Cause | None:
    """Return a cause where the same knowledge, on the day of the record, gives another verdict."""
    if then.date is None or then.digest != advice.base.digest:
        return None
    same = advise(advice.base, advice.answers, then.date).verdict
    if same.recommendation == then.recommendation:
        return None
    what = "by the same knowledge on the same day its answers give another recommendation"
    return Cause("record_edited", "record", f"{what}: it was changed by hand")


def _weaker(then: Side, now: Side) -> bool:
    for scale, a, b in (
        (STRENGTHS, then.strength, now.strength),
        (CERTAINTIES, then.certainty, now.certainty),
    ):
        if a in scale and scale.index(b) < scale.index(a):
            return True
    untold = not then.strength and then.probability is not None and now.probability is not None
    return untold and (now.probability or 0.0) <= (then.probability or 0.0) - WEAKER_BY


def _pair(advice: Advice, then: Side, changed: bool) -> tuple[int, int]:
    """Return the options whose difference matters, by place: the one that lost ground, its rival.

    Where the recommendation stayed, the rival is today's second.
    """
    order = list(advice.base.options)
    ranked = [option.id for option in advice.verdict.options]
    rival = ranked[0] if changed else ranked[1]
    return order.index(then.recommendation), order.index(rival)


def _pull(cause: Cause, pair: tuple[int, int]) -> float:
    """Return by how much a cause moved the rival against the other, in decibans."""
    if not cause.shift:
        return math.inf if cause.kind != "calibration_changed" else 0.0
    return cause.shift[pair[1]] - cause.shift[pair[0]]


def _decisive(causes: list[Cause], advice: Advice, then: Side) -> tuple[str, ...]:
    """Return the causes that turned it alone: without one of them the old option would lead."""
    totals = {option.id: option.total_db for option in advice.verdict.options}
    leader = advice.verdict.recommendation
    if leader == then.recommendation:
        return ()
    pair = _pair(advice, then, changed=True)
    blocked = {option.id: set(option.blocked_by) for option in advice.verdict.options}
    if blocked[then.recommendation]:
        return tuple(
            cause.id
            for cause in causes
            if _leads(then.recommendation, totals, {o: b - {cause.id} for o, b in blocked.items()})
        )
    lead = totals[leader] - totals[then.recommendation]
    return tuple(cause.id for cause in causes if lead - _pull(cause, pair) < 0)


def _leads(option: str, totals: Mapping[str, float], blocked: Mapping[str, set[str]]) -> bool:
    """Tell whether an option would lead if these were the gates that hold."""
    rivals = [total for rival, total in totals.items() if not blocked[rival]]
    return not blocked[option] and totals[option] >= max(rivals)
