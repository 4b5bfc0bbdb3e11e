"""Stretches of bytes as 64-bit numbers, a whole column of texts at once; it knows no check.

What takes time is done for pieces of 8 bytes, not for letters, and by numpy, which lets other
threads of Python go on meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Hashes = NDArray[np.uint64]
Counts = NDArray[np.int64]

PIECE = 8
"""Bytes that are hashed as one number."""
BYTES_AT_ONCE = 1 << 20
"""About as many bytes of texts are worked on at once: what they take fits in the caches."""
_NO_WORD = re.compile(r"[^\w\x00-\x7F]+")
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(PIECE + 1)], np.uint64)
_FACTORS = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_STEP = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)


def parting(kept: bytes = b"") -> bytes:
    """Return the bytes of ASCII that are no letter, no digit and none of those kept."""
    return bytes(b for b in range(128) if not chr(b).isalnum() and b not in kept)


def marks(some: bytes) -> bytes:
    """Return a table of 256 bytes that is 1 for some of them."""
    return bytes(b in some for b in range(256))


def column(array: Any) -> tuple[Bytes, Counts]:
    """Return an Arrow array of strings as its bytes and offsets, without a copy where it can be.

    Text i stands from offsets[i] to offsets[i + 1]; null counts as empty.
    """
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


def blocks(data: Bytes, offsets: Counts) -> Iterator[tuple[Bytes, Counts]]:
    """Yield texts in blocks of about as many bytes as should be worked on at once."""
    cuts = (np.flatnonzero(np.diff(offsets[:-1] // BYTES_AT_ONCE)) + 1).tolist()
    for first, last in zip([0, *cuts], [*cuts, len(offsets) - 1], strict=True):
        mine = offsets[first : last + 1]
        yield data[mine[0] : mine[-1]], mine - mine[0]


def plain(data: Bytes, offsets: Counts) -> tuple[bytes, Counts]:
    """Return texts in which every byte beyond ASCII belongs to a letter or digit of lower case.

    Unicode says which characters those are; a blank stands for the others.
    """
    whole = data.tobytes()
    if whole.isascii():
        return whole, offsets
    beyond = np.flatnonzero(data >= 0x80)
    strange = np.unique(np.searchsorted(offsets, beyond, side="right") - 1)
    parts, last = [], 0
    lengths = np.diff(offsets)
    for row in strange.tolist():
        start, end = int(offsets[row]), int(offsets[row + 1])
        text = whole[start:end].decode("utf-8", "surrogatepass").lower()
        told = _NO_WORD.sub(" ", text).encode("utf-8", "surrogatepass")
        parts += [whole[last:start], told]
        lengths[row], last = len(told), end
    parts.append(whole[last:])
    return b"".join(parts), np.append(0, np.cumsum(lengths))


def places(whole: bytes, marked: bytes) -> Counts:
    """Return the places of the bytes that a table marks."""
    return np.flatnonzero(np.frombuffer(whole.translate(marked), np.bool_))


def stretches(starts: Counts, sizes: Counts) -> Counts:
    """Return start, start + 1, … start + size - 1 of every stretch, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + sizes, sizes)


def hashes(data: Bytes, starts: Counts, sizes: Counts) -> Hashes:
    """Return a hash of each stretch of bytes, still to be mixed; bytes of 0 at its end do not tell.

    It is the sum of the mixed pieces, each shifted by its place before.
    """
    padded = np.zeros(len(data) + PIECE, np.uint8)
    padded[: len(data)] = data
    # Indexed: `take` would write out all of these overlapping pieces first.
    pieces = np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))
    first: Hashes = pieces[starts]
    first &= _MASKS[np.minimum(sizes, PIECE)]
    found = first >> _SHIFT
    found ^= first
    found *= _FACTORS[0]
    long = np.flatnonzero(sizes > PIECE)
    if len(long):
        found[long] += _tails(pieces, starts[long] + PIECE, sizes[long] - PIECE)
    return found


def _tails(pieces: Hashes, starts: Counts, sizes: Counts) -> Hashes:
    """Return the terms of stretches behind their first piece; none is without a byte."""
    many = -(-sizes // PIECE)
    ends = np.cumsum(many)
    firsts = ends - many
    place = np.arange(ends[-1]) - np.repeat(firsts, many)
    found = pieces[PIECE * place + np.repeat(starts, many)]
    found[ends - 1] &= _MASKS[sizes - PIECE * (many - 1)]
    found += (place + 1).view(np.uint64) * _STEP
    return np.add.reduceat(mixed(found), firsts)


def mixed(hashes: Hashes) -> Hashes:
    """Return well spread hashes, in place (two rounds of the finaliser of MurmurHash3)."""
    for factor in _FACTORS:
        hashes ^= hashes >> _SHIFT
        hashes *= factor
    hashes ^= hashes >> _SHIFT
    return hashes


def sized(hashes: Hashes, sizes: Counts) -> Hashes:
    """Return hashes that tell the sizes of their stretches too, mixed, in place."""
    hashes += sizes.view(np.uint64) * _STEP
    return mixed(hashes)
