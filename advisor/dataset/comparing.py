"""Near copies among the training texts, and between the holdout and them."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.dataset.engine import Progress
from advisor.dataset.hashing import Counts
from advisor.dataset.near import near_earlier
from advisor.dataset.spool import Grams, Spool
from advisor.dataset.values import DiskFull

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine
    from advisor.dataset.facts import Side

STAGE = "comparing texts"
HELD_OUT = 1 << 62
"""What is added to the rows of the holdout, so that they come after all others."""


class Near:
    """Verified near texts; a text stands for all rows that normalise to the same."""

    def __init__(self, engine: Engine, train: Side, holdout: Side | None) -> None:
        """Compare the texts of `train` with one another, and those of `holdout` with them."""
        self.engine, self.train, self.holdout = engine, train, holdout

    @property
    def repeats(self) -> Any:
        """Return `row` of each training text, at its first place, that is near an earlier one."""
        return self._found[0]

    @property
    def leaks(self) -> Any:
        """Return `row` of each holdout text, at its first place, that is near a training text."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[Any, Any]:
        try:
            with Spool(self._parts()) as texts:
                training = int(np.searchsorted(texts.rows, HELD_OUT))
                found = near_earlier(texts, training, self._told)
                repeats, leaks = np.split(texts.rows[found], [np.searchsorted(found, training)])
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull from None
            raise
        kept = self.engine.given
        return kept("near_repeats", repeats), kept("near_leaks", leaks - HELD_OUT)

    def _parts(self) -> Iterator[tuple[Counts, Counts, Grams]]:
        for side, after in ((self.train, 0), (self.holdout, HELD_OUT)):
            if side is None:
                continue
            facts, firsts = side.facts, side.firsts
            first = facts.semi_join(firsts, facts.row == firsts.first)
            for batch in self.engine.batches(first.select("row", "grams")):
                rows = _numbers(batch.column(0)) + after
                sizes, grams = _binary(batch.column(1))
                self._told(0.0)
                yield rows[sizes > 0], sizes[sizes > 0], grams

    def _told(self, done: float) -> None:
        self.engine.told(Progress(STAGE, done))


def _numbers(array: Any) -> Counts:
    """Return an Arrow array of 64-bit integers, none null, as numpy's; pandas is not imported."""
    return np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array)]


def _binary(array: Any) -> tuple[Counts, Grams]:
    """Return how many 32-bit numbers each value of a binary Arrow array holds, and all of them."""
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    sizes = np.diff(places).astype(np.int64) // 4
    if data is None or not len(array):
        return sizes, np.zeros(0, np.uint32)
    return sizes, np.frombuffer(data, np.uint8)[places[0] : places[-1]].view(np.uint32)
