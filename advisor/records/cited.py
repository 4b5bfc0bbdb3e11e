"""Numbers for the sources of one document, in the order in which they are cited."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.base import KnowledgeBase
from advisor.records.words import citation


class Citations:
    """Hands out a number for each source and remembers the order."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._order: dict[str, int] = {}

    def mark(self, sources: Iterable[str]) -> str:
        """Return the marks of these sources, such as [1, 4]."""
        unique = dict.fromkeys(sources)
        numbers = [self._order.setdefault(key, len(self._order) + 1) for key in unique]
        return f"[{', '.join(str(number) for number in numbers)}]" if numbers else ""

    def lines(self) -> list[tuple[int, str]]:
        """Return every source cited so far, with its number."""
        return [(number, citation(self._base.sources[key])) for key, number in self._order.items()]
