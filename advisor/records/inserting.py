"""Lines put into a written record; every other byte of it stays as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from advisor.errors import AdvisorError
from advisor.records.appendix import ANSWERS
from advisor.records.plain import AGAIN, wrapped
from advisor.records.reading import Kept
from advisor.records.trace import HEAD, comments
from advisor.text import markdown, visible

TITLE = "What Came Of It"
_STATUS = re.compile(r"^## +status[ \t]*$", re.IGNORECASE)
_LINKS = re.compile(r"^## +(more information|links)[ \t]*$", re.IGNORECASE)


def ending(text: str) -> str:
    """Return the line ending that a text uses."""
    return "\r\n" if "\r\n" in text else "\n"


def _inserted(text: str, at: int, new: Iterable[str]) -> str:
    """Put lines before line number `at` (from 0); past the last line they are appended."""
    lines, end = text.splitlines(keepends=True), ending(text)
    told = "".join(f"{line}{end}" for line in new)
    if at >= len(lines) and lines and not lines[-1].endswith(("\n", "\r")):
        told = end + told
    return "".join(lines[:at]) + told + "".join(lines[at:])


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in text.splitlines(keepends=True)]


def superseded(text: str, label: str, link: str) -> str:
    """Return an older record that says which one took its place."""
    return _linked(text, "Superseded by", label, link)


def supersedes(text: str, label: str, link: str) -> str:
    """Return a new record that says which one it replaces."""
    return _linked(text, "Supersedes", label, link)


def _linked(text: str, verb: str, label: str, link: str) -> str:
    lines, told = _lines(text), f"{verb} [{markdown(label)}]({link})"
    for at, line in enumerate(lines):
        if _STATUS.match(line):
            end = _end_of_section(lines, at)
            apart = [""] if lines[end - 1].strip() else []
            return _inserted(text, end, [*apart, told, ""])
    for at, line in enumerate(lines):
        if _LINKS.match(line):
            follows = at + 1 < len(lines) and not lines[at + 1].strip()
            return _inserted(text, at + 1 + follows, _as_item(lines, at + 1 + follows, told))
    return _inserted(text, len(lines), ["", told])


def _as_item(lines: list[str], at: int, told: str) -> list[str]:
    mark = lines[at][:2] if at < len(lines) else ""
    joins = mark in ("* ", "- ", "+ ")
    return [f"{mark}{told}"] if joins else [f"* {told}", ""]


def _end_of_section(lines: list[str], heading: int) -> int:
    for at in range(heading + 1, len(lines)):
        if lines[at].startswith("#"):
            return at
    return len(lines)


def with_outcome(text: str, found: Kept, outcome: dict[str, Any], told: list[str]) -> str:
    """Return a record with what came of it, for people (`told`, one sentence each) and programs.

    Raises AdvisorError where the record has no place for it.
    """
    if found.form == "json":
        return _json(text, outcome)
    text = _for_people(text, found.form, told)
    return _for_programs(text, found.form, outcome)


def _json(text: str, outcome: dict[str, Any]) -> str:
    lines, one = _lines(text), json.dumps(outcome)
    if lines and '  "outcomes": [' in lines:
        return _inserted(text, lines.index('  "outcomes": [') + 1, [f"    {one},"])
    if not lines or lines[0].lstrip("\ufeff") != "{":
        hint = "write it anew with --format json, or keep a markdown record"
        raise AdvisorError("this JSON stands on one line, so no line can be put in", hint)
    return _inserted(text, 1, ['  "outcomes": [', f"    {one}", "  ],"])


def _for_people(text: str, form: str, told: list[str]) -> str:
    lines = _lines(text)
    if form == "markdown":
        items = [f"* {markdown(sentence)}" for sentence in told]
        return _titled(text, lines, f"### {TITLE}", "### Judge Again", ["", *items], 2)
    if form == "html":
        items = [f"<li>{escape(visible(sentence), quote=False)}</li>" for sentence in told]
        head = '<h3 id="what-came-of-it">' + TITLE + "</h3>"
        rows = ["<ul>", *items, "</ul>"]
        return _titled(text, lines, head, '<h3 id="judge-again">Judge Again</h3>', rows, 1, "")
    if form == "text":
        rows = [line for one in told for line in wrapped(visible(one), "  - ", "    ")]
        return _titled(text, lines, TITLE, AGAIN, rows, 1)
    return text


def _titled(
    text: str,
    lines: list[str],
    head: str,
    before: str,
    rows: list[str],
    skip: int,
    last: str | None = None,
) -> str:
    """Put rows below `head`, which is put before the line `before` where it is not there yet."""
    if head in lines:
        at = lines.index(head) + skip
        return _inserted(text, at, [row for row in rows if row])
    if before not in lines:
        raise AdvisorError("this record has no place for an outcome", "was it changed by hand?")
    after = [""] if last is None else []
    return _inserted(text, lines.index(before), [head, *rows, *after])


def _for_programs(text: str, form: str, outcome: dict[str, Any]) -> str:
    lines = _lines(text)
    indent = "  " if form == "text" else ""
    told = [indent + one for one in comments([{"outcome": outcome}])]
    if form == "html":
        told = [escape(one, quote=False) for one in told]
    if indent + HEAD in lines:
        at = lines.index(indent + HEAD) + 1
        while at < len(lines) and lines[at].startswith(f"{indent}#"):
            at += 1
        return _inserted(text, at, told)
    return _inserted(text, _end_of_answers(lines, form), ["", indent + HEAD, *told])


def _end_of_answers(lines: list[str], form: str) -> int:
    begin, end = {
        "markdown": ("```toml", "```"),
        "html": (f'<pre id="{ANSWERS}">', "</pre>"),
    }.get(form, ("", ""))
    if not begin:
        return len(lines)
    return lines.index(end, lines.index(begin) + 1)
