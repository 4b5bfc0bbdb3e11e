"""The verdict tells what is contested, has changed or has aged, and only where it matters."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from advisor.advice import Advice, advise
from advisor.answers.values import from_values
from advisor.audit.news import news_findings
from advisor.cli.main import main
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.load import load
from advisor.records.entries import describe
from advisor.records.madr4 import madr4
from advisor.records.plain import plain
from advisor.records.result import result

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 22)
CLOSING = {"model.name": "gpt-4.1-mini", "model.tuned_before": "never"}
SHIFTED = {"data.distribution_match": "different"}


@cache
def base() -> KnowledgeBase:
    return load(ROOT / "knowledge")


def judged(values: dict[str, object], day: date = DAY) -> Advice:
    return advise(base(), from_values(values), day)


def test_a_contested_finding_shows_where_it_touches_the_strongest_evidence():
    advice = judged(SHIFTED)
    assert [found.id for found in advice.contested] == ["out-of-domain-harm"]
    assert "Contested" in plain(advice)
    assert "### What Is Contested" in madr4(advice)
    told = result(advice)["contested"]
    assert told[0]["touches"] == ["distribution/different-source"]
    assert len(told[0]["sides"]) == 2


def test_nothing_is_contested_where_nothing_of_it_fired():
    advice = judged({"operations.latency": "relaxed"})
    assert advice.contested == ()
    assert "Contested" not in plain(advice)
    assert result(advice)["contested"] == []


def test_a_change_shows_for_the_model_that_was_named():
    advice = judged(CLOSING)
    touched = {found.id: found.touches for found in advice.recent_changes}
    assert "gpt-4.1-mini" in touched["2026-05-07-openai-tuning-closed-to-newcomers"]
    assert "What changed" in plain(advice)
    assert result(advice)["recent_changes"][0]["status"] == "confirmed"


def test_what_happened_to_other_models_is_no_news_for_this_one():
    advice = judged({"model.name": "gpt-5.6-terra"})
    models = {name for found in advice.recent_changes for name in found.entry.models}
    assert models <= {"gpt-5.6-sol", "gpt-5.6-terra", "gpt-5.6-luna"}


def test_a_change_is_not_known_before_it_was_public():
    early = judged(CLOSING, date(2026, 5, 1))
    assert [found.id for found in early.recent_changes] == []
    announced = {found.id for found in judged(CLOSING, date(2026, 6, 1)).recent_changes}
    assert "2027-01-06-openai-tuning-ends" in announced
    assert "2026-10-14-openai-gpt4-notice" not in announced


def test_a_claim_that_was_found_true_is_no_news():
    advice = judged({"data.examples": 30})
    assert [found.id for found in advice.recent_changes if found.entry.claim] == []


def test_a_verdict_warns_of_a_gate_and_a_model_past_their_shelf_life():
    assert judged(CLOSING).warnings == ()
    late = judged(CLOSING, date(2027, 7, 1))
    assert {aged.kind for aged in late.warnings} == {"gate", "model"}
    assert "Older than its shelf life" in plain(late)
    assert {row["entry"] for row in result(late)["warnings"]} >= {"gpt-4.1-mini"}


def test_nothing_of_this_moves_the_verdict():
    early, late = judged(SHIFTED), judged(SHIFTED, date(2030, 1, 1))
    assert early.verdict == late.verdict


@pytest.mark.parametrize("name", sorted(load(ROOT / "knowledge").telling))
def test_each_entry_can_be_shown_with_and_without_its_folder(name):
    assert describe(base(), name) == describe(base(), name.partition("/")[2])


def test_an_entry_names_what_links_to_it():
    assert "contested/safety-erosion-inherent" in str(describe(base(), "safety-erosion"))
    assert "faq/lora-or-full" in str(describe(base(), "learning-capacity/tokens-within-adapter"))


def test_the_audit_finds_nothing_in_what_is_told():
    assert [str(found) for found in news_findings(base())] == []


def test_the_commands_list_changes_questions_and_what_has_aged(capsys):
    assert main(["knowledge", "changes", "--since", "2027-01-01"]) == 0
    assert "2027-01-14" in capsys.readouterr().out
    assert main(["knowledge", "faq", "synthetic"]) == 0
    assert "model made" in capsys.readouterr().out
    assert main(["knowledge", "faq", "xyzzy"]) == 2
    assert main(["knowledge", "stale", "--date", "2026-11-23"]) == 0
    assert main(["knowledge", "stale", "--date", "2027-03-01"]) == 3
