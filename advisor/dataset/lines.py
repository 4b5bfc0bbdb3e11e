"""Lines of data files: where a row stands, and why one breaks the form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from advisor.dataset.copying import LONGEST_LINE
from advisor.dataset.formats import ANSWERING, INSTEAD, ROLES, Field, Form
from advisor.dataset.reading import Numbered

if TYPE_CHECKING:
    from advisor.dataset.facts import Part


def of(part: Part, place: int) -> int:
    """Return the line, from 1, of the row at a place, from 0, of a file."""
    if part.lines is None and part.source.text is not None:
        part.lines = Numbered(part.source.text, part.rows)
    if part.lines is None:
        return place + 1
    try:
        return part.lines[place]
    except IndexError:
        return place + 1


def reasons(part: Part, form: Form, places: Iterable[int], *, answered: bool) -> dict[int, str]:
    """Return why each of these rows breaks the form."""
    wanted = {of(part, place): place for place in places}
    found: dict[int, str] = {}
    path = part.source.text or part.source.reads
    if part.source.kind != "jsonl":
        return {place: "a cell that the form needs is missing" for place in wanted.values()}
    converted = part.source.lines is not None
    with path.open("rb") as file:
        for number, line in enumerate(_whole(file), start=1):
            key = of(part, number - 1) if converted else number
            if key in wanted and (not converted or wanted[key] == number - 1):
                found[wanted[key]] = reason(line, form, answered=answered)
                if len(found) == len(wanted):
                    break
    return found


def _whole(file: Any) -> Iterable[bytes]:
    """Yield each line, one over the limit cut to it."""
    while line := file.readline(LONGEST_LINE):
        yield line
        while line and not line.endswith(b"\n") and len(line) == LONGEST_LINE:
            line = file.readline(LONGEST_LINE)


def reason(line: bytes, form: Form, *, answered: bool) -> str:
    """Return why a line breaks the form, in words without any of its text."""
    if len(line) >= LONGEST_LINE:
        return f"the line is over {LONGEST_LINE >> 20} MB"
    if b"\0" in line:
        return "it holds NUL bytes"
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return "it is not UTF-8"
    try:
        row = json.loads(text, parse_constant=_refused, object_pairs_hook=_once)
    except _NoJsonError as error:
        return str(error)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        return "the JSON is cut off" if cut else "it is not JSON"
    except RecursionError:
        return "it is not JSON"
    if not isinstance(row, dict):
        return "it is JSON, but no object"
    return _of_object(row, form, answered=answered)


class _NoJsonError(ValueError):
    """What JSON does not allow, and Python's reader does."""


def _refused(name: str) -> Any:
    raise _NoJsonError(f"{name} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _NoJsonError("a key stands twice in one object")
    return found


def _of_object(row: Mapping[str, Any], form: Form, *, answered: bool) -> str:
    asked = form.lead or form.prompt or form.answer
    for field in (asked, form.answer if answered else None, form.beside if answered else None):
        if field is None:
            continue
        if field.column not in row:
            return f"it has no {field.column}"
        wrong = _of_turns if field.kind == "turns" else _of_value
        told = wrong(row[field.column], field, answered=answered)
        if told:
            return told
    return "it breaks the form"


def _of_value(value: Any, field: Field, *, answered: bool) -> str:  # noqa: ARG001  # one shape
    if value is None:
        return f"{field.column} is empty"
    if field.kind == "text" and not isinstance(value, str):
        return f"{field.column} is no text"
    if isinstance(value, str) and not value.strip():
        return f"{field.column} is empty"
    return ""


def _of_turns(turns: Any, field: Field, *, answered: bool) -> str:
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        return f"{field.column} is no list of turns"
    if not turns:
        return f"{field.column} is empty"
    for turn in turns:
        if turn.get(field.role) not in ROLES:
            return "a turn has no known role"
        if not _says(turn, field):
            return "a turn holds no text"
    if answered and turns[-1].get(field.role) not in ANSWERING:
        return "it has no answer"
    return "no turn asks anything"


def _says(turn: Mapping[str, Any], field: Field) -> bool:
    content = turn.get(field.content)
    if isinstance(content, list):
        parts = [part for part in content if isinstance(part, dict)]
        return any(isinstance(part.get("text", part.get("refusal")), str) for part in parts)
    called = turn.get(field.role) in ANSWERING and any(map(turn.get, INSTEAD))
    return isinstance(content, str) or called
