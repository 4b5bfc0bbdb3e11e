"""One entry of the knowledge as text, with all that links to it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.judging import Entry, Gate, Pitfall, Rule
from advisor.knowledge.entries.kits import Kit
from advisor.knowledge.entries.telling import Source
from advisor.records.conditions import in_words
from advisor.records.plain import wrapped
from advisor.records.telling import telling_entry
from advisor.records.words import citation, effects
from advisor.text import visible

NAMING = ("sources", "rules", "gates", "pitfalls", "models")
FOLDERS = ("gates", "pitfalls", "additions", "contested", "changes", "faq", "kits")


def titles(base: KnowledgeBase, kind: str) -> Iterator[tuple[str, str]]:
    """Yield the id under which each entry of a kind is told, and its title."""
    prefix = f"{kind}/" if kind in FOLDERS else ""
    for entry_id, entry in getattr(base, kind).items():
        yield prefix + entry_id, visible(getattr(entry, "title", None) or entry.text)


def describe(base: KnowledgeBase, wanted: str) -> str | None:
    """Return one entry of any kind as text, or None where there is none of that id.

    Gates, pitfalls and the like may be named with or without their folder.
    """
    names = (wanted, *(f"{folder}/{wanted}" for folder in FOLDERS))
    for name in names:
        if name in base.judging:
            return "\n".join(_judging(base, name, base.judging[name])) + "\n"
    for name in names:
        if name in base.telling:
            told = telling_entry(base, name, base.telling[name])
            return "\n".join((*told, *_links(base, name))) + "\n"
    for name in names:
        folder, _, slug = name.partition("/")
        if folder == "kits" and slug in base.kits:
            return "\n".join(_kit(base, name, base.kits[slug])) + "\n"
    if wanted in base.sources:
        return "\n".join(_source(base, wanted, base.sources[wanted])) + "\n"
    for mapping in (base.questions, base.facts, base.groups, base.models, base.options):
        if wanted in mapping:
            return "\n".join(_plain(base, wanted, mapping[wanted])) + "\n"
    return None


def _judging(base: KnowledgeBase, name: str, entry: Entry) -> Iterator[str]:
    yield f"{name}: {entry.title}"
    yield ""
    yield from wrapped(f"When {in_words(base, entry.when)}.")
    if isinstance(entry, Rule):
        yield from wrapped(entry.why)
        weights = effects(base, dict(entry.weight.by_option))
        yield from wrapped(f"Weight: {weights}; grade {entry.grade}; group {entry.group}.")
        yield from wrapped(f"When wrong: {entry.when_wrong}")
    elif isinstance(entry, Gate):
        yield from wrapped(f"Forbids {', '.join(entry.forbid.options)}: {entry.forbid.reason}")
        yield from wrapped(f"When wrong: {entry.when_wrong}")
    elif isinstance(entry, Pitfall):
        for label in ("severity", "symptom", "detect", "avoid", "first"):
            if text := getattr(entry, label):
                yield from wrapped(f"{label.capitalize()}: {text}")
    if entry.judgement:
        yield from wrapped(f"Our judgement: {entry.judgement}")
    yield from wrapped(f"Status: {entry.status}, reviewed {entry.reviewed.isoformat()}.")
    yield from ("", "Sources")
    for key in entry.sources:
        yield from wrapped(f"{key}: {citation(base.sources[key])}", "  - ", "    ")
    yield from _links(base, name)


def _source(base: KnowledgeBase, key: str, source: Source) -> Iterator[str]:
    yield f"{key}: {visible(source.title)}"
    yield ""
    yield from wrapped(citation(source))
    yield from wrapped(f"Kind: {source.kind}; grade {source.grade}. {source.downgraded}")
    yield from ("", "What it supports, in our words")
    for claim in source.supports:
        how = f"{claim.checked} on {claim.checked_on.isoformat()}, {claim.locator}"
        yield from wrapped(f"{claim.claim} ({how})", "  - ", "    ")
    yield from _links(base, key)


def _kit(base: KnowledgeBase, name: str, kit: Kit) -> Iterator[str]:
    yield f"{name}: {visible(kit.title)}"
    yield ""
    yield from wrapped(f"It writes {kit.file} for {', '.join(kit.options)}.")
    for part in kit.part:
        when = f" (when {in_words(base, part.when)})" if part.when else ""
        ways = f" (for {', '.join(part.options)})" if part.options else ""
        yield ""
        yield from (f"    {visible(line)}" for line in part.text.strip("\n").split("\n"))
        marks = f" [{', '.join(part.sources)}]" if part.sources else ""
        told = f"{part.because}{marks}{ways}{when}".strip()
        if told:
            yield from wrapped(told, "  ", "  ")
    yield ""
    for key in kit.sources:
        yield from wrapped(f"{key}: {citation(base.sources[key])}", "  - ", "    ")


def _plain(base: KnowledgeBase, key: str, entry: BaseModel) -> Iterator[str]:
    yield key
    yield ""
    for name, value in entry.model_dump(by_alias=True, exclude_none=True).items():
        if value not in ("", (), {}):
            yield from wrapped(f"{name}: {visible(str(value))}")
    yield from _links(base, key)


def _links(base: KnowledgeBase, name: str) -> Iterator[str]:
    """Yield what names this entry: pitfalls, gates and the like are named without their folder."""
    key = name.partition("/")[2] if name.partition("/")[0] in FOLDERS else name
    linked = [
        f"{other}: {entry.title}"
        for other, entry in base.judging.items()
        if key in entry.sources
        or key in getattr(entry, "pitfalls", ())
        or key == getattr(entry, "group", None)
        or key in base.reads.get(other, ())
        or any(test.subject == key for test in base.tests[other])
        or _concerns(entry, key)
    ]
    linked += [
        f"{other}: {told.title}"
        for other, told in base.telling.items()
        if any(key in getattr(told, names, ()) for names in NAMING)
    ]
    linked += [
        f"{model.id}: {model.title}"
        for model in base.models.values()
        if key in model.sources.values()
    ]
    linked += [f"kits/{slug}: {kit.title}" for slug, kit in base.kits.items() if key in kit.sources]
    if linked:
        yield from ("", "Linked from")
    for line in linked:
        yield from wrapped(line, "  - ", "    ")


def _concerns(entry: Entry, option: str) -> bool:
    if isinstance(entry, Gate):
        return option in entry.forbid.options
    return isinstance(entry, Pitfall) and option in entry.options
