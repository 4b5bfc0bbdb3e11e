"""Texts as hashes say the same as texts as strings, whatever is in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

from advisor.dataset.near import common_grams, jaccards, prefixes  # noqa: E402  # needs numpy
from advisor.dataset.shingles import fold  # noqa: E402  # needs numpy

PIECES = ["card", "Card", "CARD", "my", " ", "  ", "!", "?", "_", "é", "É", "ß", "日本", "🙂", "\n"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), max_size=12)
ANY = st.lists(st.text(max_size=30), max_size=8)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def normal(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower()) or f"blank {text}" * bool(text)


def grams(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return set(zip(found, found[1:], found[2:], strict=False)) if len(found) > 2 else {(*found,)}


@given(st.one_of(TEXTS, ANY))
def test_two_texts_have_one_normal_hash_exactly_where_their_letters_and_digits_agree(texts):
    hashes = fold(texts).normal.tolist()
    for text, own in zip(texts, hashes, strict=True):
        for other, its in zip(texts, hashes, strict=True):
            assert (own == its) == (normal(text) == normal(other))


@given(st.one_of(TEXTS, ANY))
def test_words_and_grams_are_counted_as_in_strings(texts):
    folded = fold(texts)
    assert folded.words.tolist() == [len(words(text)) for text in texts]
    for row, text in enumerate(texts):
        mine = set(folded.grams[folded.rows == row].tolist())
        assert len(mine) == (len(grams(text)) if words(text) else 0)


@given(st.one_of(TEXTS, ANY))
def test_the_jaccard_is_that_of_the_sets_of_grams(texts):
    pairs = [(a, b) for a in texts for b in texts if words(a) and words(b)]
    found = jaccards(fold([a for a, _ in pairs]), fold([b for _, b in pairs])).tolist()
    for (a, b), jaccard in zip(pairs, found, strict=True):
        assert jaccard == pytest.approx(len(grams(a) & grams(b)) / len(grams(a) | grams(b)))


@given(TEXTS, TEXTS)
def test_near_texts_share_a_gram_of_their_prefixes_whatever_the_sketch_was_made_from(texts, seen):
    folded = fold(texts)
    places, taken = prefixes(folded, common_grams(seen))
    prefix = [set(taken[places[i] : places[i + 1]].tolist()) for i in range(len(texts))]
    for i, a in enumerate(texts):
        for j, b in enumerate(texts):
            if words(a) and words(b):
                near = 10 * len(grams(a) & grams(b)) >= 7 * len(grams(a) | grams(b))
                assert not near or prefix[i] & prefix[j]


def test_none_counts_as_empty_and_a_text_hashes_the_same_in_any_company():
    alone = fold(["how do I reset my card?"])
    among = fold([None, "x", "how do I reset my card?", "🙂"])
    assert among.words.tolist() == [0, 1, 6, 0]
    assert alone.normal[0] == among.normal[2]
    assert alone.grams.tolist() == among.grams[among.rows == 2].tolist()
