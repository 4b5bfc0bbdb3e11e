"""The answers file read into answers: every fault told at once, nothing guessed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from advisor.answers import tables
from advisor.answers.check import contradictions, problem_with, shown
from advisor.answers.values import Answer, Answers, Record
from advisor.errors import AnswersError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.asking import NUMBER_KINDS
from advisor.text import nearest, visible

FORMAT = 1
LARGEST_FILE = 1_000_000
MOST_PROBLEMS = 50
MOST_DOTS = 1_000
DEEPEST = 20
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
EXTRA_TABLES = ("session", "record", "prices", "provenance", "advice")


@dataclass(frozen=True)
class Reading:
    """Answers as they stood in a file, with what to warn of."""

    answers: Answers
    warnings: tuple[Problem, ...]


def read_bytes(path: Path, largest: int = LARGEST_FILE) -> bytes:
    """Return the content of a file, cut just past `largest` bytes for the reader to refuse.

    Raises AnswersError where there is no such file, or it cannot be read.
    """
    name = visible(str(path))
    try:
        if path.is_dir():
            raise _one(name, "this is a folder", "name a .toml file in it")
        if path.exists() and not (path.is_file() or path.is_fifo()):
            raise _one(
                name, "this is no regular file", "name a .toml file, or - for standard input"
            )
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        raise _one(name, "there is no such file", _neighbour(path)) from None
    except (OSError, ValueError, RuntimeError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        raise _one(
            name, f"cannot be read ({visible(reason)})", "check the path and its permissions"
        ) from None
    return content


def _neighbour(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix == ".toml"][:1000]
    except OSError:
        return "check the path"
    near = nearest(path.name, names)
    return f"did you mean {visible(str(path.with_name(near)))}?" if near else "check the path"


def _one(path: str, what: str, to_do: str) -> AnswersError:
    return AnswersError((Problem(path, "", what, to_do),))


def read(base: KnowledgeBase, content: bytes, name: str) -> Reading:
    """Read answers out of the content of a file called `name`.

    Raises AnswersError with every fault of it (at most 50, and then their number).
    """
    name = visible(name)
    table = _table(content, name)
    problems = list(_faults(base, table, name))
    if problems:
        raise AnswersError(_bounded(problems, name))
    answers = _answers(base, table)
    return Reading(answers, tuple(_warnings(base, answers, name)))


def _bounded(problems: list[Problem], name: str) -> tuple[Problem, ...]:
    if len(problems) <= MOST_PROBLEMS:
        return tuple(problems)
    more = Problem(name, "", f"and {len(problems) - MOST_PROBLEMS:,} more", "mend these first")
    return (*problems[:MOST_PROBLEMS], more)


def _table(content: bytes, name: str) -> dict[str, Any]:
    if len(content) > LARGEST_FILE:
        raise _one(name, "the file is over 1 MB", "an answers file has a few kilobytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        column = fault.start - (content.rfind(b"\n", 0, fault.start) + 1) + 1
        raise _one(name, f"not UTF-8 (line {line}, column {column})", "save it as UTF-8") from None
    too_deep = _one(name, "nested too deeply", "an answers file has one level of tables")
    # The parser takes minutes over one key of thousands of parts.
    if any(line.count(".") > MOST_DOTS for line in _QUOTED.sub("", text).splitlines()):
        raise too_deep
    try:
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as fault:
        raise _one(name, f"not TOML: {visible(str(fault))[:200]}", "mend that place") from None
    except RecursionError:
        raise too_deep from None
    except ValueError:
        raise _one(name, "a number has thousands of digits", "check its numbers") from None
    if _depth_exceeds(table, DEEPEST):
        raise too_deep
    return table


def _depth_exceeds(table: dict[str, Any], limit: int) -> bool:
    level: list[Any] = [table]
    for _ in range(limit):
        inner = [item.values() if isinstance(item, dict) else item for item in level]
        level = [value for items in inner for value in items if isinstance(value, (dict, list))]
    return bool(level)


def _faults(base: KnowledgeBase, table: dict[str, Any], name: str) -> Iterator[Problem]:
    yield from _format_fault(table, name)
    known_tables = [*base.topics, *EXTRA_TABLES]
    for key, value in table.items():
        if key == "advisor":
            continue
        if key in base.topics:
            yield from _topic_faults(base, key, value, name)
        elif key in EXTRA_TABLES:
            yield from _extra_faults(base, key, value, name)
            if key == "session":
                yield from _closed_faults(base, value, name)
        else:
            yield tables.unknown_key(key, ["advisor", *known_tables], name)
    yield from contradictions(_legal_values(base, table), name)


def _format_fault(table: dict[str, Any], name: str) -> Iterator[Problem]:
    version = table.get("advisor")
    if version is not None and (type(version) is not int or version != FORMAT):
        yield Problem(name, "advisor", f"found {shown(version)}", f"this app reads format {FORMAT}")


def _topic_faults(base: KnowledgeBase, topic: str, value: object, name: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(name, topic, f"found {shown(value)}", f"write it as a table [{topic}]")
        return
    known = [question for question in base.questions if question.startswith(f"{topic}.")]
    for key, answer in value.items():
        question = base.questions.get(f"{topic}.{key}")
        if question is None:
            yield tables.unknown_key(f"{topic}.{key}", _near_first(base, key, known), name)
        elif (problem := problem_with(question, answer, name)) is not None:
            yield problem


def _near_first(base: KnowledgeBase, key: str, known: list[str]) -> list[str]:
    """The keys of this table, and one of another table that has exactly this name."""
    elsewhere = [question for question in base.questions if question.endswith(f".{key}")]
    return elsewhere or known


def _extra_faults(base: KnowledgeBase, key: str, value: object, name: str) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(name, key, f"found {shown(value)}", f"write it as a table [{key}]")
    elif key in tables.FLAT:
        yield from tables.faults(value, tables.FLAT[key], key, name)
    elif key == "prices":
        for model, prices in value.items():
            yield from tables.faults(prices, tables.PRICES, f'prices."{visible(model)}"', name)
    else:
        for question, place in value.items():
            yield from _provenance_faults(base, question, place, name)


def _closed_faults(base: KnowledgeBase, value: object, name: str) -> Iterator[Problem]:
    closed = value.get("dont_know") if isinstance(value, dict) else None
    if isinstance(closed, list):
        for question in closed:
            if isinstance(question, str) and question not in base.questions:
                yield tables.unknown_key(question, list(base.questions), name)


def _provenance_faults(
    base: KnowledgeBase, question: str, place: object, name: str
) -> Iterator[Problem]:
    key = f'provenance."{visible(question)}"'
    if question not in base.questions:
        yield tables.unknown_key(question, list(base.questions), name)
        return
    found = list(tables.faults(place, tables.PROVENANCE, key, name))
    yield from found
    if found or not isinstance(place, dict):
        return
    if "low" in place and base.questions[question].kind not in NUMBER_KINDS:
        yield Problem(name, key, "an interval for what is no number", "take low and high out")
    elif ("low" in place) != ("high" in place):
        yield Problem(name, key, "only one end of an interval", "give low and high, or neither")
    elif "low" in place and place["low"] > place["high"]:
        yield Problem(name, key, "low is above high", "exchange them")


def _legal_values(base: KnowledgeBase, table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        question.id: table[question.topic][key]
        for question in base.questions.values()
        if isinstance(table.get(question.topic), dict)
        and (key := question.id.partition(".")[2]) in table[question.topic]
        and problem_with(question, table[question.topic][key]) is None
    }


def _answers(base: KnowledgeBase, table: dict[str, Any]) -> Answers:
    places = table.get("provenance", {})
    given = {
        question: _answer(value, places.get(question, {}))
        for question, value in _legal_values(base, table).items()
    }
    closed = frozenset(table.get("session", {}).get("dont_know", ())) - given.keys()
    record = dict(table.get("record", {}))
    record["deciders"] = tuple(record.get("deciders", ()))
    return Answers(
        given=given,
        dont_know=closed,
        record=Record(**record),
        prices=table.get("prices", {}),
        advised=table.get("advice", {}),
    )


def _answer(value: Any, place: Mapping[str, Any]) -> Answer:
    answer = Answer(value, origin=place.get("from", "file"))
    kept = {key: place[key] for key in ("method", "digest", "date", "said") if key in place}
    if "low" in place:
        kept |= {"low": float(place["low"]), "high": float(place["high"])}
    return replace(answer, **kept)


def _warnings(base: KnowledgeBase, answers: Answers, name: str) -> Iterator[Problem]:
    model = answers.model_name
    if model is not None and model not in base.models:
        near = nearest(model, list(base.models))
        hint = f"did you mean {near}? " if near else ""
        to_do = f"{hint}the rest of [model] stays as told"
        yield Problem(name, "model.name", f"{shown(model)} is not in the catalogue", to_do)
