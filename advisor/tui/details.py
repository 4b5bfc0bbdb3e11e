"""Entries of the knowledge as the plain values that widgets show; the words are the records'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from advisor.advice import Advice
from advisor.records import words
from advisor.text import shorten, visible
from advisor.tui.widgets.entry_list import Entry

if TYPE_CHECKING:
    from advisor.records.told import Told

# The folder under which entries of a kind are told.
FOLDER_OF = {
    "gate": "gates",
    "pitfall": "pitfalls",
    "addition": "additions",
    "change": "changes",
    "contested": "contested",
    "guide": "guides",
    "faq": "faq",
}
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Detail:
    """An entry told whole: what it does in this case, what it says, and where it leads."""

    title: str
    here: str
    says: tuple[str, ...]
    links: tuple[Entry, ...]


def detail(advice: Advice, key: str) -> Detail | None:
    """Return the entry of a key such as `rule:data-size/under-50`, or None where there is none."""
    # What tells entries is read when one is opened: the first question need not wait for it.
    from advisor.records.entries import tell

    kind, _, name = key.partition(":")
    folder = FOLDER_OF.get(kind)
    told = tell(advice.base, f"{folder}/{name}" if folder else name)
    if told is None:
        return None
    title = shorten(told.title, LONGEST_TITLE)
    return Detail(title, _here(advice, told), (*told.says, f"Id: {told.id}"), links(told))


def links(told: Told) -> tuple[Entry, ...]:
    """Return where an entry leads, each sort of link under its heading."""
    return tuple(_links(told))


def _links(told: Told) -> Iterator[Entry]:
    for part in told.links:
        yield Entry("", part.heading)
        for link in part.links:
            if link.url and link.id in ("", told.id):
                yield Entry(f"url:{link.url}", link.text, url=link.url, copy=link.text)
            elif link.url:
                yield Entry(f"entry:{link.id}", link.text, url=link.url, copy=link.text)
            else:
                yield Entry(f"entry:{link.id}", link.text, note=link.id)


def _here(advice: Advice, told: Told) -> str:
    """Return what the entry does in this very case, where that can be said."""
    folder, _, slug = told.id.partition("/")
    trace = next((trace for trace in advice.verdict.fired if trace.id == told.id), None)
    if trace is not None:
        return f"Here it adds {words.effects(advice.base, dict(trace.effect_db))}."
    found = next((found for found in advice.pitfalls if found.id == slug), None)
    if folder == "pitfalls" and found is not None:
        return visible(f"Here, {found.severity}: {found.why_here}")
    if told.id not in advice.base.judging:
        return ""
    truth = advice.verdict.truths.get(told.id, False)
    if truth is None:
        return "Here it cannot tell: an answer that it reads is open."
    return "It holds here." if truth else "It does not hold here."
