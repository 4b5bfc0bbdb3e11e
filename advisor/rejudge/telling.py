"""Records judged again, told as text, JSON, GitHub annotations or JUnit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from advisor.knowledge.base import KnowledgeBase
from advisor.records import words
from advisor.records.plain import wrapped
from advisor.rejudge.causes import Cause
from advisor.rejudge.judge import Again, Side
from advisor.text import coded, percent, signed, visible

SCHEMA = "advisor-rejudge/1"
VERDICTS = {
    "same": "the same",
    "weaker": "the same, but weaker",
    "changed": "CHANGED",
    "cannot_tell": "it cannot be told",
}


def as_text(base: KnowledgeBase, found: Sequence[Again]) -> str:
    """Return the records for a person, one paragraph each."""
    return "\n".join(line for again in found for line in _lines(base, again)) + "\n"


def _lines(base: KnowledgeBase, again: Again) -> Iterator[str]:
    yield f"{visible(again.path)}: {headline(base, again)}"
    for cause in again.causes:
        yield from wrapped(sentence(base, again, cause), "  - ", "    ")
    for note in again.notes:
        yield from wrapped(visible(note), "  - ", "    ")


def headline(base: KnowledgeBase, again: Again) -> str:
    """Return what became of a record in one sentence."""
    told = VERDICTS[again.verdict]
    if again.verdict == "cannot_tell":
        return f"{told}."
    then, now = _side(base, again.then), _side(base, again.now)
    if again.verdict == "changed":
        return f"{told}: {then} then, {now} now."
    if again.verdict == "weaker":
        return f"{told}: {then} then; now {_sure(again.now)}."
    return f"{told}: {now}."


def _side(base: KnowledgeBase, side: Side) -> str:
    day = f" on {side.date.isoformat()}" if side.date else ""
    sure = _sure(side)
    return f"{words.title(base, side.recommendation)}{f' ({sure})' if sure else ''}{day}"


def _sure(side: Side) -> str:
    parts = [percent(side.probability)] if side.probability is not None else []
    if side.strength:
        parts.append(words.STRENGTH.get(side.strength, ""))
    if side.certainty:
        parts.append(f"certainty {side.certainty.replace('_', ' ')}")
    return ", ".join(part for part in parts if part)


def sentence(base: KnowledgeBase, again: Again, cause: Cause) -> str:
    """Return one cause in a sentence, with what it did in decibans."""
    marked = "decisive: " if cause.id in again.decisive else ""
    return f"{marked}{visible(f'{cause.id}: {cause.what}')}{_shifts(base, cause)}."


def _shifts(base: KnowledgeBase, cause: Cause) -> str:
    parts = [
        f"{words.title(base, option)} {signed(db)}"
        for option, db in zip(base.options, cause.shift, strict=False)
        if round(db, 1) != 0
    ]
    return f" ({', '.join(parts)} dB)" if parts else ""


def as_json(base: KnowledgeBase, found: Sequence[Again]) -> str:
    """Return the records as one JSON object."""
    told = {"schema": SCHEMA, "records": [_record(base, again) for again in found]}
    text = json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)
    return coded(text, lambda character: json.dumps(character)[1:-1]) + "\n"


def _record(base: KnowledgeBase, again: Again) -> dict[str, Any]:
    return {
        "path": again.path,
        "verdict": again.verdict,
        "then": _json_side(again.then),
        "now": _json_side(again.now),
        "causes": [
            {
                "kind": cause.kind,
                "id": cause.id,
                "what": cause.what,
                "shift_db": {
                    option: round(db, 6) + 0.0
                    for option, db in zip(base.options, cause.shift, strict=False)
                },
                "decisive": cause.id in again.decisive,
                **cause.details,
            }
            for cause in again.causes
        ],
        "notes": list(again.notes),
    }


def _json_side(side: Side) -> dict[str, Any] | None:
    if not side.recommendation:
        return None
    return {
        "recommendation": side.recommendation,
        "probability": side.probability,
        "strength": side.strength or None,
        "certainty": side.certainty or None,
        "date": side.date.isoformat() if side.date else None,
        "knowledge": {"version": side.version, "digest": side.digest},
    }


LEVELS = {"same": "notice", "weaker": "warning", "changed": "error", "cannot_tell": "error"}


def as_github(base: KnowledgeBase, found: Sequence[Again]) -> str:
    """Return a workflow command for each record; GitHub shows them at the file."""
    lines = []
    for again in found:
        message = "\n".join([headline(base, again), *_details(base, again)])
        place = f"file={_property(again.path)},title={_property('advisor rejudge')}"
        lines.append(f"::{LEVELS[again.verdict]} {place}::{_data(message)}")
    return "\n".join(lines) + "\n"


def _details(base: KnowledgeBase, again: Again) -> list[str]:
    return [*(sentence(base, again, cause) for cause in again.causes), *again.notes]


def _data(text: str) -> str:
    lines = [visible(line).replace("%", "%25") for line in text.split("\n")]
    return "%0A".join(lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_junit(base: KnowledgeBase, found: Sequence[Again]) -> str:
    """Return the records as a JUnit test suite: changed fails, what cannot be told is an error."""
    failures = sum(again.verdict == "changed" for again in found)
    errors = sum(again.verdict == "cannot_tell" for again in found)
    head = f'tests="{len(found)}" failures="{failures}" errors="{errors}"'
    cases = [line for again in found for line in _case(base, again)]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuite name="advisor rejudge" {head}>',
            *cases,
            "</testsuite>",
            "",
        ]
    )


def _case(base: KnowledgeBase, again: Again) -> Iterator[str]:
    name = f"classname={quoteattr('decision record')} name={quoteattr(visible(again.path))}"
    told = visible(headline(base, again))
    details = escape("\n".join(visible(one) for one in _details(base, again)))
    kind = {"changed": "failure", "cannot_tell": "error"}.get(again.verdict)
    yield f"  <testcase {name}>"
    if kind:
        yield f"    <{kind} message={quoteattr(told)}>{details}</{kind}>"
    else:
        yield f"    <system-out>{escape(told)}{chr(10) if details else ''}{details}</system-out>"
    yield "  </testcase>"


TELLINGS = {"text": as_text, "json": as_json, "github": as_github, "junit": as_junit}
