"""A written record read back, whatever its format: the answers file in it, trace and outcomes."""

from __future__ import annotations

import json
import re
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

import tomli_w

from advisor.answers.tables import PROVENANCE
from advisor.records.appendix import ANSWERS
from advisor.records.plain import AGAIN
from advisor.records.result import SCHEMA
from advisor.records.trace import Table, from_comments

_FENCED = re.compile(r"^```toml\n(.*?)^```[ \t]*$", re.DOTALL | re.MULTILINE)
_HTML = re.compile(rf'^<pre id="{ANSWERS}">\n(.*?)^</pre>$', re.DOTALL | re.MULTILINE)
_TEXT = re.compile(rf"^{re.escape(AGAIN)}$\n(.*)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Kept:
    """What a record keeps: its format, an answers file as text, and the tables of its trace."""

    form: str
    toml: str
    tables: tuple[Table, ...]

    def all(self, key: str) -> list[Any]:
        """Return the value of every table that has this key, in order."""
        return [table[key] for table in self.tables if key in table]

    def last(self, key: str) -> Any:
        """Return the value of the last table that has this key, or None."""
        return next(iter(reversed(self.all(key))), None)


def kept(text: str) -> Kept | None:
    """Return what a record keeps, or None where it is in none of our formats."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    begun = plain.lstrip()
    if begun.startswith("{"):
        return _json(plain)
    if begun.lower().startswith("<!doctype html"):
        return _toml("html", _HTML.search(plain), unescape)
    if _is_toml(plain):
        return Kept("toml", plain, tuple(from_comments(plain)))
    found = _FENCED.search(plain)
    if found is not None:
        return _toml("markdown", found)
    found = _TEXT.search(plain)
    if found is not None:
        return _toml("text", found, textwrap.dedent)
    return None


def _is_toml(text: str) -> bool:
    try:
        return bool(tomllib.loads(text))
    except (ValueError, RecursionError):
        return False


def _toml(form: str, found: re.Match[str] | None, undo: Any = str) -> Kept | None:
    if found is None:
        return None
    toml = undo(found[1])
    return Kept(form, toml, tuple(from_comments(toml)))


def _json(text: str) -> Kept | None:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("schema") != SCHEMA:
        return None
    tables = [table for table in _rows(told.get("rests_on")) if isinstance(table, dict)]
    # The newest stands first in JSON, and last everywhere else.
    tables += [{"outcome": one} for one in reversed(_rows(told.get("outcomes")))]
    try:
        return Kept("json", _answers_file(told), tuple(tables))
    except (TypeError, ValueError, AttributeError):
        return None


def _rows(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _answers_file(told: Mapping[str, Any]) -> str:
    """Return the answers file that a result in JSON holds; what is no table is left out."""
    file: dict[str, Any] = {"advisor": 1}
    for question, answer in _table(told.get("answers")).items():
        if not isinstance(answer, dict) or answer.get("from") == "catalogue":
            continue
        topic, _, key = question.partition(".")
        file.setdefault(topic, {})[key] = answer.get("value")
        place = {key: answer[key] for key in PROVENANCE if key in answer}
        if place.get("from") in {"said", "file"}:
            place.pop("from")
        if place:
            file.setdefault("provenance", {})[question] = _with_dates(place)
    if told.get("dont_know"):
        file["session"] = {"dont_know": told["dont_know"]}
    if told.get("record"):
        file["record"] = _with_dates(_table(told["record"]))
    if told.get("prices"):
        file["prices"] = told["prices"]
    file["advice"] = _with_dates(_advice(told))
    return tomli_w.dumps(_without_none(file))


def _advice(told: Mapping[str, Any]) -> dict[str, Any]:
    knowledge, options = _table(told.get("knowledge")), _rows(told.get("options"))
    leader = _table(options[0]) if options else {}
    return {
        "recommendation": told.get("recommendation"),
        "probability": leader.get("probability"),
        "knowledge_version": knowledge.get("version"),
        "knowledge_digest": knowledge.get("digest"),
        "date": told.get("date"),
    }


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _with_dates(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _day(value) if key == "date" else value for key, value in table.items()}


def _day(value: object) -> object:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return value


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    return value
