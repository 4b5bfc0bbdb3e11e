"""Texts whose word 3-grams overlap an earlier text's by 0.7 or more (Jaccard): every one of them.

Prefix filtering, not sampling: put the grams of all texts in one order, rare ones first. Two sets
x and y with Jaccard of at least t share a gram among the first |x| - ceil(t|x|) + 1 of x and the
same of y (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). They share t/(1+t) of
|x| + |y| or more, so for the smaller one, y, it is among the first |y| - ceil(2t/(1+t)|y|) + 1
(Xiao, Wang, Lin and Yu 2008). Texts that share one there are candidates; each is then verified by
its true Jaccard. The order decides only how many candidates there are, so counters that grams share
are good enough, and nothing is estimated.
"""

from __future__ import annotations

import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from advisor.dataset.hashing import Counts, Flags, Hashes, stretches
from advisor.dataset.spool import Grams, Spool

NEAR_TENTHS = 7
"""The least Jaccard of near duplicates, in tenths."""
BEFORE = 64
"""Texts with the same gram that a text is compared with, the ones just before it.

Only where more than that share even their rarest grams can a pair be missed; such texts come in
clusters, and it is enough that each finds one near text before it."""
THREADS = 2
"""numpy lets threads run side by side; each more takes some 100 MB."""
GRAMS_OF_A_SHARE = 1 << 22
"""Their prefixes are compared at once."""
PAIRS_AT_ONCE = 1 << 17
"""Pairs that wait before they are verified; each time the grams of all are read once."""
GRAMS_AT_ONCE = 1 << 22
"""Grams of the pairs that are verified at once."""
MOST_COUNTERS = 1 << 24
"""Counters that say how common grams are: 64 MB."""
GRAMS_OF_A_WORD = 32
MOST_WORDS = 16
"""A sketch has one 64-bit word for as many grams as are in a text on average, at most 16 words."""
_SHIFT = np.uint64(32)
_ID = np.uint64((1 << 32) - 1)
_NONE = np.zeros(0, np.uint64)
_MOST_COMMON = np.uint32((1 << 16) - 1)

Told = Callable[[float], None]
Item = TypeVar("Item")
Result = TypeVar("Result")
Sizes = NDArray[np.int32]


def near_earlier(texts: Spool, training: int, told: Told) -> Counts:
    """Return the ids of texts that are near an earlier one.

    Args:
        texts: the training texts, and after them those held out; at most 2^31, none without a gram.
        training: how many of them are training texts; those held out are compared with these alone.
        told: told the share done; an exception that it raises stops the work.
    """
    common, sketches = _common(texts, told), _Sketches(texts)
    shares = 1 + texts.grams // GRAMS_OF_A_SHARE
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(shares)]
        pool = stack.enter_context(ThreadPoolExecutor(THREADS))
        write = partial(sketches.write, common)
        for last, postings in side_by_side(pool, write, texts.blocks()):
            _share(postings, files)
            told(0.2 + 0.4 * last / len(texts))
        waiting: list[Hashes] = []
        compare = partial(sketches.compare, training)
        for number, left in enumerate(side_by_side(pool, compare, files)):
            waiting.append(left)
            sketches.verify(waiting)
            told(0.6 + 0.4 * number / shares)
        sketches.verify(waiting, most=0)
    return np.flatnonzero(sketches.near)


class _Sketches:
    """A few bits of each text, the size of its set of grams, and whether it is known to be near."""

    def __init__(self, texts: Spool) -> None:
        words = 1 + texts.grams // max(GRAMS_OF_A_WORD * len(texts), 1)
        self.texts = texts
        self.bits = np.zeros((min(words, MOST_WORDS), len(texts)), np.uint64)
        self.sizes = np.zeros(len(texts), np.int32)
        self.near = np.zeros(len(texts), np.bool_)

    def write(self, common: Grams, block: tuple[Counts, Counts, Grams]) -> tuple[float, Hashes]:
        """Sketch a block of texts; return its last id, and the grams of the prefixes in order."""
        ids, sizes, grams = block
        sketch(self.bits, ids, sizes, grams)
        postings, self.sizes[ids] = prefixes(ids, sizes, grams, common)
        postings.sort()
        return float(ids[-1]), postings

    def compare(self, training: int, file: Any) -> Hashes:
        """Look through one file of postings; return the pairs that are left to be verified."""
        postings = np.empty(file.tell() // 8, np.uint64)
        file.seek(0)
        file.readinto(postings.data)
        waiting: list[Hashes] = []
        for pairs in _candidates(postings, training, self.sizes, self.near):
            waiting.append(similar(self.bits, self.sizes, pairs))
            self.verify(waiting)
        return np.concatenate([_NONE, *waiting])

    def verify(self, waiting: list[Hashes], most: int | None = None) -> None:
        """Mark the later one of each pair that is near, once more pairs wait than may."""
        if sum(map(len, waiting)) <= (PAIRS_AT_ONCE if most is None else most):
            return
        pairs = _distinct(np.concatenate(waiting))
        waiting.clear()
        later, earlier = _parted(pairs)
        grams = np.cumsum(self.texts.sizes[later] + self.texts.sizes[earlier])
        cuts = np.flatnonzero(np.diff(grams // GRAMS_AT_ONCE)) + 1
        for some in np.split(np.arange(len(pairs)), cuts):
            some = some[~self.near[later[some]]]
            told = overlapping(self.texts, earlier[some], later[some])
            self.near[later[some[told]]] = True


def side_by_side(
    pool: Executor, work: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Yield what `work` makes of each item, in their order; a few are worked on at a time."""
    begun: deque[Future[Result]] = deque()
    for item in items:
        begun.append(pool.submit(work, item))
        if len(begun) > THREADS:
            yield begun.popleft().result()
    while begun:
        yield begun.popleft().result()


def sketch(bits: Hashes, ids: Counts, sizes: Counts, grams: Grams) -> None:
    """Set the bits that the grams of texts hash to; `bits` has words by texts."""
    place = ((grams >> np.uint32(6)) % np.uint32(len(bits))).astype(np.int64)
    place *= bits.shape[1]
    place += np.repeat(ids, sizes)
    np.bitwise_or.at(bits.reshape(-1), place, np.uint64(1) << (grams & np.uint32(63)))


def similar(bits: Hashes, sizes: Sizes, pairs: Hashes) -> Hashes:
    """Return the pairs that may be near, by their sketches: every near pair is among them.

    A bit in which two sketches differ stands for one gram at least that one of the sets lacks. Sets
    with Jaccard of t or more differ in no more than (1 - t) / (1 + t) of their grams.
    """
    differ = np.zeros(len(pairs), np.uint16)
    for word in bits:
        later, earlier = _parted(pairs)
        differ += np.bitwise_count(np.take(word, later) ^ np.take(word, earlier))
        most = np.take(sizes, later) + np.take(sizes, earlier)
        passed = (10 + NEAR_TENTHS) * differ <= (10 - NEAR_TENTHS) * most
        pairs, differ = pairs[passed], differ[passed]
    return pairs


def _parted(pairs: Hashes) -> tuple[Counts, Counts]:
    """Return the later and the earlier ids of pairs."""
    return (pairs >> _SHIFT).astype(np.int64), (pairs & _ID).astype(np.int64)


def _common(texts: Spool, told: Told) -> Grams:
    """Return how often grams occur; grams whose last bits agree share a counter."""
    counters = 1 << max(texts.grams // 4, 1).bit_length()
    common = np.zeros(min(counters, MOST_COUNTERS), np.uint32)
    for ids, _, grams in texts.blocks():
        np.add.at(common, grams & np.uint32(len(common) - 1), np.uint32(1))
        told(0.2 * float(ids[-1]) / len(texts))
    return common


def prefixes(ids: Counts, sizes: Counts, grams: Grams, common: Grams) -> tuple[Hashes, Counts]:
    """Return the grams of each text's prefix, and the sizes of the sets of grams.

    Below each gram stand 31 bits with the text's id, and one that tells whether a smaller text has
    to share a gram before it.

    Args:
        ids: of at most 2^16 texts.
        sizes: the number of grams of each.
        grams: of all of them, end to end; they may repeat.
        common: counters, as many as a power of two, that put grams in the order all texts share.
    """
    level = np.take(common, grams & np.uint32(len(common) - 1))
    np.minimum(level, _MOST_COMMON, out=level)
    keys = np.repeat(np.arange(len(ids), dtype=np.uint64) << np.uint64(16), sizes)
    keys |= level
    keys <<= _SHIFT
    keys |= grams
    keys = _distinct(keys)
    rows = (keys >> np.uint64(48)).astype(np.int64)
    sizes = np.bincount(rows, minlength=len(ids))
    firsts = np.cumsum(sizes) - sizes
    taken = sizes + 1 - -(-NEAR_TENTHS * sizes // 10)
    kept = stretches(firsts, taken)
    early = sizes + 1 - -(-2 * NEAR_TENTHS * sizes // (10 + NEAR_TENTHS))
    late = kept >= np.repeat(firsts + early, taken)
    return (keys[kept] << _SHIFT) | (np.repeat(ids << 1, taken) + late).view(np.uint64), sizes


def _share(postings: Hashes, files: list[Any]) -> None:
    """Write postings, in order, to files so that those of one gram are in one of them."""
    step = -(-(1 << 32) // len(files))
    cuts = np.searchsorted(postings >> _SHIFT, np.arange(1, len(files)) * step)
    for part, file in zip(np.split(postings, cuts), files, strict=True):
        file.write(part.data)


def _candidates(postings: Hashes, training: int, sizes: Sizes, near: Flags) -> Iterator[Hashes]:
    """Yield pairs that share a gram, later id above the earlier: those next to each other first.

    Later ones that are `near` by then are left out.
    """
    postings.sort()
    grams = postings >> _SHIFT
    first = np.append(True, grams[1:] != grams[:-1])[: len(grams)]
    shared = ~(first & np.append(first[1:], True)[: len(grams)])
    postings, first = postings[shared], first[shared]
    ids, late = ((postings & _ID) >> np.uint64(1)).astype(np.int64), (postings & np.uint64(1)) > 0
    places = np.arange(len(ids))
    starts = np.maximum.accumulate(np.where(first, places, 0))
    lasts = np.maximum.accumulate(np.where(ids < training, places, -1))
    lasts = np.where(ids < training, places - 1, lasts)
    later = places
    for step in range(BEFORE):
        later = later[(lasts[later] - step >= starts[later]) & ~near[ids[later]]]
        if not len(later):
            return
        one, two = later, lasts[later] - step
        early = ~(late[one] & late[two])
        one, two = one[early], two[early]
        larger = sizes[ids[one]] - sizes[ids[two]]
        early = ~(late[one] & (larger <= 0) | late[two] & (larger >= 0))
        yield (ids[one[early]] << 32 | ids[two[early]]).view(np.uint64)


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
