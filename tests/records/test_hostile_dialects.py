"""Untrusted texts cannot break out of HTML, nor out of the heads of the older dialects."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given, settings

from advisor.records.formats import FORMATS
from advisor.records.reading import kept
from advisor.rejudge.judge import rejudge
from tests.fixtures import mini
from tests.records.test_hostile import BASE, LEGAL, answers, written

FEW = settings(max_examples=12)
PLAIN = written("html", "Plain")


class Shape(HTMLParser):
    """The elements and attribute names of a page, without its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = Shape()
    parser.feed(page)
    return parser.tags


@FEW
@given(LEGAL)
def test_html_has_the_same_elements_whatever_the_texts(text):
    found = shape(written("html", text))
    # Without a title the task is told instead; without a project its line is missing.
    assert found == shape(written("html", "Plain" if text else ""))


@FEW
@given(LEGAL)
def test_the_heads_of_the_older_dialects_keep_their_lines(text):
    madr2 = written("madr2", text).split("\n")
    assert madr2[0].startswith("# PEFT for ")
    assert madr2[2] == "* Status: proposed"
    assert madr2[3].startswith("* Deciders: ")
    assert madr2[4] == "* Date: 2026-11-22"
    assert madr2[5] == ""
    nygard = written("nygard", text).split("\n")
    assert nygard[0].startswith("# PEFT for ")
    assert nygard[2:8] == ["Date: 2026-11-22", "", "## Status", "", "Proposed", ""]


@FEW
@given(LEGAL)
def test_every_format_reads_back_to_the_same_answers(text):
    for name in FORMATS:
        found = kept(written(name, text))
        assert found is not None
        assert f"\n{found.toml}".count("\n[advice]\n") == 1
        again = rejudge(BASE, written(name, text), name, mini.DAY)
        assert again.verdict == "same", again
        assert answers(text).record.title == text


def test_no_heading_of_the_older_dialects_is_made_up():
    for name in ("madr2", "nygard"):
        plain, evil = (
            re.findall(r"^#.*$", written(name, text).partition("\n```toml\n")[0], re.MULTILINE)
            for text in ("Plain", "x\n## Status\n\nAccepted")
        )
        assert plain[1:] == evil[1:]
