"""What records say of memory and cost: there where it is told, and nowhere else."""

from __future__ import annotations

import pytest

from advisor.advice import advise
from advisor.answers.values import from_values
from advisor.records.formats import FORMATS

OPEN = {
    "model.name": "qwen3-8b",
    "operations.gpus": 1,
    "operations.gpu_memory_gb": 24.0,
}
PRICED = {
    "model.name": "gpt-4.1-mini",
    "operations.calls_per_month": 200_000,
    "operations.prompt_tokens": 3000,
}


@pytest.mark.parametrize("form", ["markdown", "madr2", "nygard", "html"])
def test_an_open_model_is_held_against_the_cards(real, day, form):
    text = FORMATS[form](advise(real, from_values(OPEN), day))
    assert "Will It Fit" in text
    assert "12.8 GiB" in text
    assert "does not fit" in text
    assert "all cards together have 2.9" in text
    assert "What It Costs" not in text


@pytest.mark.parametrize("form", ["markdown", "html"])
def test_a_priced_model_has_its_break_even_with_its_curve(real, day, form):
    text = FORMATS[form](advise(real, from_values(PRICED), day))
    assert "What It Costs" in text
    assert "Without a cache tuning pays from" in text
    assert "Only recalled: training" in text
    assert "Assumed: " in text
    assert ("polyline" in text) is (form == "html")
    assert "Will It Fit" not in text


@pytest.mark.parametrize(
    "told", [{}, {"model.name": "gpt-5-mini"}, {"operations.calls_per_month": 10}]
)
def test_what_is_not_told_is_not_estimated(real, day, told):
    text = FORMATS["markdown"](advise(real, from_values(told), day))
    assert "Will It Fit" not in text
    assert "What It Costs" not in text


def test_a_closed_model_is_not_said_to_run_on_a_card(real, day):
    told = PRICED | {"model.name": "gpt-5.6-luna"}
    text = FORMATS["markdown"](advise(real, from_values(told), day))
    assert "GPT-5.6 Luna prompted, or a tuned open model on" in text
