"""Two texts are the same but for style exactly where their letters and digits agree."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

import pyarrow as pa  # noqa: E402  # needs the extra

from advisor.dataset import hashing  # noqa: E402  # needs the extra
from advisor.dataset.normal import hashes  # noqa: E402  # needs the extra

PIECES = [
    *("card", "Card", "CARD", "my", " ", "  ", "!", "?", "_", "\n", "\0", "0", "accountholder"),
    *("é", "É", "ß", "ẞ", "İ", "K", "k", "日本", "🙂", "\u0307", "\ud800"),
]
LETTERS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
BARE = st.lists(st.sampled_from(["!", " ", "\0", "_", "🙂"]), max_size=20).map("".join)
TEXTS = st.lists(st.one_of(LETTERS, BARE, st.text(max_size=30)), max_size=12)


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower()) or f" {text}"


def column(texts: list[str | None]) -> pa.Array:
    """Return texts as Arrow holds those of an engine, halves of surrogate pairs among them."""
    told = [None if text is None else text.encode("utf-8", "surrogatepass") for text in texts]
    return pa.array(told, pa.binary()).view(pa.string())


@given(TEXTS)
def test_hashes_agree_exactly_where_letters_and_digits_do(texts):
    found = hashes(column(texts)).to_pylist()
    for text, own in zip(texts, found, strict=True):
        for other, its in zip(texts, found, strict=True):
            assert (own == its) == (plain(text) == plain(other))


@given(TEXTS, st.data())
def test_a_text_hashes_the_same_in_any_company(texts, data):
    alone = [hashes(column([text]))[0].as_py() for text in texts]
    cut = data.draw(st.integers(0, len(texts)))
    among = pa.chunked_array([column(texts[:cut]), column([None, *texts[cut:]]).slice(1)])
    assert hashes(among).to_pylist() == alone
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "BYTES_AT_ONCE", 16)
        assert hashes(column([*texts, *texts])).to_pylist() == alone * 2


def test_null_is_empty_and_a_column_may_be_so_too():
    assert hashes(column([None])) == hashes(column([""]))
    nothing = pa.Array.from_buffers(pa.string(), 0, [None, pa.py_buffer(b""), pa.py_buffer(b"")])
    assert len(hashes(nothing)) == len(hashes(pa.chunked_array([], pa.string()))) == 0


def test_hashes_of_texts_that_differ_little_are_spread():
    texts = [f"card {n:06} of account {n * 7 % 1000:03}, ordered before" for n in range(50_000)]
    found = hashes(pa.array(texts)).to_pylist()
    assert len(set(found)) == len(texts)
    for shift in range(0, 61, 4):
        counts = Counter((own >> shift) & 15 for own in found)
        assert all(2_800 < counts[low] < 3_450 for low in range(16))


def test_pieces_that_change_places_are_told_apart():
    # Sums over powers of one base are equal for the two longest of these, whatever the pieces.
    one, other = "abcdefgh", "ijklmnop"
    for _ in range(11):
        one, other = one + other, other + one
    assert len(set(hashes(pa.array([one, other, one + other, other + one])).to_pylist())) == 4


def test_a_hash_is_the_same_on_every_day_and_machine():
    found = hashes(pa.array(["How do I reset my card?", "", "\u00bf?"])).to_pylist()
    assert found == [-1361204123818726294, -4869124652638853739, -7260309637769724745]
