"""Texts without what style is: their lower-case letters and digits, everything else deleted.

Every engine calls this same function, so that all of them find the same copies and draw the same
rows.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

HASH_BYTES = 8
_LOWER = bytes(range(256)).lower()
_DELETED = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_NO_LETTERS = re.compile(r"[\W_]+")
_BLANK = b" "
"""Stands before a text without any letter or digit; no normal text begins so."""


def normal(text: bytes) -> bytes:
    """Return the letters and digits of a UTF-8 text in lower case.

    A text without any is returned whole, behind a blank.
    """
    if text.isascii():
        return text.translate(_LOWER, _DELETED) or _BLANK + text
    told = text.decode("utf-8", "surrogatepass").lower()
    return _NO_LETTERS.sub("", told).encode("utf-8", "surrogatepass") or _BLANK + text


def hashes(texts: Any) -> Any:
    """Return a 64-bit hash (BLAKE2b) of the normal form of each text of an Arrow column."""
    import pyarrow as pa

    array = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    array = array.cast(pa.large_string())
    if array.null_count:
        array = array.fill_null("")
    _, offsets, data = array.buffers()
    bounds = memoryview(offsets).cast("q")[array.offset : array.offset + len(array) + 1]
    whole = data.to_pybytes() if data else b""
    digests = (
        blake2b(normal(whole[start:end]), digest_size=HASH_BYTES).digest()
        for start, end in pairwise(bounds)
    )
    return pa.Array.from_buffers(pa.int64(), len(array), [None, pa.py_buffer(b"".join(digests))])


def normal_of(text: Any, engine: Engine) -> Any:
    """Return the hash of the normal form of a text."""
    return engine.vectorised("normal_hash", hashes, ("string",), "int64")(text.fill_null(""))
