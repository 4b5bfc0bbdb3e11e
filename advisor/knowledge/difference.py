"""Two knowledge bases held against each other: what was added, changed, retired or removed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from pydantic import BaseModel

from advisor.knowledge.base import KnowledgeBase

# Settings that stand alone; everything else in a base is a mapping of entries.
SINGLE = ("judgement", "calibration")
# Examples and dates of review are about the file, not about what it says.
UNTOLD = frozenset({"example", "reviewed"})


@dataclass(frozen=True)
class Difference:
    """One entry that differs; `how` is added, changed, retired or removed.

    `parts` tell of a changed entry which of its parts differ, before and after.
    """

    kind: str
    id: str
    how: str
    parts: tuple[tuple[str, Any, Any], ...] = ()


def differences(before: KnowledgeBase, after: KnowledgeBase) -> list[Difference]:
    """Return what differs, kind by kind, in the order of the ids."""
    found: list[Difference] = []
    for part in fields(KnowledgeBase):
        old, new = getattr(before, part.name), getattr(after, part.name)
        if part.name in SINGLE:
            found += _entry("settings", part.name, old, new)
        elif isinstance(old, Mapping) and part.name != "topics":
            found += _mapping(part.name, old, new)
    return found + list(_mapping("questions", before.questions, after.questions))


def _mapping(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted({*old, *new}):
        if key not in old:
            yield Difference(kind, key, "added")
        elif key not in new:
            yield Difference(kind, key, "removed")
        else:
            yield from _entry(kind, key, old[key], new[key])


def _entry(kind: str, key: str, old: Any, new: Any) -> Iterator[Difference]:
    was, now = _plain(old), _plain(new)
    names = [name for name in {**was, **now} if name not in UNTOLD]
    parts = tuple(
        (name, was.get(name), now.get(name)) for name in names if was.get(name) != now.get(name)
    )
    if parts:
        retired = now.get("status") == "retired" and was.get("status") != "retired"
        yield Difference(kind, key, "retired" if retired else "changed", parts)


def _plain(entry: Any) -> dict[str, Any]:
    if isinstance(entry, BaseModel):
        return entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"value": entry}
