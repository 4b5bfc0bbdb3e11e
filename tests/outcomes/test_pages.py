"""The committed figures are those that the commands print."""

from __future__ import annotations

from docs import scores
from tests.conftest import ROOT


def test_the_scores_page_is_fresh():
    """Mend with `python -m docs.scores`, and read what changed."""
    committed = (ROOT / "docs" / "scores.md").read_text(encoding="utf-8")
    assert committed == scores.page()


def test_the_figures_of_the_method_are_fresh():
    """Mend with `python -m docs.scores`; what stands outside the marks is history."""
    committed = (ROOT / "docs" / "METHOD.md").read_text(encoding="utf-8")
    assert committed == scores.method(committed)


def test_the_picture_of_the_reliability_is_fresh(tmp_path):
    fresh = tmp_path / "reliability.svg"
    scores.score("--picture", str(fresh))
    committed = (ROOT / "docs" / "reliability.svg").read_text(encoding="utf-8")
    assert committed == fresh.read_text(encoding="utf-8")
