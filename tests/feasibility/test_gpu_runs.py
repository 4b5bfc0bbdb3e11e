"""Our own runs on a GPU, which no constant was fitted on: what docs/feasibility.md says of them."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median

import pytest

from advisor.feasibility.fitting import FITS, verdict
from advisor.feasibility.rows import predictions

RUNS = Path(__file__).parent.parent / "external" / "gpu_runs.jsonl"
CARDS = (8, 12, 16, 24, 40, 48, 80)


@pytest.fixture(scope="module")
def runs() -> list[dict]:
    return [json.loads(line) for line in RUNS.read_text(encoding="utf-8").splitlines()]


def estimates(runs, constants, metric_class):
    text = "\n".join(json.dumps({**run, "metric_class": metric_class}) for run in runs)
    return [found.gib for found in predictions(text, constants)]


def test_what_was_measured_is_met_at_the_median(real, runs):
    constants = real.feasibility.memory
    for name, most in (("allocated", 0.03), ("reserved", 0.08), ("device", 0.08)):
        pairs = zip(runs, estimates(runs, constants, name), strict=True)
        errors = [abs(gib / run[f"measured_{name}_gib"] - 1) for run, gib in pairs]
        assert median(errors) <= most, name


def test_no_run_is_said_to_fit_where_it_does_not(real, runs):
    constants = real.feasibility.memory
    for run, gib in zip(runs, estimates(runs, constants, "device"), strict=True):
        for card in CARDS:
            fits = verdict(gib, card, constants) == FITS
            assert not fits or run["measured_device_gib"] <= card, (run["id"], card)
