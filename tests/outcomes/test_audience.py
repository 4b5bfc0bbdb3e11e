"""What cases tell of who answers: counted once for each source, and fresh."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advisor.knowledge.entries.asking import Audience
from advisor.outcomes.audience import FILE, counted, text
from advisor.outcomes.cases import Asked, read_cases
from tests.conftest import ROOT
from tests.fixtures import mini

QUESTIONS = {
    question.id: question
    for question in (
        mini.choice("q.kind", "a", "b"),
        mini.integer("q.size", 0, 99, dont_know=0.5),
        mini.yes_no("q.sure", ask_when={"answer": "q.kind", "is": "a"}),
    )
}


def of(*cases: tuple[str, dict]) -> Audience:
    asked = [Asked(str(n), source, told, ()) for n, (source, told) in enumerate(cases)]
    everyone = Audience(title="All", share=1, why="So.", known_from=1, shares_from=1)
    return counted(QUESTIONS, everyone, asked)


def test_a_source_with_many_cases_counts_once():
    once = of(("one", {"q.kind": "a"}), ("two", {"q.kind": "b"}))
    often = of(*[("one", {"q.kind": "a"})] * 9, ("two", {"q.kind": "b"}))
    assert once == often


def test_who_knows_and_what_they_say_is_counted_from_the_stated_priors():
    found = of(("one", {"q.kind": "a"}), ("two", {"q.kind": "a"}), ("three", {})).answers
    assert found["q.kind"].dont_know == pytest.approx(1 / 4)
    assert found["q.kind"].shares == pytest.approx(((2 + 0.5) / 3, 0.5 / 3), abs=0.001)
    assert found["q.size"].dont_know == pytest.approx((3 + 0.5) / 4)


def test_what_a_case_cannot_be_asked_is_not_counted_as_unknown():
    found = of(("one", {"q.kind": "b"}), ("two", {"q.kind": "a", "q.sure": True})).answers
    assert found["q.sure"].dont_know == 0
    assert found["q.sure"].shares == (0.75, 0.25)


def test_shares_sum_to_one_though_they_are_rounded(real):
    for audience in real.audiences.values():
        for told in audience.answers.values():
            assert not told.shares or round(sum(told.shares), 9) == 1


def test_the_counted_audience_is_fresh(real):
    """Mend with `python -m advisor.outcomes.audience`."""
    committed = (ROOT / "knowledge" / FILE).read_text(encoding="utf-8")
    cases = [case.asked for case in read_cases(ROOT / "knowledge" / "cases")]
    assert committed == text(real, committed, cases)
    assert committed != text(real, committed, [replace(case, answers={}) for case in cases])
