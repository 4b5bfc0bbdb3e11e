"""Contested findings, changes and questions as text, one entry each."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.news import Change, Contested, Frequent
from advisor.records.news import STANDING, change_line
from advisor.records.plain import wrapped
from advisor.records.words import citation


def telling_entry(
    base: KnowledgeBase, name: str, entry: Contested | Change | Frequent
) -> Iterator[str]:
    """Yield one entry that only tells, as lines."""
    if isinstance(entry, Contested):
        yield from contested_entry(base, name, entry)
    elif isinstance(entry, Change):
        yield from change_entry(base, name, entry)
    else:
        yield from faq_entry(base, name, entry)


def contested_entry(base: KnowledgeBase, name: str, entry: Contested) -> Iterator[str]:
    """Yield a contested finding: its sides, what decides, what it touches."""
    yield from wrapped(f"{name}: {entry.title}", "", "")
    for side in entry.side:
        yield from wrapped(f"{side.says} [{', '.join(side.sources)}]", "  - ", "    ")
    yield from wrapped(f"What decides: {entry.decides}")
    yield from _touched("It touches", (*entry.rules, *_under("pitfalls", entry.pitfalls)))
    yield from wrapped(f"Status: {entry.status}, reviewed {entry.reviewed.isoformat()}.")
    yield from _sources(base, entry.sources)


def change_entry(base: KnowledgeBase, name: str, entry: Change) -> Iterator[str]:
    """Yield a change: what was said, what was found, what it touches."""
    yield from wrapped(change_line(entry), "", "")
    if entry.claim:
        yield from wrapped(f"Told by {entry.told_by}: {entry.claim}")
        yield from wrapped(f"Found, and so {STANDING[entry.status]}: {entry.found}")
    else:
        yield from wrapped(entry.found)
    if entry.limits:
        yield from wrapped(f"Limits: {entry.limits}")
    touched = (
        *_under("gates", entry.gates),
        *entry.rules,
        *_under("pitfalls", entry.pitfalls),
        *entry.models,
    )
    yield from _touched("It touches", touched)
    yield from wrapped(f"{name}, checked {entry.reviewed.isoformat()}.")
    yield from _sources(base, entry.sources)


def faq_entry(base: KnowledgeBase, name: str, entry: Frequent) -> Iterator[str]:
    """Yield a question with its answer, where it leads and what it cites."""
    yield from wrapped(entry.title, "", "")
    yield from wrapped(" ".join(entry.answer))
    yield from _touched("See", (*entry.rules, *_under("pitfalls", entry.pitfalls)))
    yield from wrapped(f"{name}, reviewed {entry.reviewed.isoformat()}.")
    yield from _sources(base, entry.sources)


def _under(folder: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}" for name in names)


def _touched(label: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        yield from wrapped(f"{label}: {', '.join(names)}.")


def _sources(base: KnowledgeBase, sources: tuple[str, ...]) -> Iterator[str]:
    for key in sources:
        yield from wrapped(f"{key}: {citation(base.sources[key])}", "  - ", "    ")
