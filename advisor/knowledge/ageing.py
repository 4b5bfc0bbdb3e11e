"""How old the knowledge is against its shelf lives; whether it is true is the audit's question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from advisor.knowledge.base import KnowledgeBase

KIND_OF_FOLDER = {
    "gates": "gate",
    "pitfalls": "pitfall",
    "additions": "addition",
    "contested": "contested",
    "changes": "change",
    "faq": "faq",
}


@dataclass(frozen=True)
class Aged:
    """An entry that is older than its shelf life, with its kind and the day it was last seen to."""

    id: str
    kind: str
    seen: date
    days: int
    shelf_life: int


def aged_gate(base: KnowledgeBase, slug: str, day: date) -> Aged | None:
    """Return a gate where it is past its shelf life."""
    return _aged(base, f"gates/{slug}", "gate", base.gates[slug].reviewed, day)


def aged_model(base: KnowledgeBase, name: str, day: date) -> Aged | None:
    """Return a model of the catalogue where it is past its shelf life."""
    return _aged(base, name, "model", base.models[name].as_of, day)


def aged_price(base: KnowledgeBase, name: str, day: date) -> Aged | None:
    """Return a price where it is past its shelf life."""
    return _aged(base, name, "price", base.prices[name].as_of, day)


def stale(base: KnowledgeBase, day: date) -> Iterator[Aged]:
    """Yield every entry and source that is past its shelf life, the oldest of each kind first."""
    found = [aged for aged in _all(base, day) if aged is not None]
    yield from sorted(found, key=lambda aged: (aged.kind, -aged.days, aged.id))


def _all(base: KnowledgeBase, day: date) -> Iterator[Aged | None]:
    for name, entry in base.judging.items():
        if entry.status != "retired":
            kind = "rule" if name in base.rules else KIND_OF_FOLDER[name.partition("/")[0]]
            yield _aged(base, name, kind, entry.reviewed, day)
    for name, told in base.telling.items():
        if getattr(told, "status", "") != "retired":
            kind = KIND_OF_FOLDER[name.partition("/")[0]]
            yield _aged(base, name, kind, told.reviewed, day)
    for slug, kit in base.kits.items():
        yield _aged(base, f"kits/{slug}", "kit", kit.reviewed, day)
    for name in base.models:
        yield aged_model(base, name, day)
    for name in base.prices:
        yield aged_price(base, name, day)
    for key, source in base.sources.items():
        checked = max(claim.checked_on for claim in source.supports)
        yield _judged(key, f"source ({source.kind})", checked, day, _source_life(base, source.kind))


def _source_life(base: KnowledgeBase, kind: str) -> int | None:
    return dict[str, int](base.shelf_lives.source.items()).get(kind)


def _aged(base: KnowledgeBase, name: str, kind: str, seen: date, day: date) -> Aged | None:
    life = dict[str, int](base.shelf_lives.entry.items()).get(kind)
    return _judged(name, kind, seen, day, life)


def _judged(name: str, kind: str, seen: date, day: date, life: int | None) -> Aged | None:
    days = (day - seen).days
    return Aged(name, kind, seen, days, life) if life is not None and days > life else None
