"""A score in words and as JSON; it works nothing out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.outcomes.held_out import held_out_lines
from advisor.outcomes.reliability import Reliability
from advisor.outcomes.resampling import Estimate
from advisor.outcomes.score import Figures, Missed, RivalScore, Score
from advisor.text import shorten, visible

SCHEMA = "advisor-score/1"
TITLES = {
    "accuracy": "right choices",
    "accuracy_prompting_v_tuning": "  prompting against tuning",
    "accuracy_peft_v_full": "  PEFT against full fine-tuning",
    "accuracy_decisive": "  decisive cases alone",
    "regret": "mean regret (points)",
    "log_loss": "log loss",
    "brier": "Brier score",
}
SHORT = {"prompting": "prompting", "peft": "PEFT", "full_fine_tuning": "full"}
LIMITS = """Read with the limits of these cases: few sources with many rows each, and intervals
of about 0.1 to either side; task needs labelled with the results known; published successes on
one distribution; models of 2022 to 2024; arms of unlike size and care.
Cost, latency, privacy and safety were not measured."""


def in_words(score: Score) -> str:
    """Return the score as text for a terminal."""
    return "\n".join(_lines(score)) + "\n"


def _lines(score: Score) -> Iterator[str]:
    yield (
        f"Knowledge {score.version} ({score.digest[:19]}), temperature {score.temperature:g},"
        f" judged as of {score.day.isoformat()}"
    )
    yield f"{score.cases} cases of {score.sources} sources, {score.decisive} decisive"
    if score.failed:
        yield f"{score.failed} failed, and count as wrong"
    yield "Means over sources, with 95 % intervals by bootstrap over sources."
    yield ""
    yield from held_out_lines(score.fitted, TITLES)
    yield "These cases by the knowledge as it stands; whatever was fitted may have seen them"
    yield from figure_table(score.readings)
    yield f"{'coverage':<32}  {told(score.coverage)}"
    yield ""
    yield from reliability_lines(score.reliability)
    yield ""
    yield from _rivals(score.rivals)
    yield from _missed(score.missed)
    yield LIMITS


def figure_table(columns: Mapping[str, Figures]) -> Iterator[str]:
    """Yield a table of figures, one column for each set of them."""
    widths = [max(20, len(name)) for name in columns]
    yield " " * 32 + "".join(f"  {name:<20}" for name in columns).rstrip()
    for name, title in TITLES.items():
        cells = [figures.get(name) for figures in columns.values()]
        if any(cell is not None for cell in cells):
            padded = (f"{told(cell):<{width}}" for cell, width in zip(cells, widths, strict=True))
            line = f"{title:<32}  {'  '.join(padded)}"
            cell = next(one for one in cells if one is not None)
            yield f"{line}  {cell.cases} cases, {cell.sources} sources"


def told(figure: Estimate | None) -> str:
    """Return a figure with its interval."""
    if figure is None:
        return "-"
    digits = 2 if max(abs(figure.value), abs(figure.high)) < 10 else 1
    low, high = f"{figure.low:.{digits}f}", f"{figure.high:.{digits}f}"
    return f"{figure.value:.{digits}f} [{low}, {high}]"


def reliability_lines(found: Reliability) -> Iterator[str]:
    """Yield the bins of reliability and the calibration error with its bound."""
    yield f"Reliability on {found.cases} decisive cases, each source weighed alike"
    yield "  sure of       cases  sources  mean sureness  right"
    for one in found.bins:
        span = f"{one.low:.2f} to {one.high:.2f}"
        counts = f"{one.cases:>5}  {one.sources:>7}"
        yield f"  {span:<12}  {counts}  {one.confidence:>13.2f}  {one.right:>5.2f}"
    yield (
        f"  calibration error {found.error:.3f}; a perfectly calibrated advisor stays below"
        f" {found.bound:.3f} in 95 % of 2,000 simulations"
    )


def _rivals(rivals: Sequence[RivalScore]) -> Iterator[str]:
    yield "Others on the same cases (folded); `ahead`: share of paired resamples in which we lead"
    yield (
        f"  {'':<44}  {'right':<18}  {'prompt v tune':<18}  {'PEFT v full':<18}"
        f"  {'regret':<6}  covers  ahead"
    )
    for one in rivals:
        cells = [
            told(one.figures.get(name))
            for name in ("accuracy", "accuracy_prompting_v_tuning", "accuracy_peft_v_full")
        ]
        regret = one.figures.get("regret")
        cost = f"{regret.value:.1f}" if regret else "-"
        covers = f"{one.coverage.value:.2f}" if one.coverage else "-"
        line = "  ".join(f"{cell:<18}" for cell in cells)
        name = shorten(visible(one.title), 44)
        yield f"  {name:<44}  {line}  {cost:<6}  {covers:<6}  {one.ahead:.2f}"
        if one.note:
            yield f"    ({one.note})"
    yield ""


def _missed(missed: Sequence[Missed]) -> Iterator[str]:
    yield f"{len(missed)} cases missed, or right only as a tie; with the rules that carried them"
    for one in missed:
        chosen = " or ".join(SHORT[option] for option in one.chosen) or "nothing"
        better = " or ".join(SHORT[option] for option in one.acceptable)
        loss = f", {one.regret:.1f} points" if one.regret else ""
        yield f"  {one.id} ({one.source}): {chosen} at {one.confidence:.2f}, better {better}{loss}"
        if one.failure:
            yield f"    failed: {visible(one.failure)[:160]}"
        if one.carried_by:
            yield "    " + ", ".join(f"{rule} {push:+.1f}" for rule, push in one.carried_by)
    yield ""


def as_json(score: Score) -> str:
    """Return the score as one JSON object of the form `advisor-score/1`."""
    return json.dumps(_table(score), indent=2, ensure_ascii=False) + "\n"


def _table(score: Score) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "date": score.day.isoformat(),
        "knowledge": {
            "version": score.version,
            "digest": score.digest,
            "temperature": score.temperature,
        },
        "cases": score.cases,
        "sources": score.sources,
        "decisive_cases": score.decisive,
        "failed": score.failed,
        "readings": {
            name: {figure: told_json(value) for figure, value in figures.items()}
            for name, figures in score.readings.items()
        },
        "coverage": told_json(score.coverage),
        "reliability": reliability_json(score.reliability),
        "fitted_on": score.fitted.fitted_on.isoformat() if score.fitted.fitted_on else None,
        "held_out": dict(score.fitted.held_out),
        "rivals": [_rival(one) for one in score.rivals],
        "missed": [_miss(one) for one in score.missed],
    }


def told_json(figure: Estimate | None) -> dict[str, float | int] | None:
    """Return a figure with its interval as JSON."""
    if figure is None:
        return None
    return {
        "value": round(figure.value, 4),
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
        "cases": figure.cases,
        "sources": figure.sources,
    }


def reliability_json(found: Reliability) -> dict[str, Any]:
    """Return the bins and the calibration error as JSON."""
    return {
        "decisive_cases": found.cases,
        "calibration_error": round(found.error, 4),
        "bound_95": round(found.bound, 4),
        "bins": [
            {
                "low": one.low,
                "high": one.high,
                "cases": one.cases,
                "sources": one.sources,
                "weight": round(one.weight, 4),
                "confidence": round(one.confidence, 4),
                "right": round(one.right, 4),
            }
            for one in found.bins
        ],
    }


def _rival(one: RivalScore) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "note": one.note,
        "figures": {name: told_json(value) for name, value in one.figures.items()},
        "coverage": told_json(one.coverage),
        "we_are_ahead": round(one.ahead, 4),
    }


def _miss(one: Missed) -> dict[str, Any]:
    return {
        "id": one.id,
        "source": one.source,
        "compared": list(one.compared),
        "chosen": list(one.chosen),
        "acceptable": list(one.acceptable),
        "confidence": round(one.confidence, 4),
        "right": round(one.right, 4),
        "regret": None if one.regret is None else round(one.regret, 4),
        "carried_by": [{"rule": rule, "db": round(push, 2)} for rule, push in one.carried_by],
        "failure": one.failure,
    }
