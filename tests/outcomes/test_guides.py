"""Published guides as data: what each says, and whether it had all that it asked for."""

from __future__ import annotations

import pytest

from advisor.errors import KnowledgeError
from advisor.explain.guides import guide_verdict, guide_verdicts
from advisor.knowledge.entries.guides import Guide
from advisor.knowledge.load import parsed
from advisor.knowledge.published import load_guides
from tests.conftest import ROOT

GUIDES = load_guides(ROOT / "knowledge" / "guides")
TRIED = {"baseline.prompting": "few_shot", "operations.evaluation": "holdout_metric"}
LABELS = {**TRIED, "task.need": "label_convention", "task.knowledge_changes": "never"}
THOUSAND = {**LABELS, "data.examples": 1000, "data.label_source": "expert"}

# Guide, what is known, what it says in its own word, whether it had all that it asked for.
SAYINGS = [
    ("openai", {"operations.evaluation": "none"}, "build_eval", True),
    ("openai", {**LABELS, "data.examples": 9}, "prompt", True),
    ("openai", {**LABELS, "data.examples": 49}, "collect_data", True),
    ("openai", {**LABELS, "data.examples": 50}, "ft", True),
    ("openai", {**TRIED, "task.need": "facts"}, "rag", True),
    ("openai", {}, "prompt", False),
    ("azure-2023", {**LABELS, "data.examples": 999}, "prompt", True),
    ("azure-2023", THOUSAND, "ft", True),
    ("azure-2023", {"task.need": "style", "data.examples": 5000}, "prompt", False),
    ("foundry-2026", {"baseline.score": 0.95, "data.examples": 5000}, "prompt", True),
    ("foundry-2026", {"data.examples": 50}, "ft", False),
    ("vertex", {**LABELS, "data.examples": 99}, "prompt", True),
    ("vertex", {**TRIED, "task.need": "new_skill", "data.examples": 100}, "full", True),
    ("together", {"task.need": "new_skill"}, "full", True),
    ("together", {"task.need": "style"}, "peft", True),
    ("tachyon-beep", {**THOUSAND, "baseline.score": 0.5}, "peft", True),
    ("tachyon-beep", {**LABELS, "data.examples": 999}, "prompt", False),
    ("wshobson", {**TRIED, "task.knowledge_changes": "daily"}, "rag", True),
    ("wshobson", THOUSAND, "peft", True),
    ("zhang-2024", {"data.examples": 1_000_000}, "full", True),
    ("zhang-2024", {"data.examples": 999_999}, "peft", True),
    ("zhang-2024", {}, "prompt", False),
    ("nerdleveltech", {"data.examples": 10_000, "operations.gpus": 2}, "full", True),
    ("nerdleveltech", {"data.examples": 10_000}, "peft", False),
    ("manning", {}, "prompt", False),
    ("manning", {**LABELS, "baseline.score": 0.5}, "ft", True),
    ("huyen-notes", THOUSAND, "peft", True),
    ("huyen-notes", {**LABELS, "data.examples": 499}, "collect_data", True),
    ("meta-2024", {**LABELS, "operations.general_ability": "essential"}, "peft", True),
    ("peft-skill", {"model.params_b": 0.3}, "full", True),
    ("peft-skill", {"model.params_b": 8.0, "task.need": "style"}, "peft", True),
    ("fieldguide", LABELS, "ft", True),
    ("fieldguide", {"task.need": "reasoning", "task.knowledge_changes": "never"}, "prompt", True),
    ("databricks", {**TRIED, "baseline.retrieval": True}, "ft", True),
    ("databricks", {**TRIED, "baseline.retrieval": False}, "rag", True),
    ("hamel-husain", LABELS, "ft", True),
    ("hamel-husain", {}, "build_eval", False),
    ("ai-eng-7", {**THOUSAND, "operations.latency": "relaxed"}, "ft", True),
    ("ai-eng-7", {"data.examples": 40, "task.need": "style"}, "prompt", False),
]


@pytest.mark.parametrize(("slug", "readings", "label", "known"), SAYINGS)
def test_a_guide_says_what_it_says(slug, readings, label, known):
    verdict = guide_verdict(slug, GUIDES[slug], readings)
    assert (verdict.label, verdict.known) == (label, known)


def test_every_guide_is_tried():
    assert {slug for slug, *_ in SAYINGS} == GUIDES.keys()


def test_every_guide_answers_whatever_is_known():
    for verdict in guide_verdicts(GUIDES, {}):
        assert verdict.because
        assert verdict.option in {"prompting", "peft", "full_fine_tuning"}


def test_agreement_is_on_the_option():
    verdict = guide_verdict("openai", GUIDES["openai"], {**LABELS, "data.examples": 500})
    assert verdict.agrees("peft")
    assert not verdict.agrees("full_fine_tuning")


def test_a_guide_names_where_it_was_read():
    for slug, guide in GUIDES.items():
        assert guide.url or "not" in guide.locator, slug


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("", "default"),
        ('[default]\nsay = "hope"\nbecause = "x"', "Input should be"),
        ('[[step]]\nsay = "ft"\nbecause = "x"\n[default]\nsay = "ft"\nbecause = "x"', "when or"),
    ],
)
def test_a_broken_guide_is_refused(more, fault):
    head = 'title = "t"\npublisher = "p"\nyear = 2026\nurl = ""\nlocator = "l"\nchecked = "read"\n'
    with pytest.raises(KnowledgeError, match=fault):
        parsed("guides/x.toml", head + more, Guide)
