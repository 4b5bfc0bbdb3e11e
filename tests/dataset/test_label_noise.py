"""Wrong labels: the interval covers what was put there, or the check refuses and says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from advisor.dataset import label_noise
from advisor.dataset.values import Finding, Row
from tests.dataset.made import Made, flipped, rows

CLEAN = rows(6, 80)


@pytest.fixture(scope="module")
def limits(thresholds: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    """Return the limits of the knowledge that comes with the app."""
    return thresholds["label_noise"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.25])
def test_the_interval_covers_the_share_of_wrong_labels(
    limits: Mapping[str, float], share: float
) -> None:
    given, _ = flipped(CLEAN, share)
    measure = label_noise.check(Made(given), limits).answers["data.label_error"]
    assert measure.low is not None and measure.high is not None
    assert measure.low <= share <= measure.high
    assert isinstance(measure.value, float) and measure.low <= measure.value <= measure.high


def test_the_suspects_are_the_wrong_rows(limits: Mapping[str, float]) -> None:
    given, wrong = flipped(CLEAN, 0.1)
    finding = label_noise.check(Made(given), limits)
    assert {row.line for row in finding.worst} <= wrong
    assert {row.file for row in finding.worst} == {"train.jsonl"}
    assert finding.status == "bad"


def _refused(finding: Finding) -> str:
    assert finding.status == "cannot_tell" and not finding.answers and finding.value is None
    return finding.why


def test_classes_of_a_few_rows_are_refused_with_the_reason(limits: Mapping[str, float]) -> None:
    assert "10 distinct rows" in _refused(label_noise.check(Made(rows(60, 9)), limits))


def test_smaller_classes_are_left_out_and_said(limits: Mapping[str, float]) -> None:
    small = [Row(900 + n, f"rare words {n}", "rare", "rare") for n in range(5)]
    finding = label_noise.check(Made([*CLEAN, *small]), limits)
    assert "1 smaller class (5 rows) is left out" in finding.why


def test_free_text_has_no_labels(limits: Mapping[str, float]) -> None:
    told = [Row(n, f"question {n}", f"answer {n}", None) for n in range(300)]
    assert "labels" in _refused(label_noise.check(Made(told), limits))


def test_a_model_that_knows_nothing_doubts_nobody(limits: Mapping[str, float]) -> None:
    same = [Row(n, f"the same words {n}", f"class {n % 4}", f"class {n % 4}") for n in range(400)]
    assert "too little" in _refused(label_noise.check(Made(same), limits))


def test_the_same_sample_gives_the_same_finding(limits: Mapping[str, float]) -> None:
    given, _ = flipped(CLEAN, 0.1)
    assert label_noise.check(Made(given), limits) == label_noise.check(Made(given), limits)


def test_no_text_of_the_data_is_in_the_finding(limits: Mapping[str, float]) -> None:
    given, _ = flipped(CLEAN, 0.1)
    assert "topic" not in repr(label_noise.check(Made(given), limits))


def test_a_text_with_two_answers_is_one_error_and_not_two(limits: Mapping[str, float]) -> None:
    """Held against itself, each of the two would contradict the other."""
    both = [
        replace(row, line=1_000 + row.line, label="class 5", answer="class 5")
        for row in CLEAN
        if row.label != "class 5"
    ][:48]
    measure = label_noise.check(Made([*CLEAN, *both]), limits).answers["data.label_error"]
    share = len(both) / (len(CLEAN) + len(both))
    assert measure.low is not None and measure.high is not None
    assert measure.low <= share <= measure.high
    assert isinstance(measure.value, float) and measure.value < 1.5 * share
