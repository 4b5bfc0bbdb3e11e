"""The advice as the JSON object of the result's contract, version 1."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from advisor.advice import Advice
from advisor.answers.values import Answer
from advisor.records import measured, news, why_not
from advisor.records.trace import rests_on
from advisor.text import coded

SCHEMA = "advisor-result/1"
DECIMALS = 6


def result_json(advice: Advice) -> str:
    """Return the result as one JSON object; the same advice gives the same bytes."""
    return json_text(result(advice))


def json_text(table: dict[str, Any]) -> str:
    """Return a table as one JSON object, with no character in it that acts on a terminal."""
    text = json.dumps(table, indent=2, ensure_ascii=False, default=_iso, allow_nan=False)
    return coded(text, _code) + "\n"


def _code(character: str) -> str:
    # DEL is the one acting character that json leaves as it is.
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def result(advice: Advice) -> dict[str, Any]:
    """Return the result as plain values."""
    base, verdict = advice.base, advice.verdict
    return {
        "schema": SCHEMA,
        "recommendation": verdict.recommendation,
        "strength": verdict.strength,
        "certainty": verdict.certainty,
        "settled": advice.settled,
        "date": advice.date,
        "options": _options(advice),
        "additions": list(advice.additions),
        "first": [{"pitfall": found.id, "do": found.entry.first} for found in advice.first],
        "evidence": _evidence(advice),
        "pitfalls": _pitfalls(advice),
        "checks": [{"pitfall": slug, "do": entry.detect} for slug, entry in advice.checks],
        "open_questions": _open_questions(advice),
        "what_would_change_it": _changes(advice),
        "contributions": why_not.contribution_table(advice),
        "why_not": why_not.why_not_table(advice),
        "guides": _guides(advice),
        "contested": news.contested_table(advice),
        "recent_changes": news.change_table(advice),
        "warnings": news.warning_table(advice),
        "knowledge": {
            "version": base.version,
            "digest": base.digest,
            "reviewed": base.reviewed,
            "temperature": base.calibration.temperature,
        },
        "answers": {key: answer_table(advice.answers.given[key]) for key in _order(advice)},
        "verdict_under_said": measured.under_said_table(advice),
        "dont_know": sorted(advice.answers.dont_know),
        "record": {key: value for key, value in vars(advice.answers.record).items() if value},
        "prices": {model: dict(prices) for model, prices in advice.answers.prices.items()},
        "rests_on": rests_on(advice),
    }


def _open_questions(advice: Advice) -> list[dict[str, Any]]:
    return [
        {
            "id": question.id,
            "can_change_recommendation": question.can_change_recommendation,
            "alone": question.alone,
            "expected_gain": _round(question.expected_gain),
            "bound": question.bound,
        }
        for question in advice.open_questions
    ]


def _changes(advice: Advice) -> list[dict[str, Any]]:
    return [
        {
            "change": {move.question: move.value for move in change.moves},
            "recommendation": change.recommendation,
            "effort": change.effort,
            "worse": any(move.worse for move in change.moves),
        }
        for change in advice.changes
    ]


def _guides(advice: Advice) -> list[dict[str, Any]]:
    return [
        {
            "id": guide.slug,
            "recommendation": guide.option,
            "agrees": guide.agrees(advice.verdict.recommendation),
            "known": guide.known,
            "because": guide.because,
            "url": guide.url,
        }
        for guide in advice.guides
    ]


def _order(advice: Advice) -> list[str]:
    return [question for question in advice.base.questions if question in advice.answers.given]


def _round(value: float) -> float:
    # Sums of a few decimal weights carry noise in the last places; adding 0 removes a minus zero.
    return round(value, DECIMALS) + 0.0


def _options(advice: Advice) -> list[dict[str, Any]]:
    return [
        {
            "id": option.id,
            "probability": option.probability,
            "quality_probability": option.quality_probability,
            "evidence_db": _round(option.evidence_db),
            "prior_db": option.prior_db,
            "blocked_by": list(option.blocked_by),
        }
        for option in advice.verdict.options
    ]


def _evidence(advice: Advice) -> list[dict[str, Any]]:
    rows = []
    for trace in advice.verdict.fired:
        rule = advice.base.rules[trace.id]
        rows.append(
            {
                "rule": trace.id,
                "effect_db": {option: _round(db) for option, db in trace.effect_db.items()},
                "group": rule.group,
                "about": advice.base.groups[rule.group].about,
                "why": rule.why,
                "grade": rule.grade,
                "sources": list(rule.sources),
            }
        )
    return rows


def _pitfalls(advice: Advice) -> list[dict[str, Any]]:
    return [
        {
            "id": found.id,
            "title": found.entry.title,
            "severity": found.severity,
            "bites_recommendation": found.bites,
            "why_here": found.why_here,
            "detect": found.entry.detect,
            "avoid": found.entry.avoid,
            "sources": list(found.entry.sources),
        }
        for found in advice.pitfalls
    ]


def answer_table(answer: Answer) -> dict[str, Any]:
    """Return an answer with its provenance as plain values."""
    told: dict[str, Any] = {"value": answer.value, "from": answer.origin}
    for key in ("low", "high", "method", "digest", "date", "said"):
        value = getattr(answer, key)
        if value is not None and value != "":
            told[key] = value
    return told
