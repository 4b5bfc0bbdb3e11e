"""One entry of the knowledge told, whatever its kind, with all that links to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.judging import Entry, Gate, Pitfall, Rule
from advisor.knowledge.entries.telling import Source
from advisor.records import settings, telling
from advisor.records.conditions import in_words
from advisor.records.told import LINKED, Link, Links, Told, entries, sources, written
from advisor.records.words import citation, effects
from advisor.text import visible

NAMING = ("sources", "rules", "gates", "pitfalls", "models")
FOLDERS = ("gates", "pitfalls", "additions", "contested", "changes", "faq", "guides", "kits")


def titles(base: KnowledgeBase, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the id under which each entry of a kind is told, and its title."""
    prefix = f"{kind}/" if kind in FOLDERS else ""
    for entry_id, entry in getattr(base, kind).items():
        yield prefix + entry_id, visible(getattr(entry, "title", None) or entry.text)


def describe(base: KnowledgeBase, wanted: str) -> str | None:
    """Return one entry of any kind as text, or None where there is none of that id."""
    told = tell(base, wanted)
    return None if told is None else "\n".join(written(told)) + "\n"


def tell(base: KnowledgeBase, wanted: str) -> Told | None:
    """Return one entry of any kind with what links to it, or None where there is none of that id.

    Gates, pitfalls and the like may be named with or without their folder.
    """
    for name in (wanted, *(f"{folder}/{wanted}" for folder in FOLDERS)):
        told = _told(base, name)
        if told is not None:
            linked = tuple(_linked(base, name))
            return replace(told, links=(*told.links, Links(LINKED, linked))) if linked else told
    return None


def _told(base: KnowledgeBase, name: str) -> Told | None:
    folder, _, slug = name.partition("/")
    if name in base.judging:
        return _judging(base, name, base.judging[name])
    if name in base.telling:
        return telling.tell(base, name, base.telling[name])
    if folder == "guides" and slug in base.guides:
        return telling.guide(base, name, base.guides[slug])
    if folder == "kits" and slug in base.kits:
        return telling.kit(base, name, base.kits[slug])
    if name in base.sources:
        return _source(name, base.sources[name])
    return settings.tell(base, name)


def _judging(base: KnowledgeBase, name: str, entry: Entry) -> Told:
    says = [*_says(base, entry)]
    if entry.judgement:
        says.append(f"Our judgement: {entry.judgement}")
    says.append(f"Status: {entry.status}, reviewed {entry.reviewed.isoformat()}.")
    if entry.retired is not None:
        later = f" Replaced by {entry.replaced_by}." if entry.replaced_by else ""
        says.append(f"Retired {entry.retired.isoformat()}: {entry.retired_because}{later}")
    warns = [f"pitfalls/{slug}" for slug in getattr(entry, "pitfalls", ())]
    links = (entries(base, "It warns of", warns), sources(base, entry.sources))
    paragraphs = tuple(visible(paragraph) for paragraph in says)
    return Told(name, visible(entry.title), paragraphs, tuple(part for part in links if part.links))


def _says(base: KnowledgeBase, entry: Entry) -> Iterator[str]:
    when = f"When {in_words(base, entry.when)}."
    if isinstance(entry, Rule):
        yield entry.why
        yield when
        weights = effects(base, dict(entry.weight.by_option))
        yield f"Weight: {weights}; grade {entry.grade}; group {entry.group}."
        yield f"When wrong: {entry.when_wrong}"
    elif isinstance(entry, Gate):
        yield f"Forbids {', '.join(entry.forbid.options)}: {entry.forbid.reason}"
        yield when
        yield f"When wrong: {entry.when_wrong}"
    elif isinstance(entry, Pitfall):
        for label in ("symptom", "detect", "avoid", "first", "severity"):
            if text := getattr(entry, label):
                yield f"{label.capitalize()}: {text}"
        yield when
    else:
        yield from (
            text for text in (getattr(entry, "line", ""), getattr(entry, "why", "")) if text
        )
        yield when


def _source(key: str, source: Source) -> Told:
    kind = f"Kind: {source.kind.replace('_', ' ')}; grade {source.grade}. {source.downgraded}"
    claims = [
        f"{claim.claim} ({claim.checked.replace('_', ' ')} on {claim.checked_on.isoformat()},"
        f" {claim.locator})"
        for claim in source.supports
    ]
    says = (kind.strip(), "What it supports, in our words:", *claims)
    place = Links("Where it stands", (Link(key, visible(citation(source)), source.url),))
    return Told(key, visible(source.title), tuple(visible(one) for one in says), (place,))


def _linked(base: KnowledgeBase, name: str) -> Iterator[Link]:
    """Yield what names this entry: pitfalls, gates and the like are named without their folder."""
    key = name.partition("/")[2] if name.partition("/")[0] in FOLDERS else name
    for other, entry in base.judging.items():
        if (
            key in entry.sources
            or key in getattr(entry, "pitfalls", ())
            or key == getattr(entry, "group", None)
            or key in base.reads.get(other, ())
            or any(test.subject == key for test in base.tests[other])
            or _concerns(entry, key)
        ):
            yield Link(other, visible(entry.title))
    for other, told in base.telling.items():
        if any(key in getattr(told, names, ()) for names in NAMING):
            yield Link(other, visible(told.title))
    for model in base.models.values():
        if key in model.sources.values():
            yield Link(model.id, visible(model.title))
    for slug, kit in base.kits.items():
        if key in kit.sources:
            yield Link(f"kits/{slug}", visible(kit.title))


def _concerns(entry: Entry, option: str) -> bool:
    if isinstance(entry, Gate):
        return option in entry.forbid.options
    return isinstance(entry, Pitfall) and option in entry.options
