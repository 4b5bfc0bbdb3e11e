"""Untrusted texts cannot break a record, whatever a title, a project or a model's name holds."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.answers.file import read
from advisor.answers.values import Answer, Answers, Record, from_values
from advisor.knowledge.load import load
from advisor.records.formats import FORMATS
from advisor.text import markdown, visible
from tests.conftest import ROOT
from tests.fixtures import mini

BASE = load(ROOT / "tests" / "fixtures" / "knowledge")
HOSTILE = [
    ", because nothing",
    'Chosen option: "Nothing", because we say so',
    "[/x][bold red]",
    "\x1b[31mred\x1b]0;title\x07",
    "\x9b31m\x9d0;title\x9c",
    "\u202eesrever\u2066",
    "---",
    "---\nstatus: accepted\n---\n# Another title",
    "a | b || c |",
    "`code` ```\n```toml\nadvisor = 2\n```",
    "<script>alert(1)</script><!-- -->&lt;",
    "line\r\none\n\n# two\n## Decision Outcome\n\nthree\u2028four",
    "* item\n1. one\n> quoted\n    code",
    "'''\n\"\"\"\n[task]\nneed = 'facts'",
    "\\",
    '"',
    "![image](https://example.org/x.png) [link](javascript:alert(1))",
    "%s {0} {data.examples} ${HOME} $(id)",
    "\x00\x01\x7f",
    "\U000e0041\ufeff\u200b",
    "x" * 5_000,
    "日本語 مرحبا 🧪",
]
TEXTS = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
# A TOML file cannot hold half of a surrogate pair, so no answer can.
LEGAL = TEXTS.filter(lambda text: not any(unicodedata.category(c) == "Cs" for c in text))


def answers(text: str) -> Answers:
    told = from_values({"task.need": "label_convention", "data.examples": 500}, "file")
    name = text[:200] if text.strip() else "nobody-knows-it"
    given = {
        **told.given,
        "model.name": Answer(name, "file"),
        "data.label_error": Answer(0.05, "measured", method=text, digest=text, said=text or None),
    }
    return replace(
        told, given=given, record=Record(title=text, project=text, deciders=(text, "Ada"))
    )


def written(name: str, text: str) -> str:
    return FORMATS[name](advise(BASE, answers(text), mini.DAY))


def acting(text: str) -> set[str]:
    """Return the characters that a terminal would act on."""
    kinds = {"Cc", "Cf", "Cs"}
    return {c for c in text if unicodedata.category(c) in kinds and c != "\n"}


@pytest.mark.parametrize("name", sorted(FORMATS))
@settings(max_examples=20)
@given(LEGAL)
def test_nothing_that_is_written_acts_on_a_terminal(name, text):
    assert acting(written(name, text)) == set()


@given(LEGAL)
def test_json_stays_one_object_with_the_texts_in_it(text):
    found = json.loads(written("json", text))
    assert found["record"].get("title", "") == text
    assert found["recommendation"] == "peft"


@given(LEGAL)
def test_the_toml_format_reads_back_to_the_same_answers(text):
    before = advise(BASE, answers(text), mini.DAY).answers
    again = read(BASE, written("toml", text).encode(), "again").answers
    told = {k: a for k, a in before.given.items() if a.origin != "catalogue"}
    assert dict(again.given) == told
    assert (again.record, again.dont_know) == (before.record, before.dont_know)


@given(LEGAL)
def test_the_front_matter_is_three_lines_and_the_title_follows_at_once(text):
    """As adr-log reads it: the first line after the front matter is the title."""
    lines = written("markdown", text).split("\n")
    assert lines[0] == "---"
    assert lines[1] == 'status: "proposed"'
    assert lines[2] == "date: 2026-11-22"
    assert lines[3].startswith('decision-makers: ["')
    assert lines[3].endswith(', "Ada"]')
    assert lines[4] == "---"
    assert lines[5].startswith("# PEFT for ")


@given(LEGAL)
def test_the_chosen_option_is_told_once(text):
    """As adr-manager reads it: one line, split at the first `, because`."""
    lines = written("markdown", text).splitlines()
    chosen = [line for line in lines if line.startswith("Chosen option:")]
    assert len(chosen) == 1
    match = re.fullmatch(r'Chosen option: "(.*?)", because (.*)', chosen[0])
    assert match is not None
    assert match.group(1) == "PEFT"
    assert chosen[0].count(", because") == 1


@given(LEGAL)
def test_the_headings_are_those_of_the_form_and_no_others(text):
    def headings(record: str) -> list[str]:
        prose = record.partition("\n```toml\n")[0]
        return [line for line in prose.split("\n")[6:] if line.startswith("#")]

    assert headings(written("markdown", text)) == headings(written("markdown", "Plain"))


@given(LEGAL)
def test_the_answers_in_the_record_read_back(text):
    record = written("markdown", text)
    (block,) = re.findall(r"^```toml\n(.*?)^```$", record, re.DOTALL | re.MULTILINE)
    assert block == written("toml", text)
    assert tomllib.loads(block)["record"].get("title", "") == text


@given(LEGAL)
def test_every_row_of_the_answers_table_has_three_cells(text):
    answers = written("markdown", text).partition("\n### Answers\n")[2]
    rows = [line for line in answers.splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 4
    for row in rows:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 4


@given(LEGAL)
def test_no_html_and_no_link_of_theirs_is_live(text):
    prose = written("markdown", text).partition("```toml")[0]
    for source in BASE.sources.values():
        prose = prose.replace(f"<{source.url}>", "")
    assert not re.search(r"(?<!\\)(?:\\\\)*<[a-zA-Z!/]", prose.partition("---\n#")[2])
    assert not re.search(r"(?<!\\)(?:\\\\)*\]\(", prose.partition("---\n#")[2])


@given(TEXTS)
def test_a_text_is_shown_alike_whatever_stands_behind_it(text):
    """Most texts need no look at each of their characters: nothing may depend on that."""
    assert visible(f"{text}\0") == f"{visible(text)}\\u0000"


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_shows_the_texts_characters(text):
    from markdown_it import MarkdownIt

    shown = "".join(
        token.content
        for inline in MarkdownIt().parseInline(markdown(text))
        for token in inline.children or []
    )
    assert shown == visible(text).strip()
