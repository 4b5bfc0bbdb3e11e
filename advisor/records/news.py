"""What is contested, has changed or has aged, as sentences and as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.advice import Advice
from advisor.knowledge.ageing import Aged
from advisor.knowledge.entries.news import Change

MOST = 3
STANDING = {
    "confirmed": "confirmed",
    "out_of_date": "out of date",
    "misread": "misread",
    "unverified": "not verified",
}
Cited = tuple[str, tuple[str, ...]]


def contested_sentences(advice: Advice) -> Iterator[list[Cited]]:
    """Yield each contested finding as its question, its sides and what decides, with sources."""
    for found in advice.contested[:MOST]:
        sides: list[Cited] = [(side.says, side.sources) for side in found.entry.side]
        rules = ", ".join(found.touches)
        decides = f"What decides: {found.entry.decides} ({found.id}; it touches {rules})"
        yield [(found.entry.title, ()), *sides, (decides, ())]


def change_sentences(advice: Advice) -> Iterator[Cited]:
    """Yield the changes that touch this verdict, those that matter most first."""
    for found in advice.recent_changes[:MOST]:
        told = f"{change_line(found.entry)} {found.entry.found}"
        yield f"{told} (changes/{found.id})", found.entry.sources
    left = len(advice.recent_changes) - MOST
    if left > 0:
        yield f"And {left} more: advisor knowledge changes.", ()


def change_line(change: Change) -> str:
    """Return a change as its day, its title and how it stands."""
    return f"{change.date.isoformat()}: {change.title} ({STANDING[change.status]})."


def warning_sentences(advice: Advice) -> Iterator[str]:
    """Yield a sentence for each gate or model that is past its shelf life."""
    for aged in advice.warnings:
        yield f"{aged_line(aged)}. Read its sources again before you rely on it."


def aged_line(aged: Aged) -> str:
    """Return what is past its shelf life, and by how much."""
    seen, life = aged.seen.isoformat(), aged.shelf_life
    return f"{aged.id} ({aged.kind}): {aged.days} days since {seen}, shelf life {life}"


def contested_table(advice: Advice) -> list[dict[str, Any]]:
    """Return the contested findings as plain values."""
    return [
        {
            "id": found.id,
            "title": found.entry.title,
            "touches": list(found.touches),
            "sides": [
                {"says": side.says, "sources": list(side.sources)} for side in found.entry.side
            ],
            "decides": found.entry.decides,
        }
        for found in advice.contested
    ]


def change_table(advice: Advice) -> list[dict[str, Any]]:
    """Return the changes as plain values."""
    return [
        {
            "id": found.id,
            "date": found.entry.date,
            "title": found.entry.title,
            "status": found.entry.status,
            "touches": list(found.touches),
            "found": found.entry.found,
            "sources": list(found.entry.sources),
        }
        for found in advice.recent_changes
    ]


def warning_table(advice: Advice) -> list[dict[str, Any]]:
    """Return what is past its shelf life as plain values."""
    return [
        {
            "entry": aged.id,
            "kind": aged.kind,
            "seen": aged.seen,
            "days": aged.days,
            "shelf_life_days": aged.shelf_life,
        }
        for aged in advice.warnings
    ]
