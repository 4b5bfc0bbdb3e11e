"""How far the figures can be trusted: what was calibrated, on what, and how often it was right."""

from __future__ import annotations

import math
from collections.abc import Mapping

from advisor.advice import Advice
from advisor.knowledge.entries.settings import Calibration
from advisor.text import number, percent

# The contests that published results decide, by how their figures end.
CONTESTS = {
    "_prompting_v_tuning": " on whether to tune",
    "_peft_v_full": " on PEFT or full fine-tuning",
}
MOST_KINDS = 3


def track_record(advice: Advice) -> str:
    """Return what the other groups moved, and how advice of this kind did on published results."""
    calibration = advice.base.calibration
    if calibration.fitted_on is None:
        return f"{_moved(advice)}. The probabilities are not yet calibrated on published outcomes."
    told = [
        f"{_moved(advice)}.",
        "Only the figure by quality is calibrated.",
        _extrapolates(advice, calibration),
        _right(calibration),
    ]
    return " ".join(sentence for sentence in told if sentence)


def _moved(advice: Advice) -> str:
    moved = advice.moved_by_other_groups
    if abs(moved) < 0.005:
        return "Cost, latency, safety and effort did not move it"
    points = round(abs(moved) * 100)
    direction = "up" if moved > 0 else "down"
    plural = "" if points == 1 else "s"
    return (
        f"Cost, latency, safety and effort moved it {direction} by {number(points)} point{plural}"
    )


def _extrapolates(advice: Advice, calibration: Calibration) -> str:
    """Say where the evidence on quality leads by more than in any case of the fit."""
    largest = calibration.largest_lead_db
    free = [one.quality_probability for one in advice.verdict.options if not one.blocked_by]
    best, second = [*sorted(free, reverse=True), 0.0, 0.0][:2]
    if largest is None or second <= 0:
        return ""
    lead = 10 * calibration.temperature * math.log10(best / second)
    if lead <= largest:
        return ""
    return (
        f"It extrapolates: the lead by quality is {number(round(lead))} dB,"
        f" and at most {number(round(largest))} dB in the cases of that fit."
    )


def _right(calibration: Calibration) -> str:
    figures = calibration.held_out
    cases, sources = calibration.cases, calibration.sources
    measured = f"{cases} published head-to-head results of {sources} sources{_kinds(calibration)}"
    # Rules chosen anew without the source judged flatter least, where they were scored.
    begin = "chosen_" if "chosen_accuracy" in figures else ""
    if f"{begin}accuracy" not in figures:
        return f"It was fitted on {measured}."
    told = ", ".join(
        f"{_share(figures, name)}{on}"
        for contest, on in CONTESTS.items()
        if (name := f"{begin}accuracy{contest}") in figures
    )
    return (
        f"On {measured}, each judged without its source, advice of this kind was right in"
        f" {_share(figures, f'{begin}accuracy')}{told and f': {told}'}."
        " They measured no cost, latency, safety or privacy."
    )


def _share(figures: Mapping[str, float], name: str) -> str:
    low, high = percent(figures[f"{name}_low"]), percent(figures[f"{name}_high"])
    return f"{percent(figures[name])} ({low} to {high})"


def _kinds(calibration: Calibration) -> str:
    often = [kind.replace("_", " ") for kind in list(calibration.kinds)[:MOST_KINDS]]
    return f" (mostly {', '.join(often)})" if often else ""
