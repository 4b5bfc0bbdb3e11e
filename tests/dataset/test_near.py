"""Near texts are those that a comparison of every pair finds, however they lie in files."""

from __future__ import annotations

import threading
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy")

from advisor.dataset import near, spool  # noqa: E402  # needs numpy
from advisor.dataset.values import Cancelled  # noqa: E402
from tests.dataset.test_shingles import ANY, TEXTS, fold, grams, words  # noqa: E402  # needs numpy


def spooled(*batches: list[str], first: int = 0) -> spool.Spool:
    """Return texts whose rows are numbered from `first`, batch by batch."""
    starts = accumulate(map(len, batches), initial=first)
    return spool.Spool(
        (np.arange(start, start + len(texts)), fold(texts).sizes, fold(texts).grams)
        for start, texts in zip(starts, batches, strict=False)
    )


def alike(a: str, b: str) -> bool:
    return 10 * len(grams(a) & grams(b)) >= 7 * len(grams(a) | grams(b))


def told(texts: list[str], training: int) -> list[int]:
    with spooled(texts) as found:
        return near.near_earlier(found, training, lambda _: None).tolist()


LONG = st.lists(st.sampled_from("abcd"), min_size=1, max_size=30).map(" ".join)


@given(st.one_of(TEXTS, ANY, st.lists(LONG, max_size=12)), st.integers(0, 12))
def test_those_are_found_that_a_comparison_of_every_pair_finds(texts, training):
    texts = [text for text in texts if words(text)]
    expected = [
        place
        for place, text in enumerate(texts)
        if any(alike(text, before) for before in texts[: min(place, training)])
    ]
    assert told(texts, training) == expected


def test_small_blocks_and_shares_find_the_same(monkeypatch):
    rand = np.random.default_rng(5)
    some = [" ".join(rand.choice(list("abcdefgh"), 12)) for _ in range(60)]
    texts = [f"{text} {rand.choice(list('abc'))}" for text in some for _ in range(3)]
    rand.shuffle(texts)
    whole = told(texts, 100)
    assert 20 < len(whole) < 150
    monkeypatch.setattr(spool, "BLOCK_GRAMS", 30)
    for name in ("GRAMS_OF_A_SHARE", "PAIRS_AT_ONCE", "GRAMS_AT_ONCE"):
        monkeypatch.setattr(near, name, 40)
    assert told(texts, 100) == whole


@given(st.one_of(TEXTS, st.lists(LONG, max_size=12)))
def test_sketches_let_every_near_pair_pass(texts):
    texts = [text for text in texts if words(text)]
    folded = fold(texts)
    pairs = [(b, a) for b in range(len(texts)) for a in range(b) if alike(texts[a], texts[b])]
    keys = np.array([later << 32 | earlier for later, earlier in pairs], np.uint64)
    bits = np.zeros((2, len(texts)), np.uint64)
    near.sketch(bits, np.arange(len(texts)), folded.sizes, folded.grams)
    assert near.similar(bits, folded.sizes, keys).tolist() == keys.tolist()


def test_a_text_is_compared_with_many_that_share_all_it_has():
    same = [" ".join([*map(str, range(1000, 1030)), str(n)]) for n in range(500)]
    assert told(same, 500) == list(range(1, 500))


def test_an_exception_in_telling_stops_it():
    def stop(_: float) -> None:
        raise Cancelled

    before = threading.active_count()
    with spooled(["a b c", "a b c d"]) as texts, pytest.raises(Cancelled):
        near.near_earlier(texts, 2, stop)
    assert threading.active_count() == before


@given(st.lists(TEXTS, max_size=3), st.data())
def test_a_spool_gives_back_the_grams_of_any_texts(batches, data):
    every = [text for batch in batches for text in batch]
    ids = data.draw(st.permutations(range(len(every))))[: data.draw(st.integers(0, len(every)))]
    with spooled(*batches, first=7) as texts:
        assert texts.rows.tolist() == [7 + place for place in range(len(every))]
        found, sizes, every_gram = texts.of(np.array(ids, np.int64))
        assert sorted(found.tolist()) == sorted(ids)
        for at, size, end in zip(found, sizes, np.cumsum(sizes), strict=True):
            assert every_gram[end - size : end].tolist() == fold([every[at]]).grams.tolist()


def test_ids_follow_the_rows_whatever_order_they_come_in():
    parts = [([5, 1], [1, 2], [50, 10, 11]), ([3], [1], [30])]
    with spool.Spool(tuple(np.array(one) for one in part) for part in parts) as texts:
        assert texts.rows.tolist() == [1, 3, 5] and texts.sizes.tolist() == [2, 1, 1]
