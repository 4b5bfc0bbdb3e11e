"""An answers file changed where answers changed; every other byte, comments included, stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import tomli_w

from advisor.answers.values import Answers
from advisor.answers.write import to_table
from advisor.knowledge.base import KnowledgeBase

_HEADER = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_VALUE = r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\"'\[{#\s][^#]*?"


def edited(base: KnowledgeBase, text: str, after: Answers, questions: Iterable[str]) -> str:
    """Return the text of an answers file with these questions answered as in `after`.

    Each value is exchanged in its line and keeps the comment behind it; what has no line yet is put
    at the end of its table. The table of where it came from is written anew. The caller reads the
    result again: a file of unusual form (values over several lines, dotted keys) may not come out.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    table = to_table(base, after)
    for question in questions:
        topic, _, key = question.partition(".")
        lines = _with_value(lines, topic, key, _toml({key: table[topic][key]})[0])
        place = table.get("provenance", {}).get(question)
        if place:
            lines = _with_table(lines, f'provenance."{question}"', place)
    return ending.join(lines)


def _toml(table: Mapping[str, Any]) -> list[str]:
    return tomli_w.dumps(table).rstrip("\n").split("\n")


def _span(lines: list[str], header: str) -> tuple[int, int] | None:
    """Return the first line below a table's header and the one past its last."""
    start = None
    for at, line in enumerate(lines):
        found = _HEADER.match(line)
        if found and start is not None:
            return start, at
        if found and found.group(1) == header:
            start = at + 1
    return None if start is None else (start, len(lines))


def _with_value(lines: list[str], topic: str, key: str, assignment: str) -> list[str]:
    span = _span(lines, topic)
    if span is None:
        return [*_ended(lines), f"[{topic}]", assignment, ""]
    start, end = span
    pattern = re.compile(rf"(\s*{re.escape(key)}\s*=\s*)(?:{_VALUE})(\s*(?:#.*)?)$")
    for at in range(start, end):
        found = pattern.match(lines[at])
        if found:
            value = assignment.partition("=")[2].strip()
            exchanged = f"{found.group(1)}{value}{found.group(2)}"
            return [*lines[:at], exchanged, *lines[at + 1 :]]
    last = max((at for at in range(start, end) if lines[at].strip()), default=start - 1)
    return [*lines[: last + 1], assignment, *lines[last + 1 :]]


def _with_table(lines: list[str], header: str, table: Mapping[str, Any]) -> list[str]:
    span = _span(lines, header)
    if span is None:
        return [*_ended(lines), f"[{header}]", *_toml(table), ""]
    start, end = span
    kept = [line for line in lines[start:end] if not line.strip() or line.lstrip()[:1] == "#"]
    return [*lines[:start], *_toml(table), *kept, *lines[end:]]


def _ended(lines: list[str]) -> list[str]:
    """Return the lines with one empty line at their end, before something new begins."""
    told = list(lines)
    while told and not told[-1].strip():
        told.pop()
    return [*told, ""] if told else []
