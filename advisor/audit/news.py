"""What must hold of contested findings, changes and questions: they name what exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from advisor.errors import Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.news import Change
from advisor.text import nearest


def news_findings(base: KnowledgeBase) -> Iterator[Problem]:
    """Yield what is wrong with the entries that only tell."""
    known: Mapping[str, Mapping[str, object]] = {
        "sources": base.sources,
        "rules": base.rules,
        "gates": base.gates,
        "pitfalls": base.pitfalls,
        "models": base.models,
    }
    for name, entry in base.telling.items():
        path = f"{name}.toml"
        for key, entries in known.items():
            for named in getattr(entry, key, ()):
                if named not in entries:
                    near = nearest(named, list(entries))
                    to_do = f"did you mean {near}?" if near else "add it"
                    yield Problem(path, key, f"{named} does not exist", to_do)
        yield from _seen(base, path, entry.sources)
        if isinstance(entry, Change):
            yield from _dated(path, name.partition("/")[2], entry)


def _seen(base: KnowledgeBase, path: str, sources: tuple[str, ...]) -> Iterator[Problem]:
    for key in sources:
        if key in base.sources and not base.sources[key].carries_weight:
            yield Problem(path, "sources", f"{key} is only recalled", "read it, or leave it out")


def _dated(path: str, slug: str, change: Change) -> Iterator[Problem]:
    day = change.date.isoformat()
    if not slug.startswith(f"{day}-"):
        yield Problem(path, "date", f"{day} is not the day in the file's name", "rename the file")
    if change.public_since > change.reviewed:
        yield Problem(path, "reviewed", "before it could be known", "mend one of the days")
