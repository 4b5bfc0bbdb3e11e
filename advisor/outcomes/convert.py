"""Published experiments written as files of the knowledge; it judges nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from advisor.knowledge.entries.cases import Case, CaseFile

SCHEMA = "#:schema ../schemas/case.schema.json"


def case_files(files: Mapping[str, CaseFile]) -> dict[str, str]:
    """Return the text of each case file by its name."""
    return {f"{key}.toml": "\n".join(_file(file)) + "\n" for key, file in files.items()}


def _file(file: CaseFile) -> Iterator[str]:
    yield SCHEMA
    yield from _table("[source]", file.source.model_dump())
    for case in file.case:
        yield from ("", *_case(case))


def _case(case: Case) -> Iterator[str]:
    apart = case.model_dump(exclude={"answers", "outcome"})
    yield from _table("[[case]]", apart)
    yield from ("", *_table("[case.answers]", {_key(q): v for q, v in case.answers.items()}))
    yield from ("", *_table("[case.outcome]", case.outcome.model_dump()))


def _table(head: str, values: Mapping[str, object]) -> Iterator[str]:
    yield head
    for name, value in values.items():
        if value not in ("", {}):
            yield f"{name} = {_value(value)}"


def _key(question: str) -> str:
    return json.dumps(question)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(part)}" for name, part in value.items()) + " }"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    # A string of JSON is a string of TOML, but for one character that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
