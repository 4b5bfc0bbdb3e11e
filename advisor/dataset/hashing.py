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

Hashes = NDArray[np.uint64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]
Texts = tuple[bytes, Counts]
"""UTF-8 end to end, and their bounds: text i goes from bounds[i] to bounds[i + 1]."""

PIECE = 8
"""Bytes that are hashed as one number."""
BYTES_AT_ONCE = 1 << 20
"""About as many bytes of texts are worked on at once: what they take fits in the caches."""
_NO_WORD = re.compile(r"[^\w\x00-\x7F]+")
_MASKS = np.array([(1 << 8 * size) - 1 for size in range(PIECE + 1)], np.uint64)
_FACTORS = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))
_STEP = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(32)


def blocks(array: Any) -> Iterator[Texts]:
    """Yield the texts of an Arrow column, about a megabyte of them at a time.

    Null counts as empty.
    """
    import pyarrow as pa

    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if not len(array):
        # Arrow may leave out the buffers then.
        yield b"", np.zeros(1, np.int64)
        return
    array = array.cast(pa.large_string())
    if array.null_count:
        array = array.fill_null("")
    _, offsets, data = array.buffers()
    bounds = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    cuts = (np.flatnonzero(np.diff(bounds[:-1] // BYTES_AT_ONCE)) + 1).tolist()
    for first, last in zip([0, *cuts], [*cuts, len(array)], strict=True):
        start, end = int(bounds[first]), int(bounds[last])
        whole = data[start:end].to_pybytes() if start < end else b""
        yield whole, bounds[first : last + 1] - start


def plain(texts: Texts) -> Texts:
    """Return texts whose bytes beyond ASCII all belong to letters or digits, in lower case.

    Unicode says which characters those are; a blank stands for the others.
    """
    whole, bounds = texts
    if whole.isascii():
        return texts
    beyond = np.flatnonzero(np.frombuffer(whole, np.uint8) >= 0x80)
    parts, last, sizes = [], 0, np.diff(bounds)
    for row in np.unique(np.searchsorted(bounds, beyond, side="right") - 1).tolist():
        start, end = int(bounds[row]), int(bounds[row + 1])
        text = whole[start:end].decode("utf-8", "surrogatepass").lower()
        told = _NO_WORD.sub(" ", text).encode("utf-8", "surrogatepass")
        parts += [whole[last:start], told]
        sizes[row], last = len(told), end
    return b"".join([*parts, whole[last:]]), np.append(0, np.cumsum(sizes))


def stretches(starts: Counts, sizes: Counts) -> Counts:
    """Return start, start + 1, … start + size - 1 of every stretch, one after the other."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - ends + sizes, sizes)


def hashes(data: bytes, starts: Counts, sizes: Counts) -> Hashes:
    """Return a hash of each stretch of bytes, still to be mixed; bytes of 0 at its end do not tell.

    It is the sum of the mixed pieces, each shifted by its place before.
    """
    padded = data + bytes(PIECE)
    # Indexed, as `take` would write out all of these overlapping pieces first.
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


def told_hashes(data: bytes, starts: Counts, sizes: Counts, told: Counts) -> Hashes:
    """Return a hash of each stretch of bytes and of one more number that is told of it."""
    found = hashes(data, starts, sizes)
    found += told.view(np.uint64) * _STEP
    return mixed(found)


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
