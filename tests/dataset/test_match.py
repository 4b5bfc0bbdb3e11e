"""Training against production: one source is told from another, and doubt is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from advisor.dataset import match
from advisor.dataset.values import Finding, Row
from tests.dataset.made import Made, rows

TRAIN = rows(6, 100)


@pytest.fixture(scope="module")
def limits(thresholds: Mapping[str, Mapping[str, float]]) -> Mapping[str, float]:
    """Return the limits of the knowledge that comes with the app."""
    return thresholds["distribution_match"]


def _found(limits: Mapping[str, float], production: list[Row] | None) -> Finding:
    return match.check(Made(TRAIN, production=production), limits)


def test_two_draws_of_one_source_are_the_same(limits: Mapping[str, float]) -> None:
    finding = _found(limits, rows(6, 50, seed=9))
    assert finding.answers["data.distribution_match"].value == "same"
    assert finding.status == "good"


def test_another_source_is_different(limits: Mapping[str, float]) -> None:
    finding = _found(limits, rows(6, 50, seed=9, topic="elsewhere"))
    assert finding.answers["data.distribution_match"].value == "different"
    lacking = [word for word, _ in finding.series["words_lacking_in_training"]]
    assert lacking and all(word.startswith("elsewhere") for word in lacking)


def test_half_of_another_source_lies_between(limits: Mapping[str, float]) -> None:
    mixed = [*rows(6, 30, seed=9), *rows(6, 30, seed=8, topic="elsewhere")]
    finding = _found(limits, mixed)
    assert finding.answers["data.distribution_match"].value in {"similar", "different"}


def test_no_production_file_is_said(limits: Mapping[str, float]) -> None:
    finding = _found(limits, None)
    assert finding.status == "cannot_tell" and "no production file" in finding.why


def test_copies_do_not_count_as_texts(limits: Mapping[str, float]) -> None:
    """A text in another dress, many times over, is no sample of production."""
    once = rows(6, 10, seed=9)
    dressed = [
        replace(row, prompt=f"{row.prompt.upper()}{'!' * n}") for row in once for n in range(9)
    ]
    finding = _found(limits, dressed)
    assert finding.status == "cannot_tell" and "60 distinct production texts" in finding.why


def test_words_stand_in_the_series_only(limits: Mapping[str, float]) -> None:
    finding = _found(limits, rows(6, 50, seed=9, topic="elsewhere"))
    assert "elsewhere" not in repr(replace(finding, series={}))
