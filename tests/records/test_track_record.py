"""A record says how often such advice was right, on what kind of cases, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from advisor.advice import Advice, advise
from advisor.answers.values import from_values
from advisor.knowledge.entries.settings import Calibration
from advisor.records.formats import FORMATS
from advisor.records.track_record import track_record
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


def advised(calibration: Calibration, answers: Mapping[str, bool]) -> Advice:
    rules = {"first/tells": mini.rule({"answer": "q.a", "is": True}, 3, 0, 0, group="first")}
    questions = [mini.yes_no("q.a"), mini.integer("data.examples", 0, 1000)]
    base = replace(mini.make(questions, rules), calibration=calibration)
    return advise(base, from_values(answers), mini.DAY)


def told(calibration: Calibration, name: str) -> str:
    return " ".join(FORMATS[name](advised(calibration, {})).split())


@pytest.mark.parametrize("name", ["text", "markdown", "html"])
def test_it_tells_the_figure_that_flatters_least(name):
    said = told(CALIBRATION, name)
    assert "was right in 80 % (70 % to 90 %): 80 % (70 % to 90 %) on whether to tune." in said
    assert "on PEFT or full" not in said
    assert "(mostly classification, question answering, extraction)" in said
    assert "no cost, latency, safety or privacy" in said


def test_a_fit_without_figures_claims_none():
    said = told(CALIBRATION.model_copy(update={"held_out": {}}), "text")
    assert "It was fitted on 115 published" in said
    assert "was right" not in said


def test_a_lead_beyond_that_of_the_fit_is_called_an_extrapolation():
    narrow = CALIBRATION.model_copy(update={"largest_lead_db": 2.0})
    said = track_record(advised(narrow, {"q.a": True}))
    assert "the lead by quality is 3 dB, and at most 2 dB" in said
    assert "extrapolates" not in track_record(advised(narrow, {"q.a": False}))
    wider = CALIBRATION.model_copy(update={"largest_lead_db": 3.5})
    assert "extrapolates" not in track_record(advised(wider, {"q.a": True}))
