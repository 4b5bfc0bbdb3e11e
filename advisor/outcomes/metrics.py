"""Every figure of a score, as means over sources with intervals; it knows no advice."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from advisor.outcomes.cases import Published, by_source
from advisor.outcomes.reading import Mark, failed, mark
from advisor.outcomes.resampling import Estimate, estimate, means

# The probabilities of the three options, or None where no answer was given.
Forecast = Mapping[str, float] | None
Chosen = Callable[[Published], bool]

FIGURES: dict[str, tuple[str, Chosen]] = {
    "accuracy": ("right", lambda _: True),
    "accuracy_prompting_v_tuning": ("right", lambda c: c.asked.about == "prompting_v_tuning"),
    "accuracy_peft_v_full": ("right", lambda c: c.asked.about == "peft_v_full"),
    "accuracy_decisive": ("right", lambda c: c.decisive),
    "regret": ("regret", lambda c: c.measured),
    "log_loss": ("log_loss", lambda _: True),
    "brier": ("brier", lambda _: True),
}


def marks_of(cases: Sequence[Published], forecasts: Sequence[Forecast], reading: str) -> list[Mark]:
    """Return the mark of each forecast under one reading."""
    return [
        failed(case) if told is None else mark(case, told, reading)
        for case, told in zip(cases, forecasts, strict=True)
    ]


def values(
    cases: Sequence[Published], marks: Sequence[Mark], figure: str
) -> dict[str, list[float]]:
    """Return one figure of each case it is defined for, by source."""
    name, chosen = FIGURES[figure]
    return {
        source: [float(getattr(marks[place], name)) for place in places if chosen(cases[place])]
        for source, places in by_source(cases).items()
    }


def within_sources(
    cases: Sequence[Published], marks: Sequence[Mark], figure: str = "accuracy"
) -> dict[str, float]:
    """Return the mean of one figure within each source."""
    return means(values(cases, marks, figure))


def figure_of(cases: Sequence[Published], marks: Sequence[Mark], figure: str) -> float:
    """Return one figure, its mean over sources, without an interval."""
    within = within_sources(cases, marks, figure)
    return math.fsum(within.values()) / len(within) if within else math.nan


def figures(cases: Sequence[Published], marks: Sequence[Mark]) -> dict[str, Estimate | None]:
    """Return every figure with its interval, None where no case has it."""
    sources = list(by_source(cases))
    return {name: estimate(values(cases, marks, name), sources) for name in FIGURES}
