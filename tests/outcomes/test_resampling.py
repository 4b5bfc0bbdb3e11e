"""Means over sources, their intervals, and the calibration error."""

from __future__ import annotations

import math

import pytest

from advisor.outcomes.metrics import figure_of, figures, marks_of
from advisor.outcomes.reliability import reliability
from advisor.outcomes.resampling import estimate, macro, quantile, share_ahead
from tests.outcomes import made


def test_every_source_weighs_alike():
    assert macro({"a": [1, 1, 1, 1], "b": [0]}) == 0.5


def test_sources_without_a_value_do_not_count():
    found = estimate({"a": [1.0], "b": []}, ["a", "b"])
    assert found is not None
    assert (found.value, found.low, found.high, found.cases, found.sources) == (1, 1, 1, 1, 1)
    assert estimate({"a": []}, ["a"]) is None


def test_an_interval_holds_its_mean_and_is_the_same_each_time():
    values = {f"s{place}": [float(place % 3 == 0)] for place in range(30)}
    found = estimate(values, list(values))
    assert found is not None
    assert found.low < found.value < found.high
    # The binomial error of 30 sources at a third is 0.086.
    assert found.high - found.low == pytest.approx(4 * 0.086, abs=0.05)
    assert estimate(values, list(values)) == found


def test_paired_samples_see_a_small_steady_lead():
    ours = {f"s{place}": place / 40 + 0.01 for place in range(30)}
    theirs = {source: value - 0.01 for source, value in ours.items()}
    assert share_ahead(ours, theirs) == 1
    assert share_ahead(ours, ours) == 0.5


def test_quantiles_lie_between_neighbours():
    assert quantile([0.0, 1.0, 2.0], 0.25) == 0.5


def surely(p: float):
    return {"prompting": p, "peft": 0.0, "full_fine_tuning": 1 - p}


def test_bins_follow_the_edges_and_skip_cases_that_do_not_matter():
    cases = [
        made.case("1", "a", {}, made.FULL, ["prompting"]),
        made.case("2", "a", {}, made.FULL, ["full_fine_tuning"]),
        made.case("3", "b", {}, made.FULL, ["prompting"]),
        made.case("4", "b", {}, made.FULL, made.FULL),
    ]
    marks = marks_of(cases, [surely(0.6), surely(0.65), surely(0.9), surely(0.9)], "folded")
    found = reliability(cases, marks)
    assert found.cases == 3
    assert [(one.low, one.high, one.cases) for one in found.bins] == [(0.6, 0.7, 2), (0.85, 1.0, 1)]
    assert [one.weight for one in found.bins] == pytest.approx([0.5, 0.5])
    assert found.bins[0].right == 0.5
    assert found.error == pytest.approx(0.5 * 0.125 + 0.5 * 0.1)


def test_an_advisor_that_is_right_as_often_as_it_is_sure_stays_below_the_bound():
    cases = [made.case(str(k), f"s{k}", {}, made.FULL, ["prompting"]) for k in range(40)]
    told = [surely(0.75 if place % 4 else 0.25) for place in range(40)]
    found = reliability(cases, marks_of(cases, told, "folded"))
    assert found.error < found.bound
    cocksure = [surely(0.99 if place % 4 else 0.01) for place in range(40)]
    found = reliability(cases, marks_of(cases, cocksure, "folded"))
    assert found.error > found.bound


def test_figures_stand_apart_by_contest():
    cases = [
        made.case("1", "a", {}, made.FULL, ["prompting"]),
        made.case("2", "b", {}, made.TUNED, ["peft"]),
    ]
    marks = marks_of(cases, [surely(0.8), surely(0.8)], "folded")
    found = figures(cases, marks)
    assert figure_of(cases, marks, "accuracy") == 0.5
    assert found["accuracy_prompting_v_tuning"].value == 1
    assert found["accuracy_peft_v_full"].value == 0
    assert found["regret"] is None
    assert math.isnan(figure_of(cases, marks, "regret"))
