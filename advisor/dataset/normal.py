"""Texts without what style is: their lower-case letters and digits, everything else deleted.

Every engine calls this same function, so that all of them find the same copies and draw the same
rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.dataset.hashing import blocks, hashes_of, plain

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

_LOWER = bytes(range(256)).lower()
_DELETED = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_BLANK = b" "
"""Stands before a text without any letter or digit; no normal text begins so."""


def normal(text: bytes) -> bytes:
    """Return the letters and digits of a UTF-8 text in lower case.

    A text without any is returned whole, behind a blank.
    """
    return plain(text).translate(_LOWER, _DELETED) or _BLANK + text


def hashes(texts: Any) -> Any:
    """Return a 64-bit hash of the normal form of each text of an Arrow column."""
    import pyarrow as pa

    found = np.concatenate([hashes_of([*map(normal, block)]) for block in blocks(texts)])
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])


def normal_of(text: Any, engine: Engine) -> Any:
    """Return the hash of the normal form of a text."""
    return engine.vectorised("normal_hash", hashes, ("string",), "int64")(text.fill_null(""))
