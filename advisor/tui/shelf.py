"""The whole knowledge as rows that can be searched; it knows no screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.telling import Source
from advisor.records.entries import titles
from advisor.records.kinds import KINDS
from advisor.records.words import citation
from advisor.text import visible

_NAMED: dict[str, tuple[str, ...]] = {
    "Rules": ("rules", "gates", "additions"),
    "Pitfalls": ("pitfalls",),
    "Sources": ("sources",),
    "Models": ("models",),
    "Changes": ("changes",),
    "Contested": ("contested",),
    "FAQ": ("faq",),
}
_ON_THEM = {kind for kinds in _NAMED.values() for kind in kinds}
# The shelves of the Knowledge mode, each with the kinds of entry that stand on it.
SHELVES = {**_NAMED, "Others": tuple(kind for kind in KINDS if kind not in _ON_THEM)}
ALL = "All"
# What one entry of a kind is called, where that is not its name less an s.
_CALLED = {"changes": "change", "faq": "asked", "contested": "contested"}
KIND = {kind: _CALLED.get(kind, kind.removesuffix("s")) for kind in KINDS}


@dataclass(frozen=True)
class Row:
    """One entry: where it stands, its id and title, its address and citation, and all its words."""

    shelf: str
    kind: str
    id: str
    title: str
    note: str
    url: str
    copy: str
    head: str
    text: str


def rows(base: KnowledgeBase) -> tuple[Row, ...]:
    """Return every entry of the knowledge; this reads those that nothing asked for yet."""
    return tuple(_rows(base))


def _rows(base: KnowledgeBase) -> Iterator[Row]:
    for shelf, kinds in SHELVES.items():
        for kind in kinds:
            found = [_row(base, shelf, kind, *told) for told in titles(base, kind)]
            # The latest change first; everything else in the order of the knowledge.
            yield from reversed(found) if kind == "changes" else found


def _row(base: KnowledgeBase, shelf: str, kind: str, name: str, title: str) -> Row:
    mapping = getattr(base, kind)
    entry: BaseModel = mapping[name] if name in mapping else mapping[name.partition("/")[2]]
    words = " ".join(_words(entry.model_dump()))
    return Row(
        shelf=shelf,
        kind=KIND[kind],
        id=name,
        title=title,
        note=_note(kind, entry),
        url=getattr(entry, "url", ""),
        copy=citation(entry) if isinstance(entry, Source) else f"{title} ({name})",
        head=f"{name} {title}".casefold(),
        text=words.casefold(),
    )


def _note(kind: str, entry: BaseModel) -> str:
    if kind == "changes":
        return str(getattr(entry, "date", ""))
    if kind == "sources":
        return visible(
            f"{_first_author(getattr(entry, 'authors', ''))} {getattr(entry, 'year', '')}"
        )
    status = getattr(entry, "status", "reviewed")
    if status != "reviewed":
        return str(status)
    grade = getattr(entry, "grade", "")
    return f"grade {grade}" if grade else ""


def _first_author(authors: str) -> str:
    first, *others = authors.split(", ")
    return f"{first} et al." if others else first


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _words(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _words(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def search(found: Iterable[Row], typed: str, shelf: str = ALL) -> list[Row]:
    """Return the rows that have every typed word, those that have them in the title first."""
    wanted = typed.casefold().split()
    on_shelf = [row for row in found if shelf in (ALL, row.shelf)]
    in_head = [row for row in on_shelf if all(word in row.head for word in wanted)]
    named = set(map(id, in_head))
    in_text = [
        row
        for row in on_shelf
        if id(row) not in named and all(word in row.text or word in row.head for word in wanted)
    ]
    return in_head + in_text
