"""Texts as hashes of their words and word 3-grams, a whole column at once.

Every engine calls these same functions, so that all of them find the same near copies.
The hash of a stretch of bytes is a polynomial modulo 2^64 over the mixed pieces of 8 bytes that it
starts with, so that what takes time is done for pieces, not for letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
Counts = NDArray[np.int64]

SIZE = 3
"""Words in a gram."""
GRAM_BITS = 32
"""Bits kept of a gram's hash: of two texts of 100 words one gram in 400,000 pairs looks shared."""
PIECE = 8
"""Bytes that are hashed as one number."""
ROWS_AT_ONCE = 2_048
"""Texts folded at once: what they take fits in the caches."""
_WORD = re.compile(r"\w+")
_UNDERSCORE = ord("_")
_BASE = 0x9E3779B97F4A7C15
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(PIECE + 1)], np.uint64)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_PLACES = tuple(np.uint64(x) for x in (0x8CB92BA72F3D8DD7, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F))
_SHIFT = np.uint64(32)


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
    plain, bounds = _plain(data, offsets)
    table, parting = _tables()
    # Few bytes part words: their places are quicker to work with than those of the others.
    whole = plain.tobytes()
    gaps = np.flatnonzero(np.frombuffer(whole.translate(parting), np.bool_))
    codes = np.frombuffer(whole.translate(*table), np.uint8)
    bounds = bounds - np.searchsorted(gaps, bounds)
    starts = np.zeros(len(codes) + 1, np.bool_)
    starts[gaps - np.arange(len(gaps))] = True
    starts[bounds] = True
    firsts = np.flatnonzero(starts[:-1])
    words = np.diff(np.searchsorted(firsts, bounds))
    word_hashes = _hashes(codes, firsts, np.diff(firsts, append=len(codes)))
    return Folded(words, word_hashes)


def _plain(data: Bytes, offsets: Counts) -> tuple[Bytes, Counts]:
    """Return texts whose bytes tell words apart: beyond ASCII, Unicode says what a word is."""
    beyond = np.flatnonzero(data >= 0x80)
    if not len(beyond):
        return data, offsets
    strange = np.unique(np.searchsorted(offsets, beyond, side="right") - 1)
    whole = data.tobytes()
    parts, last = [], 0
    lengths = np.diff(offsets)
    for row in strange.tolist():
        start, end = int(offsets[row]), int(offsets[row + 1])
        text = whole[start:end].decode("utf-8", "surrogatepass").lower()
        words = " ".join(_WORD.findall(text)).encode("utf-8", "surrogatepass")
        parts += [whole[last:start], words]
        lengths[row], last = len(words), end
    parts.append(whole[last:])
    changed = np.zeros(len(offsets), np.int64)
    np.cumsum(lengths, out=changed[1:])
    return np.frombuffer(b"".join(parts), np.uint8), changed


@cache
def _tables() -> tuple[tuple[bytes, bytes], bytes]:
    """Return lower case with the bytes that part words, and a table that is 1 for these."""
    every = bytes(range(256))
    kept = bytes(b for b in every if b >= 0x80 or b == _UNDERSCORE or chr(b).isalnum())
    parting = every.translate(None, kept)
    return (every.lower(), parting), bytes(b in parting for b in every)


def _hashes(data: Bytes, starts: Counts, sizes: Counts) -> Hashes:
    """Return a hash of each stretch of bytes, still to be mixed."""
    padded = np.append(data, np.zeros(PIECE, np.uint8))
    pieces = np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))
    first: Hashes = np.take(pieces, starts)
    hashes = _spread(first & np.take(_MASKS, np.minimum(sizes, PIECE)))
    long = np.flatnonzero(sizes > PIECE)
    if len(long):
        hashes[long] += _tails(pieces, starts[long] + PIECE, sizes[long] - PIECE)
    return hashes


def _tails(pieces: Hashes, starts: Counts, sizes: Counts) -> Hashes:
    """Return the terms of stretches behind their first piece; none is without a byte."""
    many = -(-sizes // PIECE)
    ends = np.cumsum(many)
    firsts = ends - many
    index = np.arange(ends[-1])
    place = index - np.repeat(firsts, many)
    index *= PIECE
    index += np.repeat(starts - PIECE * firsts, many)
    found = np.take(pieces, index)
    found[ends - 1] &= _MASKS[sizes - PIECE * (many - 1)]
    terms = _spread(found)
    terms *= np.take(_powers(int(many.max())), place)
    return np.add.reduceat(terms, firsts)


_known = np.ones(0, np.uint64)


def _powers(count: int) -> Hashes:
    """Return base^1 to base^count modulo 2^64; kept, as every column needs the same."""
    global _known  # noqa: PLW0603  # a cache that grows
    if len(_known) < count:
        _known = np.multiply.accumulate(np.full(max(count, 1 << 12), _BASE, np.uint64))
    return _known


def _spread(pieces: Hashes) -> Hashes:
    """Return pieces as numbers whose every bit depends on most of theirs."""
    spread = pieces >> _SHIFT
    spread ^= pieces
    spread *= _MIX[0]
    return spread


def _mixed(hashes: Hashes) -> Hashes:
    """Return well spread hashes (two rounds of the finaliser of MurmurHash3)."""
    for factor in _MIX:
        hashes = (hashes ^ (hashes >> _SHIFT)) * factor
    return hashes ^ (hashes >> _SHIFT)


def _grams(hashes: Hashes, words: Counts) -> NDArray[np.uint32]:
    """Return the hash of every gram; fewer words than a gram's are one gram."""
    padded = np.append(hashes, np.zeros(SIZE - 1, np.uint64))
    total = padded[: len(hashes)] * _PLACES[0]
    for step in range(1, SIZE):
        total += padded[step : step + len(hashes)] * _PLACES[step]
    ends = np.cumsum(words)
    kept = np.ones(len(hashes), np.bool_)
    for step in range(1, SIZE):
        kept[(ends - step)[words >= step]] = False
    # What stands behind a text of too few words belongs to another.
    for many in range(1, SIZE):
        firsts = (ends - many)[words == many]
        kept[firsts] = True
        total[firsts] = sum(padded[firsts + step] * _PLACES[step] for step in range(many))
    return (_mixed(total[kept]) >> np.uint64(64 - GRAM_BITS)).astype(np.uint32)


def stretches(starts: Counts, sizes: Counts) -> Counts:
    """Return start, start + 1, … start + size - 1 of every stretch, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + sizes, sizes)


def column(array: Any) -> tuple[Bytes, Counts]:
    """Return an Arrow array of strings as its bytes and offsets, without a copy where it can be."""
    import pyarrow as pa

    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    array = array.cast(pa.large_string())
    if array.null_count:
        array = array.fill_null("")
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    if data is None or not len(array):
        return np.zeros(0, np.uint8), np.zeros(len(array) + 1, np.int64)
    return np.frombuffer(data, np.uint8)[places[0] : places[-1]], places - places[0]


def grams_column(texts: Any) -> Any:
    """Return the grams of each text of an Arrow column as the bytes of 32-bit numbers."""
    import pyarrow as pa

    data, offsets = column(texts)
    parts = []
    for at in range(0, max(len(offsets) - 1, 1), ROWS_AT_ONCE):
        mine = offsets[at : at + ROWS_AT_ONCE + 1]
        parts.append(_binary(fold_bytes(data[mine[0] : mine[-1]], mine - mine[0])))
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _binary(folded: Folded) -> Any:
    """Return the grams of each text as an Arrow array of bytes."""
    import pyarrow as pa

    ends = np.append(0, np.cumsum(4 * folded.sizes)).astype(np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(folded.grams)]
    return pa.Array.from_buffers(pa.binary(), len(folded.sizes), buffers)
