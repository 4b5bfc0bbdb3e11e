"""Texts without what style is: their lower-case letters and digits, everything else deleted.

Every engine calls this same function, so that all of them find the same copies and draw the same
rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.dataset.hashing import Counts, Hashes, Texts, blocks, plain, told_hashes

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

_LOWER = bytes(range(256)).lower()
_DELETED = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_KEPT = bytes(byte not in _DELETED for byte in range(256))


def hashes(texts: Any) -> Any:
    """Return a 64-bit hash of the normal form of each text of an Arrow column.

    The form of a text without any letter or digit is the text itself.
    """
    import pyarrow as pa

    found = np.concatenate([*map(_hashes, blocks(texts))])
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])


def _hashes(texts: Texts) -> Hashes:
    told, bounds = plain(texts)
    bounds = _kept_before(told, bounds)
    sizes = np.diff(bounds)
    found = told_hashes(told.translate(_LOWER, _DELETED), bounds[:-1], sizes, sizes)
    bare = np.flatnonzero(sizes == 0)
    if len(bare):
        # Told apart from normal forms, none of which has a size below 0.
        data, bounds = texts
        sizes = np.diff(bounds)[bare]
        found[bare] = told_hashes(data, bounds[bare], sizes, ~sizes)
    return found


def _kept_before(told: bytes, places: Counts) -> Counts:
    """Return how many of the bytes before each place a normal form keeps, counted in eights."""
    eights = np.packbits(np.frombuffer(told.translate(_KEPT) + b"\0", np.uint8))
    up_to = np.cumsum(np.bitwise_count(eights), dtype=np.int64)
    behind = (0xFF >> (places % 8)).astype(np.uint8)
    before: Counts = up_to[places // 8] - np.bitwise_count(eights[places // 8] & behind)
    return before


def normal_of(text: Any, engine: Engine) -> Any:
    """Return the hash of the normal form of a text."""
    return engine.vectorised("normal_hash", hashes, ("string",), "int64")(text.fill_null(""))
