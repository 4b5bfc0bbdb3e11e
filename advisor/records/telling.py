"""Contested findings, changes, questions people ask and guides, told one by one."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.guides import Guide
from advisor.knowledge.entries.kits import Kit
from advisor.knowledge.entries.news import Change, Contested, Frequent
from advisor.records import words
from advisor.records.conditions import in_words
from advisor.records.news import STANDING, change_line
from advisor.records.told import Link, Links, Told, entries, sources
from advisor.text import visible

ORDINALS = ("One side", "Another side")


def tell(base: KnowledgeBase, name: str, entry: Contested | Change | Frequent) -> Told:
    """Return one entry that only tells, without what links to it."""
    if isinstance(entry, Contested):
        return contested(base, name, entry)
    if isinstance(entry, Change):
        return change(base, name, entry)
    return frequent(base, name, entry)


def contested(base: KnowledgeBase, name: str, entry: Contested) -> Told:
    """Return a contested finding: its sides, what decides, what it touches."""
    sides = [
        f"{ORDINALS[min(place, 1)]}: {side.says} [{', '.join(side.sources)}]"
        for place, side in enumerate(entry.side)
    ]
    status = f"Status: {entry.status}, reviewed {entry.reviewed.isoformat()}."
    touched = (*entry.rules, *_under("pitfalls", entry.pitfalls))
    links = (entries(base, "It touches", touched), sources(base, entry.sources))
    return _told(name, entry.title, (*sides, f"What decides: {entry.decides}", status), links)


def change(base: KnowledgeBase, name: str, entry: Change) -> Told:
    """Return a change: what was said, what was found, what it touches."""
    touched = (
        *_under("gates", entry.gates),
        *entry.rules,
        *_under("pitfalls", entry.pitfalls),
        *entry.models,
    )
    links = (entries(base, "It touches", touched), sources(base, entry.sources))
    return _told(name, change_line(entry), tuple(_found(entry)), links)


def _found(entry: Change) -> Iterator[str]:
    if entry.claim:
        yield f"Told by {entry.told_by}: {entry.claim}"
        yield f"Found, and so {STANDING[entry.status]}: {entry.found}"
    else:
        yield entry.found
    if entry.limits:
        yield f"Limits: {entry.limits}"
    yield f"Checked {entry.reviewed.isoformat()}."


def frequent(base: KnowledgeBase, name: str, entry: Frequent) -> Told:
    """Return a question with its answer, where it leads and what it cites."""
    says = (" ".join(entry.answer), f"Reviewed {entry.reviewed.isoformat()}.")
    leads = (*entry.rules, *_under("pitfalls", entry.pitfalls))
    return _told(
        name, entry.title, says, (entries(base, "See", leads), sources(base, entry.sources))
    )


def guide(base: KnowledgeBase, name: str, entry: Guide) -> Told:
    """Return a published guide: what it says to do, and when, by its own thresholds."""
    says = [f"{entry.publisher} ({entry.year}), {entry.checked.replace('_', ' ')}. {entry.locator}"]
    says += [f"How it was read: {entry.reading}"] if entry.reading else []
    says += [f"{words.title(base, step.option)}: {step.because}." for step in entry.step]
    if entry.default is not None:
        says.append(f"Else {words.title(base, entry.default.option)}: {entry.default.because}.")
    if entry.points is not None:
        parts = "; ".join(part.because for part in entry.points.part)
        says.append(f"It adds up points for: {parts}.")
    if entry.unasked:
        says.append(f"It also asks what is not asked here: {', '.join(entry.unasked)}.")
    place = Links(
        "Where it stands", (Link("", visible(entry.url), entry.url),) if entry.url else ()
    )
    return _told(name, entry.title, tuple(says), (place,))


def kit(base: KnowledgeBase, name: str, entry: Kit) -> Told:
    """Return a file of the starter kit: its lines part by part, each with its reason."""
    says = [f"It writes {entry.file} for {', '.join(words.title(base, o) for o in entry.options)}."]
    for part in entry.part:
        says += part.text.strip("\n").split("\n")
        marks = f" [{', '.join(part.sources)}]" if part.sources else ""
        ways = f" (for {', '.join(part.options)})" if part.options else ""
        when = f" (when {in_words(base, part.when)})" if part.when else ""
        says.append(f"{part.because}{marks}{ways}{when}".strip())
    return _told(name, entry.title, tuple(says), (sources(base, entry.sources),))


def _told(name: str, title: str, says: tuple[str, ...], links: tuple[Links, ...]) -> Told:
    paragraphs = tuple(visible(paragraph) for paragraph in says if paragraph)
    return Told(name, visible(title), paragraphs, tuple(part for part in links if part.links))


def _under(folder: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}" for name in names)
