"""Texts as hashes say the same as texts as strings, whatever is in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

from advisor.dataset.shingles import fold  # noqa: E402  # needs numpy

PIECES = ["card", "Card", "CARD", "my", " ", "  ", "!", "?", "_", "é", "É", "ß", "日本", "🙂", "\n"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=12)
ANY = st.lists(st.text(max_size=30), max_size=8)


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


def test_none_counts_as_empty_and_a_text_hashes_the_same_in_any_company():
    alone = fold(["how do I reset my card?"])
    among = fold([None, "x", "how do I reset my card?", "🙂"])
    assert among.words.tolist() == [0, 1, 6, 0]
    assert alone.grams.tolist() == among.grams[among.sizes.cumsum()[1] :][:4].tolist()
