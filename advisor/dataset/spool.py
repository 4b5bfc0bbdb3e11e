"""The grams of all texts in a temporary file: read in blocks, or those of some texts alone.

Memory holds a few numbers for each text and one block of grams; it knows no engine and no check.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.dataset.hashing import Counts, stretches

Grams = NDArray[np.uint32]

BLOCK_GRAMS = 1 << 20
"""Grams that are read at once: 4 MB."""
BLOCK_TEXTS = 1 << 16


class Spool:
    """Grams of texts; the id of a text is its place in the order of the rows."""

    def __init__(self, parts: Iterable[tuple[Counts, Counts, Grams]]) -> None:
        """Write down the grams of texts: the row of each, how many it has, and all end to end."""
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by `__exit__`, or gone with us
        self._one = threading.Lock()
        every, many = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for rows, sizes, grams in parts:
            every.append(rows)
            many.append(sizes)
            self._file.write(grams.data)
        rows, sizes = np.concatenate(every), np.concatenate(many)
        self._starts = np.append(0, np.cumsum(sizes))
        self._places = np.argsort(rows, kind="stable")
        self._ids = np.argsort(self._places, kind="stable")
        self.rows = rows[self._places]
        """The row of each id."""
        self.sizes = sizes[self._places]
        """The grams of each id."""

    def __len__(self) -> int:
        """Return the number of texts."""
        return len(self.rows)

    @property
    def grams(self) -> int:
        """Return the number of grams in all."""
        return int(self._starts[-1])

    def __enter__(self) -> Spool:
        """Return these texts."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the file back."""
        self._file.close()

    def blocks(self) -> Iterator[tuple[Counts, Counts, Grams]]:
        """Yield the ids, the sizes and the grams of all texts, a block of them at a time."""
        for first, last in self._cuts():
            sizes = np.diff(self._starts[first : last + 1])
            yield self._ids[first:last], sizes, self._read(first, last)

    def of(self, ids: Counts) -> tuple[Counts, Counts, Grams]:
        """Return the ids, the sizes and the grams of distinct texts, in the order of the file."""
        places = np.sort(self._places[ids])
        sizes = self._starts[places + 1] - self._starts[places]
        grams = [np.zeros(0, np.uint32)]
        for first, last in self._cuts():
            begin, end = np.searchsorted(places, (first, last))
            if begin < end:
                mine = places[begin:end]
                read = self._read(mine[0], mine[-1] + 1)
                starts = self._starts[mine] - self._starts[mine[0]]
                grams.append(read[stretches(starts, sizes[begin:end])])
        return self._ids[places], sizes, np.concatenate(grams)

    def _cuts(self) -> Iterator[tuple[int, int]]:
        first = 0
        while first < len(self):
            most = self._starts[first] + BLOCK_GRAMS
            last = int(np.searchsorted(self._starts, most, side="right")) - 1
            last = min(max(last, first + 1), first + BLOCK_TEXTS, len(self))
            yield first, last
            first = last

    def _read(self, first: Any, last: Any) -> Grams:
        start, end = int(self._starts[first]), int(self._starts[last])
        grams = np.empty(end - start, np.uint32)
        with self._one:
            self._file.seek(start * 4)
            self._file.readinto(grams.data)
        return grams
