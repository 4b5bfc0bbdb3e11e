"""The report of a profile: its sections, and hostile text that neither breaks nor fools it."""

from __future__ import annotations

import json
from datetime import date
from xml.etree import ElementTree

import pytest

from advisor.advice import Advice, advise
from advisor.answers.values import Answer, Answers
from advisor.dataset.joining import joined, measures_of
from advisor.dataset.values import FileFacts, Finding, Measure, Profile, WorstRow
from advisor.knowledge.base import KnowledgeBase
from advisor.records.profile import WRITERS
from advisor.records.profile_pictures import picture_files

DAY = date(2026, 11, 25)
HOSTILE = "\x1b]0;x\x07[/x] <script>|`*\u202e\n# not a heading"
FORMATS = sorted(WRITERS)


@pytest.fixture(scope="module")
def found() -> Profile:
    """Return a profile with something hostile wherever data or a name can stand."""
    return Profile(
        files=(FileFacts(f"{HOSTILE}.jsonl", "sha256:00ff", "openai_chat", "jsonl", 900, 3),),
        format="openai_chat",
        findings=(
            Finding("size", 900, "good", "900 rows.", {"data.examples": Measure(900)}),
            Finding(
                "label_noise",
                0.12,
                "bad",
                f"Many labels of {HOSTILE} look wrong.",
                {"data.label_error": Measure(0.12, 0.09, 0.2, "confident learning")},
                tuple(WorstRow(HOSTILE, n, HOSTILE) for n in range(1, 9)),
            ),
            Finding("baseline", None, "cannot_tell", "Cannot tell: no labels."),
            Finding(
                "classes",
                4.0,
                "warn",
                "2 classes.",
                series={"classes": ((HOSTILE, 700.0), ("secret", 200.0))},
            ),
            Finding(
                "distribution_match",
                0.9,
                "bad",
                "They differ.",
                {"data.distribution_match": Measure("different", method="AUC 0.9")},
                series={"words_lacking_in_training": ((HOSTILE, 3.0), ("secret", 2.0))},
            ),
            Finding("never_heard_of", 1.0, "warn", "A check of tomorrow."),
        ),
    )


@pytest.fixture(scope="module")
def advice(real: KnowledgeBase, found: Profile) -> Advice:
    """Return the advice on what was measured and said."""
    said = Answers({"data.label_error": Answer(0.0), "baseline.target": Answer(0.8)})
    measures = measures_of(found.findings)
    return advise(real, joined(real, said, measures, digest="sha256:00ff", day=DAY), DAY)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("quote", [False, True])
def test_nothing_in_it_acts(found: Profile, advice: Advice, format: str, quote: bool) -> None:
    text = WRITERS[format](found, advice, quote=quote)
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert "\n# not a heading" not in text
    assert ("secret" in text) is quote


def test_its_sections_are_those_that_were_asked_for(found: Profile, advice: Advice) -> None:
    text = WRITERS["text"](found, advice, quote=False)
    for title in ("What we measured", "What it means for the decision", "Mend first", "Worst rows"):
        assert f"\n{title}\n" in text
    assert text.index("[bad] Wrong labels: 12.0 %") < text.index("Mend first")
    assert "and 3 more: see advisor profile --format json" in text
    told = " ".join(text.split())
    assert "12 % (9 % to 20 %); measured on 2026-11-25" in told and "said 0 %" in told
    assert all(len(line) <= 80 for line in text.splitlines() if "script" not in line)


def test_what_is_gravest_is_mended_first(found: Profile, advice: Advice) -> None:
    text = WRITERS["text"](found, advice, quote=False)
    mended = text[text.index("Mend first") : text.index("Worst rows")]
    assert mended.index("Wrong labels") < mended.index("Balance of the classes")


def test_markdown_shows_what_was_typed_and_nothing_else(found: Profile, advice: Advice) -> None:
    text = WRITERS["markdown"](found, advice, quote=True)
    assert "<script>" not in text.replace("\\<script\\>", "").split("```")[0]
    assert [line for line in text.splitlines() if line.startswith("# ")] == [
        "# Profile of the data"
    ]


def test_json_holds_every_figure(found: Profile, advice: Advice) -> None:
    told = json.loads(WRITERS["json"](found, advice, quote=False))
    assert told["answers"]["data.label_error"] == {
        "value": 0.12,
        "from": "measured",
        "low": 0.09,
        "high": 0.2,
        "method": "confident learning",
        "digest": "sha256:00ff",
        "date": "2026-11-25",
        "said": 0.0,
    }
    assert [one["id"] for one in told["checks"]] == [one.check for one in found.findings]
    assert len(told["checks"][1]["worst"]) == 8


def test_pictures_are_whole_and_hold_no_markup_of_the_data(found: Profile) -> None:
    drawn = picture_files(found.findings, quote=True)["classes.svg"]
    root = ElementTree.fromstring(drawn)
    assert not [one for one in root.iter() if one.tag.endswith("script")]
    assert "secret" in drawn
    assert "secret" not in picture_files(found.findings, quote=False)["classes.svg"]
