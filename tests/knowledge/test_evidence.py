"""Nothing of the evidence is lost, nothing rests on memory, and every page is up to date."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.load import load

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
COVERAGE = tomllib.loads((HERE / "coverage.toml").read_text(encoding="utf-8"))
LEFT_OUT = (ROOT / "docs" / "knowledge-not-included.md").read_text(encoding="utf-8")
GRADE_WORDS = (
    "Risk of bias: ",
    "Inconsistency: ",
    "Indirectness: ",
    "Imprecision: ",
    "Publication bias: ",
)
NUMBER = re.compile(r"\d|\b(?:one|two|three|five)\b", re.IGNORECASE)


@cache
def base() -> KnowledgeBase:
    return load(ROOT / "knowledge")


@pytest.mark.parametrize("section", COVERAGE["sections"])
def test_a_section_of_the_evidence_is_read_or_left_out_with_a_reason(section):
    readers = COVERAGE["sections"][section]
    assert [name for name in readers if name not in base().judging] == []
    assert readers or f"section {section.split()[0]}:" in LEFT_OUT


@pytest.mark.parametrize(
    "question", [f"{topic}.{key}" for topic, keys in COVERAGE["questions"].items() for key in keys]
)
def test_a_question_is_read_or_left_out_with_a_reason(question):
    read = frozenset().union(*base().reads.values())
    assert question in read or question == "model.name" or f"`{question}`" in LEFT_OUT


def test_the_questions_are_those_of_the_contract():
    listed = {f"{topic}.{key}" for topic, keys in COVERAGE["questions"].items() for key in keys}
    assert listed == set(base().questions)


def test_every_contested_point_of_the_evidence_has_its_entry():
    assert set(COVERAGE["contested"].values()) <= set(base().contested)


def test_every_claim_of_the_topic_page_has_its_entry_and_its_status():
    told = {slug: change.status for slug, change in base().changes.items() if change.claim}
    assert told == COVERAGE["claims"]


def test_the_calendar_of_hosted_tuning_is_told():
    days = {change.date.isoformat() for change in base().changes.values()}
    assert set(COVERAGE["wind_down"]["days"]) <= days


def test_every_source_says_why_it_is_not_graded_higher():
    silent = [k for k, s in base().sources.items() if not s.downgraded.startswith(GRADE_WORDS)]
    assert silent == []


def test_no_recalled_source_carries_weight():
    entries = {**base().judging, **base().telling}
    cited = {key for entry in entries.values() for key in entry.sources}
    assert [key for key in cited if not base().sources[key].carries_weight] == []


def openable(key: str) -> bool:
    source = base().sources[key]
    seen = [claim for claim in source.supports if claim.checked == "read"]
    return source.url.startswith("https://") and any(claim.locator for claim in seen)


@pytest.mark.parametrize("rule", sorted(load(ROOT / "knowledge").rules))
def test_a_rule_cites_a_source_that_a_reader_can_open_at_its_place(rule):
    assert any(openable(key) for key in base().rules[rule].sources)


def test_a_pitfall_names_a_check_with_a_number():
    without = [slug for slug, entry in base().pitfalls.items() if not NUMBER.search(entry.detect)]
    assert without == []


@pytest.mark.parametrize("slug", sorted(load(ROOT / "knowledge").faq))
def test_an_answer_has_at_most_five_sentences(slug):
    assert [one for one in base().faq[slug].answer if re.search(r"[.!?] ", one)] == []
    assert len(base().faq[slug].answer) <= 5


def test_there_are_fifteen_questions_or_more_and_each_leads_to_a_rule():
    assert len(base().faq) >= 15
    assert [slug for slug, entry in base().faq.items() if not entry.rules] == []


def test_the_reference_is_that_of_the_knowledge():
    """To write it anew: `python -m docs.reference`."""
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs" / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.FILE.read_text(encoding="utf-8") == module.reference(base())


def test_nothing_is_stale_on_the_day_it_was_reviewed():
    from advisor.knowledge.ageing import stale

    assert list(stale(base(), base().reviewed)) == []
    late = {aged.kind for aged in stale(base(), date(2030, 1, 1))}
    assert {"rule", "gate", "pitfall", "model", "change", "contested", "faq"} <= late
