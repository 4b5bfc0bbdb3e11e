"""Published experiments out of two JSON-lines files joined by id, as entries of the knowledge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from advisor.errors import AdvisorError
from advisor.knowledge.entries.cases import CaseFile
from advisor.text import visible

ANSWERS, OUTCOMES = ".answers.jsonl", ".outcomes.jsonl"
SOURCE_KEYS = ("authors", "year", "title", "url", "where")


def is_jsonl_folder(folder: Path) -> bool:
    """Tell whether `folder` holds experiments as JSON lines."""
    return any(folder.glob(f"*{ANSWERS}"))


def read_jsonl(folder: Path) -> dict[str, CaseFile]:
    """Read every pair of files in `folder`; one entry for each source, by its key.

    Raises AdvisorError where a line cannot be read or an outcome is missing.
    """
    tables: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob(f"*{ANSWERS}")):
        other = path.with_name(path.name.removesuffix(ANSWERS) + OUTCOMES)
        outcomes = {str(row["id"]): row for _, row in _rows(other)}
        for place, row in _rows(path):
            try:
                _add(tables, row, outcomes.get(str(row["id"])))
            except (KeyError, TypeError, ValueError) as fault:
                raise _fault(path, place, fault) from None
    try:
        return {key: CaseFile.model_validate(table) for key, table in sorted(tables.items())}
    except ValidationError as fault:
        first = fault.errors()[0]
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise AdvisorError(f"{visible(str(folder))}: {what}", "mend that case") from None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as fault:
        raise AdvisorError(f"{visible(str(path))}: cannot be read", str(fault)) from None
    for place, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as fault:
            raise _fault(path, place, fault) from None
        if not isinstance(row, dict) or "id" not in row:
            raise _fault(path, place, ValueError("no object with an id"))
        yield place, row


def _fault(path: Path, place: int, fault: Exception) -> AdvisorError:
    told = f"missing key {fault}" if isinstance(fault, KeyError) else str(fault)
    return AdvisorError(f"{visible(path.name)}, line {place}: {visible(told)[:200]}", "mend it")


def _add(
    tables: dict[str, dict[str, Any]], row: dict[str, Any], outcome: dict[str, Any] | None
) -> None:
    if outcome is None:
        raise ValueError(f"{row['id']} has no outcome")
    source = dict(row["source"])
    key = str(source["key"])
    cited = {name: source[name] for name in SOURCE_KEYS if source.get(name) is not None}
    table = tables.setdefault(key, {"source": cited, "case": []})
    table["case"].append(_case(table["source"], cited, row, outcome))


def _case(
    first: dict[str, Any], cited: dict[str, Any], row: dict[str, Any], outcome: dict[str, Any]
) -> dict[str, Any]:
    case = {
        "id": row["id"],
        "status": row["status"],
        "grade": row["grade"],
        "compared": row["compared"],
        "encoded_by": row.get("encoded_by") or "",
        "answers": row["answers"],
    }
    if cited.get("where") != first.get("where"):
        case["where"] = cited.get("where", "")
    points = outcome.get("points") or {}
    case["outcome"] = {
        "acceptable": outcome["acceptable"],
        "points": {name: value for name, value in points.items() if value is not None},
        "metric": outcome.get("metric") or row.get("metric") or "",
        "note": outcome.get("note") or "",
    }
    return case
