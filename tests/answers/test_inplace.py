"""An answers file changed in place: what was measured is exchanged, and nothing else moves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.answers.file import read
from advisor.answers.inplace import edited
from advisor.answers.values import Answer, Answers
from advisor.dataset.joining import joined
from advisor.dataset.values import Measure
from advisor.errors import AnswersError
from advisor.knowledge.base import KnowledgeBase

DAY = date(2026, 11, 25)
MEASURED = {
    "data.examples": Measure(9_000, method="rows counted"),
    "data.duplicates": Measure(0.05, 0.04, 0.06, "MinHash"),
    "data.distribution_match": Measure("same", method='a "quoted" way'),
}
TEXT = """\
# mine, and it stays
advisor = 1

[data]   # what we have
examples = 500        # a guess
# duplicates = 0.1

[provenance."data.examples"]
# from the mail of Tuesday
from = "said"
"""


def _read(base: KnowledgeBase, text: str) -> Answers:
    return read(base, text.encode("utf-8"), "a.toml").answers


def _changed(base: KnowledgeBase, text: str) -> tuple[str, Answers]:
    before = _read(base, text)
    after = joined(base, before, MEASURED, digest="sha256:00", day=DAY)
    return edited(base, text, after, MEASURED), after


def test_it_reads_back_as_what_was_measured(real: KnowledgeBase) -> None:
    text, after = _changed(real, TEXT)
    assert _read(real, text) == after
    assert after.given["data.examples"].said == 500
    assert after.given["data.duplicates"].reading.low == 0.04  # type: ignore[union-attr]


def test_comments_and_their_places_stay(real: KnowledgeBase) -> None:
    text, _ = _changed(real, TEXT)
    kept = [line for line in TEXT.splitlines() if line not in ("examples = 500        # a guess",)]
    assert [line for line in text.splitlines() if line in kept][: len(kept) - 1] == [
        line for line in kept if line != 'from = "said"'
    ]
    assert "examples = 9000        # a guess" in text


def test_measured_twice_is_measured_once(real: KnowledgeBase) -> None:
    once, _ = _changed(real, TEXT)
    twice, after = _changed(real, once)
    assert _read(real, twice) == after
    assert after.given["data.examples"].said == 500
    assert twice.count("[provenance.") == once.count("[provenance.")


@given(st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]), st.booleans())
def test_line_ends_and_marks_stay(real: KnowledgeBase, end: str, mark: str, last: bool) -> None:
    text = mark + TEXT.replace("\n", end)
    text = text if last else text.rstrip()
    changed, after = _changed(real, text)
    assert _read(real, changed) == after
    assert changed.startswith(mark) and ("\r" in changed) is (end == "\r\n")
    assert "\n" not in changed.replace(end, "")


@pytest.mark.parametrize("text", ["", "advisor = 1", "[task]\nkind = 'classification'\n"])
def test_tables_that_are_not_there_are_made(real: KnowledgeBase, text: str) -> None:
    changed, after = _changed(real, text)
    assert _read(real, changed) == after
    assert changed.startswith(text.rstrip("\n"))


def test_what_the_data_only_suggests_gives_way_to_what_was_said(real: KnowledgeBase) -> None:
    suggested = {"task.kind": Measure("classification", method="labels")}
    said = Answers({"task.kind": Answer("extraction")})
    joint = joined(real, said, suggested, digest="", day=DAY)
    assert joint.value("task.kind") == "extraction"
    assert joined(real, Answers(), suggested, digest="", day=DAY).value("task.kind") is not None


def test_what_cannot_both_be_true_is_told(real: KnowledgeBase) -> None:
    said = Answers({"data.rarest_class": Answer(9_999)})
    with pytest.raises(AnswersError, match=r"data\.rarest_class.*9,999 is more than"):
        joined(real, said, MEASURED, digest="", day=DAY)
