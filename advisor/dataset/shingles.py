"""Texts as hashes of their letters, words and word 3-grams, a whole column at once.

Every engine calls these same functions, so that all of them find the same copies and near copies.
A text's *normal* form is its lower-case letters and digits, everything else deleted.
Hashes are polynomials over the bytes modulo 2^64 with an odd base: the hash of a stretch is the sum
of its terms, moved to the origin by a power of the base's inverse.
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
ROWS_AT_ONCE = 2_048
"""Texts folded at once: what they take fits in the caches."""
_WORD = re.compile(r"\w+")
_UNDERSCORE = ord("_")
_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_PLACES = tuple(np.uint64(x) for x in (0x8CB92BA72F3D8DD7, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F))
_SHIFT = np.uint64(32)


@dataclass(frozen=True)
class Folded:
    """Texts as numbers: one normal hash and word count each, and the hashes of their words."""

    normal: Hashes
    words: Counts
    word_bounds: Counts
    word_hashes: Hashes

    @cached_property
    def row_grams(self) -> tuple[Counts, Hashes]:
        """Return the row and the hash of every gram; fewer words than a gram's are one gram."""
        return _grams(_mixed(self.word_hashes), self.words, self.word_bounds)

    @property
    def rows(self) -> Counts:
        """Return the row of every gram."""
        return self.row_grams[0]

    @property
    def grams(self) -> Hashes:
        """Return the hash of every gram, in order of rows."""
        return self.row_grams[1]


def fold(texts: Iterable[str | None]) -> Folded:
    """Return the hashes of texts; None counts as empty."""
    encoded = [(text or "").encode("utf-8", "surrogatepass") for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(one) for one in encoded], out=offsets[1:])
    return fold_bytes(np.frombuffer(b"".join(encoded), np.uint8), offsets)


def fold_bytes(data: Bytes, offsets: Counts) -> Folded:
    """Return the hashes of UTF-8 texts laid end to end, text i from offsets[i] to offsets[i+1]."""
    plain, bounds = _plain(data, offsets)
    codes = _table()[plain]
    # Few bytes part words: counting these is quicker than counting the others.
    parting = np.flatnonzero(codes == 0)
    codes = codes[codes != 0]
    bounds = bounds - np.searchsorted(parting, bounds)
    starts = np.zeros(len(codes) + 1, np.bool_)
    starts[parting - np.arange(len(parting))] = True
    starts[bounds] = True
    firsts = np.flatnonzero(starts[:-1])
    terms = codes * _power(_BASE, len(codes))
    sums = np.add.reduceat(terms, firsts) if len(firsts) else terms
    word_bounds = np.searchsorted(firsts, bounds)
    words = np.diff(word_bounds)
    running = np.zeros(len(sums) + 1, np.uint64)
    np.cumsum(sums, out=running[1:])
    inverse = _power(_INVERSE, len(codes) + 1)
    normal = _mixed((running[word_bounds[1:]] - running[word_bounds[:-1]]) * inverse[bounds[:-1]])
    letters = np.diff(bounds)
    _without_underscores(normal, letters, codes, bounds)
    _blank(normal, letters, data, offsets)
    return Folded(normal, words, word_bounds, sums * inverse[firsts])


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
def _table() -> Bytes:
    """Return for each byte the code of its lower-case letter or digit, 0 for what parts words."""
    table = np.zeros(256, np.uint8)
    for byte in range(256):
        if byte >= 0x80 or byte == _UNDERSCORE or chr(byte).isalnum():
            table[byte] = ord(chr(byte).lower()) if byte < 0x80 else byte
    return table


_powers: dict[int, Hashes] = {}


def _power(base: int, count: int) -> Hashes:
    """Return base^0 to base^(count-1) modulo 2^64; kept, as every column needs the same."""
    known = _powers.get(base)
    if known is None or len(known) < count:
        known = np.full(max(count, 1 << 20), base, np.uint64)
        known[0] = 1
        known = _powers[base] = np.multiply.accumulate(known)
    return known[:count]


def _mixed(hashes: Hashes) -> Hashes:
    """Return well spread hashes (two rounds of the finaliser of MurmurHash3)."""
    for factor in _MIX:
        hashes = (hashes ^ (hashes >> _SHIFT)) * factor
    return hashes ^ (hashes >> _SHIFT)


def _without_underscores(normal: Hashes, letters: Counts, codes: Bytes, bounds: Counts) -> None:
    """Mend the normal hashes of texts with underscores: part of a word, yet no letter."""
    found = np.flatnonzero(codes == _UNDERSCORE)
    if len(found):
        rows = np.unique(np.searchsorted(bounds, found, side="right") - 1)
        parts = [codes[bounds[row] : bounds[row + 1]] for row in rows.tolist()]
        parts = [part[part != _UNDERSCORE] for part in parts]
        normal[rows] = _of_parts(parts)
        letters[rows] = [len(part) for part in parts]


def _blank(normal: Hashes, letters: Counts, data: Bytes, offsets: Counts) -> None:
    """Tell texts without a letter or digit apart by all of their bytes."""
    rows = np.flatnonzero((letters == 0) & (np.diff(offsets) > 0))
    if len(rows):
        normal[rows] = _of_parts([data[offsets[row] : offsets[row + 1]] for row in rows.tolist()])


def _of_parts(parts: list[Bytes]) -> Hashes:
    totals = [np.dot(part.astype(np.uint64), _power(_BASE, len(part))) for part in parts]
    return _mixed(np.array(totals, np.uint64))


def _grams(hashes: Hashes, words: Counts, bounds: Counts) -> tuple[Counts, Hashes]:
    """Return the row and the hash of every gram; fewer words than a gram's are one gram."""
    row = np.repeat(np.arange(len(words)), words)
    place = np.arange(len(hashes)) - bounds[row]
    first = np.flatnonzero(place < np.maximum(words - SIZE + 1, 1)[row])
    padded = np.append(hashes, np.zeros(SIZE, np.uint64))
    total = padded[first] * _PLACES[0]
    for step in range(1, SIZE):
        inside = place[first] + step < words[row[first]]
        total += np.where(inside, padded[first + step], np.uint64(0)) * _PLACES[step]
    return row[first], _mixed(total) >> np.uint64(64 - GRAM_BITS)


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


def folded(texts: Any) -> Any:
    """Return the normal hash and the words of each text of an Arrow column."""
    return _struct(texts, grams=False)


def with_grams(texts: Any) -> Any:
    """Return the same, and the grams of each text as the bytes of 32-bit numbers."""
    return _struct(texts, grams=True)


def _struct(texts: Any, *, grams: bool) -> Any:
    import pyarrow as pa

    data, offsets = column(texts)
    parts = []
    for at in range(0, max(len(offsets) - 1, 1), ROWS_AT_ONCE):
        mine = offsets[at : at + ROWS_AT_ONCE + 1]
        folded = fold_bytes(data[mine[0] : mine[-1]], mine - mine[0])
        named = {
            "normal": pa.array(folded.normal.view(np.int64)),
            "words": pa.array(folded.words.astype(np.int32)),
        }
        if grams:
            named["grams"] = _binary(folded)
        parts.append(pa.StructArray.from_arrays(list(named.values()), names=list(named)))
    return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)


def _binary(folded: Folded) -> Any:
    """Return the grams of each text as an Arrow array of bytes."""
    import pyarrow as pa

    sizes = np.where(folded.words > 0, np.maximum(folded.words - SIZE + 1, 1), 0)
    ends = np.append(0, np.cumsum(4 * sizes)).astype(np.int32)
    grams = folded.grams.astype(np.uint32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(grams)]
    return pa.Array.from_buffers(pa.binary(), len(sizes), buffers)
