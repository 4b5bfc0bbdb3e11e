"""A proposal in words and as JSON; it works nothing out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from advisor.outcomes.fitting.design import FEWEST_SOURCES
from advisor.outcomes.fitting.proposal import Change, Column, Proposal
from advisor.outcomes.telling import figure_table, reliability_json, reliability_lines, told_json

SCHEMA = "advisor-calibration/1"
BOUNDS = {"spread": "at the spread its grade allows", "zero": "at zero"}


def in_words(found: Proposal) -> str:
    """Return the proposal as text for a terminal."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Proposal) -> Iterator[str]:
    yield f"{found.cases} cases of {found.sources} sources; folded, means over sources"
    yield "Everything fitted was fitted without the source it judges."
    yield ""
    yield from figure_table({column.title: column.figures for column in found.columns})
    yield ""
    for column in found.columns:
        yield (
            f"calibration error, {column.title}: {column.reliability.error:.3f}"
            f" (95 % of perfect advisors: below {column.reliability.bound:.3f})"
        )
    yield ""
    fitted = next(one for one in found.columns if one.id == "fitted")
    yield from reliability_lines(fitted.reliability)
    yield ""
    yield "Share of paired resamples in which the rules chosen anew lead:"
    yield from (f"  {rival:<16} {share:.2f}" for rival, share in found.ahead.items())
    if found.permuted is not None:
        yield ""
        yield (
            f"Outcomes permuted {found.permuted.times} times, everything fitted again: right"
            f" {found.permuted.accuracy:.3f}, with rules chosen anew {found.permuted.chosen:.3f};"
            f" best constant policy {found.permuted.constant:.3f}"
        )
    yield ""
    yield (
        f"Temperature {found.temperature:.3f}; left free {found.free_temperature:.3f} ±"
        f" {found.temperature_error:.3f} (jackknife over sources), largest lead"
        f" {found.largest_lead_db:.2f} dB, width of the prior {found.prior_width:g}"
    )
    yield ""
    yield "Rules left out where they are chosen anew, in how many folds:"
    away = sorted(found.chosen_away.items(), key=lambda one: (-one[1], one[0]))
    yield "  " + (", ".join(f"{rule} {folds}" for rule, folds in away) or "none")
    yield ""
    yield from _changes(found)


def _changes(found: Proposal) -> Iterator[str]:
    yield f"Proposed weights (prompting / PEFT / full), rules of {FEWEST_SOURCES} sources or more"
    yield f"  {'rule':<42}  cases  sources  {'authors':<18}  {'proposed':<18}  scale"
    for one in sorted(found.changes, key=lambda change: (-abs(change.scale - 1), change.rule)):
        if not one.held:
            yield _change(one)
    held = [one.rule for one in found.changes if one.held]
    yield "Exercised by too few sources to be moved:"
    yield "  " + (", ".join(held) or "none")
    bounded = [f"{one.rule} ({BOUNDS[one.bound]})" for one in found.changes if one.bound]
    yield "At a bound:"
    yield "  " + (", ".join(bounded) or "none")


def _change(one: Change) -> str:
    bound = f"  {BOUNDS[one.bound]}" if one.bound else ""
    return (
        f"  {one.rule:<42}  {one.cases:>5}  {one.sources:>7}  {_weights(one.authors):<18}"
        f"  {_weights(one.proposed):<18}  {one.scale:.2f}{bound}"
    )


def _weights(weights: Mapping[str, float]) -> str:
    return " / ".join(f"{weight:g}" for weight in weights.values())


def as_json(found: Proposal) -> str:
    """Return the proposal as one JSON object of the form `advisor-calibration/1`."""
    table: dict[str, Any] = {
        "schema": SCHEMA,
        "date": found.day.isoformat(),
        "cases": found.cases,
        "sources": found.sources,
        "prior_width": found.prior_width,
        "temperature": round(found.temperature, 4),
        "free_temperature": round(found.free_temperature, 4),
        "temperature_error": round(found.temperature_error, 4),
        "largest_lead_db": round(found.largest_lead_db, 2),
        "changes": [{**asdict(one), "scale": round(one.scale, 4)} for one in found.changes],
        "held_out": {column.id: _column(column) for column in found.columns},
        "chosen_away": dict(found.chosen_away),
        "ahead": {rival: round(share, 4) for rival, share in found.ahead.items()},
        "permuted": asdict(found.permuted) if found.permuted else None,
    }
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def _column(column: Column) -> dict[str, Any]:
    return {
        "title": column.title,
        "figures": {name: told_json(value) for name, value in column.figures.items()},
        "reliability": reliability_json(column.reliability),
    }
