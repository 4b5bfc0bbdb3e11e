"""Texts as hashes of their words and word 3-grams, a whole column at once.

Every engine calls these same functions, so that all of them find the same near copies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.dataset.hashing import (
    Bytes,
    Counts,
    Hashes,
    blocks,
    column,
    hashes,
    marks,
    mixed,
    parting,
    places,
    plain,
)

SIZE = 3
"""Words in a gram."""
GRAM_BITS = 32
"""Bits kept of a gram's hash: of two texts of 100 words one gram in 400,000 pairs looks shared."""
_PARTING = marks(parting(kept=b"_"))
"""What parts words; few bytes do, so their places are quicker to work with than the others'."""
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


def fold(texts: Iterable[str | None]) -> Folded:
    """Return the hashes of texts; None counts as empty."""
    encoded = [(text or "").encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(one) for one in encoded], out=offsets[1:])
    return fold_bytes(np.frombuffer(b"".join(encoded), np.uint8), offsets)


def fold_bytes(data: Bytes, offsets: Counts) -> Folded:
    """Return the hashes of UTF-8 texts laid end to end, text i from offsets[i] to offsets[i+1]."""
    told, bounds = plain(data, offsets)
    gaps = places(told, _PARTING)
    starts, ends = _merged(bounds[:-1], gaps + 1), _merged(bounds[1:], gaps)
    words = ends > starts
    starts, ends = starts[words], ends[words]
    found = hashes(np.frombuffer(told.lower(), np.uint8), starts, ends - starts)
    return Folded(np.diff(np.searchsorted(starts, bounds)), found)


def _merged(one: Counts, other: Counts) -> Counts:
    """Return two arrays in order as one."""
    both = np.concatenate([one, other])
    both.sort(kind="stable")
    return both


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

    parts = [_binary(fold_bytes(*block)) for block in blocks(*column(texts))]
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _binary(folded: Folded) -> Any:
    """Return the grams of each text as an Arrow array of bytes."""
    import pyarrow as pa

    ends = np.append(0, np.cumsum(4 * folded.sizes)).astype(np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(folded.grams)]
    return pa.Array.from_buffers(pa.binary(), len(folded.sizes), buffers)
