"""Two texts are the same but for style exactly where their letters and digits agree."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pyarrow")

import pyarrow as pa  # noqa: E402  # needs the extra

from advisor.dataset.normal import hashes, normal  # noqa: E402  # needs the extra

PIECES = ["card", "Card", "CARD", "my", " ", "  ", "!", "?", "_", "é", "É", "ß", "日本", "🙂", "\n"]
TEXTS = st.lists(
    st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=30)),
    max_size=12,
)


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower()) or f" {text}"


@given(TEXTS)
def test_normal_texts_and_their_hashes_agree_as_letters_and_digits_do(texts):
    found = hashes(pa.array(texts, pa.string())).to_pylist()
    assert [normal(text.encode()).decode() for text in texts] == [plain(text) for text in texts]
    for text, own in zip(texts, found, strict=True):
        for other, its in zip(texts, found, strict=True):
            assert (own == its) == (plain(text) == plain(other))


def test_a_text_hashes_the_same_in_any_company():
    alone = hashes(pa.array(["how do I reset my card?"]))
    among = pa.chunked_array([["x", None], ["", "HOW do i reset my card", "🙂"]], pa.string())
    assert hashes(among)[3] == alone[0]
    assert hashes(among)[1] == hashes(among)[2]
    assert hashes(among.chunk(1).slice(1, 1))[0] == alone[0]
    assert len(hashes(pa.array([], pa.string()))) == 0
