"""A record says how often such advice was right, on what kind of cases, and what was left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.advice import advise
from advisor.answers.values import from_values
from advisor.knowledge.entries.settings import Calibration
from advisor.records.formats import FORMATS
from tests.fixtures import mini

FITTED = {
    f"{begin}accuracy{contest}{end}": value
    for begin, best in (("", 0.9), ("chosen_", 0.8))
    for contest in ("", "_prompting_v_tuning")
    for end, value in (("", best), ("_low", best - 0.1), ("_high", best + 0.1))
}
CALIBRATION = Calibration(
    temperature=1.0,
    fitted_on=mini.DAY,
    cases=115,
    sources=39,
    kinds={"classification": 56, "question_answering": 19, "extraction": 10, "code": 4},
    held_out=FITTED,
)


def told(calibration: Calibration, name: str) -> str:
    rules = {"first/tells": mini.rule({"answer": "q.a", "is": True}, 3, 0, 0, group="first")}
    base = mini.make([mini.yes_no("q.a"), mini.integer("data.examples", 0, 1000)], rules)
    fitted = replace(base, calibration=calibration)
    return " ".join(FORMATS[name](advise(fitted, from_values({}), mini.DAY)).split())


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_it_tells_the_figure_that_flatters_least(name):
    said = told(CALIBRATION, name)
    assert "advice of this kind was right in 80 % (70 % to 90 %)" in said
    assert "80 % (70 % to 90 %) on whether to tune" in said
    assert "on PEFT or full" not in said
    assert "(mostly classification, question answering, extraction)" in said
    assert "no cost, latency, safety or privacy" in said


def test_a_fit_without_figures_claims_none():
    said = told(CALIBRATION.model_copy(update={"held_out": {}}), "text")
    assert "It was fitted on 115 published" in said
    assert "was right" not in said
