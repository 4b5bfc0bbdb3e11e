"""Texts as hashes of their words and word 3-grams, a whole column at once.

Every engine calls these same functions, so that all of them find the same near copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.dataset.hashing import Counts, Hashes, Texts, blocks, hashes, mixed, plain

SIZE = 3
"""Words in a gram."""
GRAM_BITS = 32
"""Bits kept of a gram's hash: of two texts of 100 words one gram in 400,000 pairs looks shared."""
_KEPT = bytes(b >= 0x80 or chr(b).isalnum() or b == ord("_") for b in range(256))
"""A table that is 1 for the bytes of words."""
_FACTORS = tuple(np.uint64(x) for x in (0x8CB92BA72F3D8DD7, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F))


@dataclass(frozen=True)
class Folded:
    """Texts as numbers: how many words each has, and the hashes of the words."""

    words: Counts
    word_hashes: Hashes

    @property
    def sizes(self) -> Counts:
        """Return the number of grams of each text; fewer words than a gram's are one gram."""
        return np.where(self.words > 0, np.maximum(self.words - SIZE + 1, 1), 0)

    @cached_property
    def grams(self) -> NDArray[np.uint32]:
        """Return the hashes of the grams of all texts, end to end; they may repeat."""
        return _grams(self.word_hashes, self.words)


def fold(texts: Texts) -> Folded:
    """Return the hashes of texts."""
    whole, bounds = plain(texts)
    kept = np.frombuffer(whole.translate(_KEPT), np.bool_)
    some = np.diff(bounds) > 0
    firsts, lasts = bounds[:-1][some], bounds[1:][some] - 1
    begins = np.append(kept[:1], kept[1:] > kept[:-1])
    ends = np.append(kept[:-1] > kept[1:], kept[-1:])
    begins[firsts], ends[lasts] = kept[firsts], kept[lasts]
    starts = np.flatnonzero(begins)
    sizes = np.flatnonzero(ends) + 1 - starts
    return Folded(np.diff(np.searchsorted(starts, bounds)), hashes(whole.lower(), starts, sizes))


def _grams(hashes: Hashes, words: Counts) -> NDArray[np.uint32]:
    """Return the hash of every gram; fewer words than a gram's are one gram."""
    padded = np.append(hashes, np.zeros(SIZE - 1, np.uint64))
    total = padded[: len(hashes)] * _FACTORS[0]
    for step in range(1, SIZE):
        total += padded[step : step + len(hashes)] * _FACTORS[step]
    ends = np.cumsum(words)
    kept = np.ones(len(hashes), np.bool_)
    for step in range(1, SIZE):
        kept[(ends - step)[words >= step]] = False
    # What stands behind a text of too few words belongs to another.
    for many in range(1, SIZE):
        firsts = (ends - many)[words == many]
        kept[firsts] = True
        total[firsts] = sum(padded[firsts + step] * _FACTORS[step] for step in range(many))
    return (mixed(total[kept]) >> np.uint64(64 - GRAM_BITS)).astype(np.uint32)


def grams_column(texts: Any) -> Any:
    """Return the grams of each text of an Arrow column as the bytes of 32-bit numbers."""
    import pyarrow as pa

    parts = [_binary(fold(block)) for block in blocks(texts)]
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _binary(folded: Folded) -> Any:
    """Return the grams of each text as an Arrow array of bytes."""
    import pyarrow as pa

    ends = np.append(0, np.cumsum(4 * folded.sizes)).astype(np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(folded.grams)]
    return pa.Array.from_buffers(pa.binary(), len(folded.sizes), buffers)
