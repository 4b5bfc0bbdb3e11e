"""The form of the raw files, against the schemas generated from the entry types."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.knowledge.schemas import FORMS, form_of, schema


def form_findings(folder: Path) -> Iterator[Problem]:
    """Yield every breach of form in every file below `folder`."""
    for path in sorted(folder.rglob("*.toml")):
        name = path.relative_to(folder).as_posix()
        form = form_of(name)
        if form not in FORMS:
            yield Problem(name, "", "this folder is not known", "see knowledge/README.md")
            continue
        try:
            text = path.read_text(encoding="utf-8")
            table = _json_like(tomllib.loads(text))
        except (OSError, ValueError, RecursionError) as fault:
            yield Problem(name, "", f"cannot be read: {fault}", "mend the file")
            continue
        yield from _schema_line(name, form, text)
        for error in _validator(form).iter_errors(table):
            yield _problem(name, error)


@cache
def _validator(form: str) -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(form))


def _json_like(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json_like(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json_like(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _schema_line(name: str, form: str, text: str) -> Iterator[Problem]:
    up = "../" * name.count("/")
    expected = f"#:schema {up}schemas/{form}.schema.json"
    first = text.partition("\n")[0]
    if first.strip() != expected:
        yield Problem(name, "first line", f"found {first[:60]!r}", f"write {expected}")


def _problem(name: str, error: Any) -> Problem:
    deepest = error
    while deepest.context:
        deepest = min(deepest.context, key=lambda inner: -len(inner.absolute_path))
    key = ".".join(str(part) for part in deepest.absolute_path)
    return Problem(name, key, deepest.message[:200], "see knowledge/README.md for the form")
