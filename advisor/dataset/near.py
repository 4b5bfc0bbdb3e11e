"""Texts whose word 3-grams overlap an earlier text's by 0.7 or more (Jaccard): every one of them.

Prefix filtering, not sampling: put the grams of all texts in one order, rare ones first. Two sets
x and y with Jaccard of at least t share a gram among the first |x| - ceil(t|x|) + 1 of x and the
same of y (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). Texts that share one
there are candidates; each is then verified by its true Jaccard. The order decides only how many
candidates there are, so counters that grams share are good enough, and nothing is estimated.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.dataset.shingles import Counts, Hashes
from advisor.dataset.spool import Grams, Spool, stretches

NEAR_TENTHS = 7
"""The least Jaccard of near duplicates, in tenths."""
BEFORE = 64
"""Texts with the same gram that a text is compared with, the ones just before it.

Only where more than that share even their rarest grams can a pair be missed; such texts come in
clusters, and it is enough that each finds one near text before it."""
POSTINGS_AT_ONCE = 1 << 22
PAIRS_AT_ONCE = 1 << 17
MOST_COUNTERS = 1 << 24
_SHIFT = np.uint64(32)
_ID = np.uint64((1 << 32) - 1)
_MOST_COMMON = np.uint32((1 << 16) - 1)

Told = Callable[[float], None]
Flags = NDArray[np.bool_]


def near_earlier(texts: Spool, training: int, told: Told) -> Counts:
    """Return the ids of texts that are near an earlier one.

    Args:
        texts: the training texts, and after them those held out; at most 2^32.
        training: how many of them are training texts; those held out are compared with these alone.
        told: told the share done; an exception that it raises stops the work.
    """
    common = _common(texts, told)
    near = np.zeros(len(texts), np.bool_)
    shares = 1 + texts.grams // POSTINGS_AT_ONCE
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile(buffering=0)) for _ in range(shares)]
        for ids, sizes, grams in texts.blocks():
            _share(prefixes(ids, sizes, grams, common), files)
            told(0.2 + 0.4 * float(ids[-1]) / len(texts))
        del common
        for number, file in enumerate(files):
            file.seek(0)
            for earlier, later in _candidates(np.fromfile(file, np.uint64), training, near):
                near[later[overlapping(texts, earlier, later)]] = True
                told(0.6 + 0.4 * number / shares)
    return np.flatnonzero(near)


def _common(texts: Spool, told: Told) -> Grams:
    """Return how often grams occur; grams whose last bits agree share a counter."""
    counters = 1 << max(texts.grams // 4, 1).bit_length()
    common = np.zeros(min(counters, MOST_COUNTERS), np.uint32)
    for ids, _, grams in texts.blocks():
        np.add.at(common, grams & np.uint32(len(common) - 1), np.uint32(1))
        told(0.2 * float(ids[-1]) / len(texts))
    return common


def prefixes(ids: Counts, sizes: Counts, grams: Grams, common: Grams) -> Hashes:
    """Return the grams of each text's prefix, each above 32 bits that hold the text's id.

    Args:
        ids: of at most 2^16 texts.
        sizes: the number of grams of each.
        grams: of all of them, end to end; they may repeat.
        common: counters, as many as a power of two, that put grams in the order all texts share.
    """
    rows = np.repeat(np.arange(len(ids), dtype=np.uint64), sizes)
    level = np.minimum(common[grams & np.uint32(len(common) - 1)], _MOST_COMMON)
    keys = (((rows << np.uint64(16)) | level) << _SHIFT) | grams
    keys = _distinct(keys)
    rows = (keys >> np.uint64(48)).astype(np.int64)
    sizes = np.bincount(rows, minlength=len(ids))
    taken = np.where(sizes > 0, sizes + 1 - -(-NEAR_TENTHS * sizes // 10), 0)
    kept = stretches(np.cumsum(sizes) - sizes, taken)
    return (keys[kept] << _SHIFT) | np.repeat(ids, taken).astype(np.uint64)


def _share(postings: Hashes, files: list[Any]) -> None:
    """Write postings to files so that those of one gram are in one of them."""
    postings.sort()
    step = -(-(1 << 32) // len(files))
    cuts = np.searchsorted(postings >> _SHIFT, np.arange(1, len(files)) * step)
    for part, file in zip(np.split(postings, cuts), files, strict=True):
        part.tofile(file)


def _candidates(
    postings: Hashes, training: int, near: Flags
) -> Iterator[tuple[Counts, Counts]]:
    """Yield pairs of ids, earlier and later, that share a gram: those next to each other first.

    Later ones that are `near` by then are left out.
    """
    postings.sort()
    grams = postings >> _SHIFT
    same = grams[1:] == grams[:-1]
    postings = postings[np.append(False, same) | np.append(same, False)]
    grams = postings >> _SHIFT
    ids = (postings & _ID).astype(np.int64)
    places = np.arange(len(ids))
    starts = np.maximum.accumulate(np.where(np.append(True, grams[1:] != grams[:-1]), places, 0))
    lasts = np.maximum.accumulate(np.where(ids < training, places, -1))
    lasts = np.where(ids < training, places - 1, lasts)
    later = places
    for step in range(BEFORE):
        later = later[(lasts[later] - step >= starts[later]) & ~near[ids[later]]]
        if not len(later):
            return
        pairs = _distinct((ids[later] << 32 | ids[lasts[later] - step]).astype(np.uint64))
        for at in range(0, len(pairs), PAIRS_AT_ONCE):
            some = pairs[at : at + PAIRS_AT_ONCE]
            yield (some & _ID).astype(np.int64), (some >> _SHIFT).astype(np.int64)


def overlapping(texts: Spool, first: Counts, second: Counts) -> Flags:
    """Tell for each pair of ids whether the Jaccard of their sets of grams is 0.7 or more."""
    ids, sizes, grams = texts.of(np.unique(np.concatenate([first, second])))
    order = np.argsort(ids)
    ids, sizes, starts = ids[order], sizes[order], (np.cumsum(sizes) - sizes)[order]
    keys = []
    for side in (first, second):
        place = np.searchsorted(ids, side)
        rows = np.repeat(np.arange(len(side), dtype=np.uint64), sizes[place])
        keys.append(_distinct((rows << _SHIFT) | grams[stretches(starts[place], sizes[place])]))
    every = np.concatenate(keys)
    every.sort(kind="stable")
    both = every[1:][every[1:] == every[:-1]]
    counts = [
        np.bincount((some >> _SHIFT).astype(np.int64), minlength=len(first))
        for some in (*keys, both)
    ]
    return 10 * counts[2] >= NEAR_TENTHS * (counts[0] + counts[1] - counts[2])


def _distinct(keys: Hashes) -> Hashes:
    """Return keys in order, each once; the keys given are put in order too."""
    keys.sort()
    return keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
