"""Texts without what style is: their lower-case letters and digits, everything else deleted.

Every engine calls this same function, so that all of them find the same copies and draw the same
rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.dataset.hashing import (
    Bytes,
    Counts,
    Hashes,
    blocks,
    column,
    marks,
    parting,
    places,
    plain,
    sized,
)
from advisor.dataset.hashing import hashes as hashes_of

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

_LOWER = bytes(range(256)).lower()
_DELETED = parting()
_IS_DELETED = marks(_DELETED)


def hashes(texts: Any) -> Any:
    """Return a 64-bit hash of the normal form of each text of an Arrow column.

    The form of a text without any letter or digit is the text itself.
    """
    import pyarrow as pa

    found = np.concatenate([_hashes(*block) for block in blocks(*column(texts))])
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])


def _hashes(data: Bytes, offsets: Counts) -> Hashes:
    told, bounds = plain(data, offsets)
    letters = np.frombuffer(told.translate(_LOWER, _DELETED), np.uint8)
    bounds = bounds - np.searchsorted(places(told, _IS_DELETED), bounds)
    sizes = np.diff(bounds)
    found = sized(hashes_of(letters, bounds[:-1], sizes), sizes)
    bare = np.flatnonzero(sizes == 0)
    if len(bare):
        # No normal form has a size below 0.
        sizes = np.diff(offsets)[bare]
        found[bare] = sized(hashes_of(data, offsets[bare], sizes), ~sizes)
    return found


def normal_of(text: Any, engine: Engine) -> Any:
    """Return the hash of the normal form of a text."""
    return engine.vectorised("normal_hash", hashes, ("string",), "int64")(text.fill_null(""))
