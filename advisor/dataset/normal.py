"""Texts without what style is: their lower-case letters and digits, everything else deleted.

Every engine calls this same function, so that all of them find the same copies and draw the same
rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from advisor.dataset.hashing import Counts, Flags, Hashes, Texts, blocks, plain, told_hashes

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

_ALPHABET, _DIGITS, _BEYOND = 26, 10, 0x80
_CASE = np.uint8(0x20)
"""The bit that lower letters and digits of ASCII have."""


def hashes(texts: Any) -> Any:
    """Return a 64-bit hash of the normal form of each text of an Arrow column.

    The form of a text without any letter or digit is the text itself.
    """
    import pyarrow as pa

    found = np.concatenate([*map(_hashes, blocks(texts))])
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])


def _hashes(texts: Texts) -> Hashes:
    told, bounds = plain(texts)
    letters = np.frombuffer(told, np.uint8)
    kept = _kept(letters)
    bounds = _before(kept, bounds)
    sizes = np.diff(bounds)
    # `translate` would do both at once, and hold the interpreter's lock meanwhile.
    form = np.compress(kept, letters)
    form |= (form < _BEYOND) * _CASE
    found = told_hashes(form.tobytes(), bounds[:-1], sizes, sizes)
    bare = np.flatnonzero(sizes == 0)
    if len(bare):
        # Told apart from normal forms, none of which has a size below 0.
        data, bounds = texts
        sizes = np.diff(bounds)[bare]
        found[bare] = told_hashes(data, bounds[bare], sizes, ~sizes)
    return found


def _kept(letters: NDArray[np.uint8]) -> Flags:
    """Tell which bytes are letters, digits, or beyond ASCII."""
    moved = letters | _CASE
    moved -= ord("a")
    kept = moved < _ALPHABET
    np.subtract(letters, ord("0"), out=moved)
    kept |= moved < _DIGITS
    kept |= letters >= _BEYOND
    return kept


def _before(kept: Flags, places: Counts) -> Counts:
    """Return how many bytes before each place are kept, counted in eights."""
    eights = np.packbits(np.append(kept, False))
    up_to = np.cumsum(np.bitwise_count(eights), dtype=np.int64)
    behind = (0xFF >> (places % 8)).astype(np.uint8)
    before: Counts = up_to[places // 8] - np.bitwise_count(eights[places // 8] & behind)
    return before


def normal_of(text: Any, engine: Engine) -> Any:
    """Return the hash of the normal form of a text."""
    return engine.vectorised("normal_hash", hashes, ("string",), "int64")(text.fill_null(""))
