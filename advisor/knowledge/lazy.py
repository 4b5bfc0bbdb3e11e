"""Mappings that read an entry when it is first asked for: most runs name few sources, no model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

Value = TypeVar("Value")


class LazyEntries(Mapping[str, Value]):
    """Entries under known keys, each made at its first use and kept."""

    def __init__(self, makers: Mapping[str, Callable[[], Value]]) -> None:
        """Hold one maker for each key."""
        self._makers = makers
        self._made: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        if key not in self._made:
            self._made[key] = self._makers[key]()
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class LazyTable(Mapping[str, Value]):
    """Entries whose keys are known only once all are read, which happens at the first use."""

    def __init__(self, maker: Callable[[], Mapping[str, Value]]) -> None:
        """Hold the maker of the whole table."""
        self._maker = maker

    @cached_property
    def _table(self) -> Mapping[str, Value]:
        return self._maker()

    def __getitem__(self, key: str) -> Value:
        return self._table[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)
