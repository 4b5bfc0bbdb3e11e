"""What a pilot says, as text and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from advisor.knowledge.base import KnowledgeBase
from advisor.pilot.witness import FARTHEST, Finding
from advisor.records.plain import wrapped
from advisor.text import number, percent, visible

SCHEMA = "advisor-pilot/1"


def pilot_text(base: KnowledgeBase, found: Finding) -> str:
    """Return what a pilot says, for a terminal of 80 columns."""
    return "\n".join(line for told in _told(base, found) for line in wrapped(told, "", "  ")) + "\n"


def _told(base: KnowledgeBase, found: Finding) -> Iterator[str]:
    size = number(found.examples)
    yield f"With {size} examples tuning beats prompting with probability {percent(found.wins)}."
    if found.wins_high - found.wins_low >= 0.01:
        low, high = percent(found.wins_low), percent(found.wins_high)
        yield f"By the shape of curve that is assumed: {low} to {high}."
    yield _break_even(found)
    yield f"Expected scores with {size} examples, and their 80 % intervals:"
    for method, (least, middle, most) in found.scores.items():
        yield f"  {base.options[method].title}: {middle:.3f} ({least:.3f} to {most:.3f})"
    yield _next(base, found)
    yield from map(visible, found.notes)


def _break_even(found: Finding) -> str:
    low, middle, high = found.break_even
    if math.isinf(low):
        return f"Tuning does not pass prompting within {number(FARTHEST)} examples."
    if math.isinf(middle):
        begin = number(round(low))
        return f"Tuning may pass prompting from {begin} examples on, but rather does not."
    end = number(round(high)) if math.isfinite(high) else f"over {number(FARTHEST)}"
    begin = number(round(low))
    return f"Tuning passes prompting at about {number(round(middle))} examples ({begin} to {end})."


def _next(base: KnowledgeBase, found: Finding) -> str:
    run = found.next_run
    if run is None:
        return "No further run is needed to tell them apart."
    name = base.options[run.method].title
    what = f"{name} again" if run.examples == 0 else f"{name} on {number(run.examples)} examples"
    return f"The next run to make: {what}; it takes away {percent(run.gain)} of the uncertainty."


def pilot_json(found: Finding) -> str:
    """Return what a pilot says as one JSON object; what is infinite is null."""
    run = found.next_run
    table: dict[str, Any] = {
        "schema": SCHEMA,
        "examples": found.examples,
        "tuning_wins": {"value": found.wins, "low": found.wins_low, "high": found.wins_high},
        "break_even_examples": dict(
            zip(("low", "value", "high"), map(_finite, found.break_even), strict=True)
        ),
        "scores": {
            method: dict(zip(("low", "value", "high"), spread, strict=True))
            for method, spread in found.scores.items()
        },
        "next_run": None if run is None else vars(run),
        "digest": found.digest,
        "notes": list(found.notes),
    }
    return json.dumps(table, indent=2, allow_nan=False) + "\n"


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
