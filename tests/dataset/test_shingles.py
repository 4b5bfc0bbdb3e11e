"""Texts as hashes say the same as texts as strings, whatever is in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

import numpy as np  # noqa: E402  # needs the extra
import pyarrow as pa  # noqa: E402  # needs the extra

from advisor.dataset import hashing, shingles  # noqa: E402  # needs numpy

PIECES = ["card", "Card", "CARD", "my", " ", "  ", "!", "?", "_", "é", "É", "ß", "日本", "🙂", "\n"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=12)
ANY = st.lists(st.text(max_size=30), max_size=8)


def fold(texts: list[str]) -> shingles.Folded:
    told = [text.encode("utf-8", "surrogatepass") for text in texts]
    return shingles.fold(
        (b"".join(told), np.append(0, np.cumsum([*map(len, told)], dtype=np.int64)))
    )


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def grams(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return set(zip(found, found[1:], found[2:], strict=False)) if len(found) > 2 else {(*found,)}


@given(st.one_of(TEXTS, ANY))
def test_words_and_grams_are_counted_as_in_strings(texts):
    folded = fold(texts)
    assert folded.words.tolist() == [len(words(text)) for text in texts]
    ends = folded.sizes.cumsum()
    for text, size, end in zip(texts, folded.sizes, ends, strict=True):
        mine = set(folded.grams[end - size : end].tolist())
        assert len(mine) == (len(grams(text)) if words(text) else 0)


@given(st.one_of(TEXTS, ANY), st.integers(0, 12))
def test_a_column_gives_the_grams_of_each_text_in_any_company(texts, cut):
    alone = [fold([text]).grams.tobytes() for text in texts]
    halves = [texts[:cut], [None, *texts[cut:]]]
    first, second = (pa.array(half, pa.string()) for half in halves)
    assert shingles.grams_column(pa.chunked_array([first, second[1:]])).to_pylist() == alone
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "BYTES_AT_ONCE", 16)
        found = shingles.grams_column(second).to_pylist()
    assert found == [b"", *alone[cut:]]
