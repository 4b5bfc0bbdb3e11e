"""The free baseline and what more data would bring it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from random import Random

from advisor.dataset import baseline, headroom
from advisor.dataset.values import Row
from tests.dataset.made import Made, rows

Thresholds = Mapping[str, Mapping[str, float]]


def test_it_learns_what_words_can_tell(thresholds: Thresholds) -> None:
    sample = Made(rows(5, 60), holdout=rows(5, 20, seed=1))
    finding = baseline.check(sample, thresholds["baseline"])
    assert finding.value is not None and finding.value > 0.9
    assert finding.figures["holdout_rows"] == 100
    assert finding.answers["task.kind"].value == "classification"


def test_it_learns_nothing_where_there_is_nothing(thresholds: Thresholds) -> None:
    given = rows(5, 60)
    labels = Random(5).sample([row.label for row in given], len(given))
    sample = Made(
        [replace(row, label=one, answer=one) for row, one in zip(given, labels, strict=True)]
    )
    finding = baseline.check(sample, thresholds["baseline"])
    assert finding.value is not None and finding.value < 0.35


def test_holdout_labels_that_training_lacks_are_left_out(thresholds: Thresholds) -> None:
    sample = Made(rows(5, 60), holdout=rows(6, 20, seed=1))
    finding = baseline.check(sample, thresholds["baseline"])
    assert finding.figures["holdout_rows"] == 100


def test_the_curve_has_a_score_for_every_halving(thresholds: Thresholds) -> None:
    finding = headroom.check(Made(rows(5, 60)), thresholds["headroom"])
    sizes = [int(size) for size, _ in finding.series["headroom"]]
    assert sizes == [25, 50, 100, 200]
    scores = [score for _, score in finding.series["headroom"]]
    assert finding.value == round(scores[-1] - scores[-2], 4)


def test_free_text_has_neither(thresholds: Thresholds) -> None:
    told = [Row(n, f"question {n}", f"answer {n}", None) for n in range(300)]
    for check in (baseline, headroom):
        assert check.check(Made(told), thresholds[check.CHECK]).status == "cannot_tell"


def test_labels_that_judge_answers_are_no_answers(thresholds: Thresholds) -> None:
    """As in KTO, where they say which answers are wanted."""
    told = [Row(n, f"question {n}", f"answer {n}", str(n % 2)) for n in range(300)]
    finding = baseline.check(Made(told), thresholds["baseline"])
    assert finding.status == "cannot_tell" and "no answers" in finding.why
    assert not finding.answers
