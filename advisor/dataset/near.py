"""Pairs of texts whose word 3-grams overlap by 0.7 or more (Jaccard): every one of them.

Prefix filtering, not sampling: put the grams of all texts in one order, rare ones first. Two sets
x and y with Jaccard of at least t share a gram among the first |x| - ceil(t|x|) + 1 of x and the
same of y (Chaudhuri, Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). Texts that share one
there are candidates; each is then verified by its true Jaccard. The order decides only how many
candidates there are, so a sketch from the first rows is good enough, and nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.dataset.shingles import (
    BUCKETS,
    GRAM_BITS,
    Bytes,
    Counts,
    Folded,
    Hashes,
    column,
    fold,
    fold_bytes,
)

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

NEAR_TENTHS = 7
"""The least Jaccard of near duplicates, in tenths."""
ROWS_AT_ONCE = 2_048
_ROW_SHIFT = np.uint64(52)
_LEVEL_SHIFT = np.uint64(GRAM_BITS)
BLOCK = 64
"""Texts that share one gram are paired with this many before them at least, twice as many at most.

Only where more than that share even their rarest grams can a pair be missed; such texts come in
clusters, and it is enough that each finds one near text before it."""


def common_grams(texts: Sequence[str]) -> Bytes:
    """Return how common each bucket of grams is among texts, as the binary logarithm."""
    folded = fold(texts)
    counts = np.bincount((folded.grams % BUCKETS).astype(np.int64), minlength=BUCKETS)
    return np.ceil(np.log2(counts + 1)).astype(np.uint8)


def prefixes(folded: Folded, common: Bytes) -> tuple[Counts, Hashes]:
    """Return the prefix of each text as offsets and grams, in the order that all texts share.

    At most 4,096 texts at once.
    """
    level = common[(folded.grams % BUCKETS).astype(np.int64)].astype(np.uint64)
    keys = (folded.rows.astype(np.uint64) << _ROW_SHIFT) | (level << _LEVEL_SHIFT) | folded.grams
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    rows = (keys >> _ROW_SHIFT).astype(np.int64)
    sizes = np.bincount(rows, minlength=len(folded.words))
    starts = np.append(0, np.cumsum(sizes))
    taken = np.where(sizes > 0, sizes + 1 - -(-NEAR_TENTHS * sizes // 10), 0)
    kept = np.arange(len(keys)) - starts[rows] < taken[rows]
    return np.append(0, np.cumsum(taken)), keys[kept] & np.uint64((1 << 52) - 1)


def jaccards(first: Folded, second: Folded) -> Any:
    """Return the Jaccard of the gram sets of each pair of texts; at most 2^17 pairs at once."""
    pairs = len(first.words)
    ones = np.unique((first.rows.astype(np.uint64) << _LEVEL_SHIFT) | first.grams)
    others = np.unique((second.rows.astype(np.uint64) << _LEVEL_SHIFT) | second.grams)
    both = np.intersect1d(ones, others, assume_unique=True)
    counts = [
        np.bincount((keys >> _LEVEL_SHIFT).astype(np.int64), minlength=pairs)
        for keys in (ones, others, both)
    ]
    union = counts[0] + counts[1] - counts[2]
    return counts[2] / np.maximum(union, 1)


def folded_column(common: Bytes | None) -> Callable[[Any], Any]:
    """Return the function of a column of texts: normal hash, words and, with `common`, prefix."""

    def function(texts: Any) -> Any:
        import pyarrow as pa

        data, offsets = column(texts)
        parts = []
        for at in range(0, max(len(offsets) - 1, 1), ROWS_AT_ONCE):
            mine = offsets[at : at + ROWS_AT_ONCE + 1]
            parts.append(_folded(data[mine[0] : mine[-1]], mine - mine[0], common))
        return parts[0] if len(parts) == 1 else pa.concat_arrays(parts)

    return function


def _folded(data: Bytes, offsets: Counts, common: Bytes | None) -> Any:
    import pyarrow as pa

    folded = fold_bytes(data, offsets)
    named = {
        "normal": pa.array(folded.normal.view(np.int64)),
        "words": pa.array(folded.words.astype(np.int32)),
    }
    if common is not None:
        places, grams = prefixes(folded, common)
        named["prefix"] = pa.ListArray.from_arrays(
            pa.array(places.astype(np.int32)), pa.array(grams.view(np.int64))
        )
    return pa.StructArray.from_arrays(list(named.values()), names=list(named))


def jaccard_column(first: Any, second: Any) -> Any:
    """Return the Jaccard of each pair of texts of two columns."""
    import pyarrow as pa

    return pa.array(jaccards(fold_bytes(*column(first)), fold_bytes(*column(second))))


def candidates(engine: Engine, postings: Any, against: Any | None) -> Any:
    """Return pairs (earlier, later) of texts that share a gram of their prefixes, each once.

    Args:
        engine: that runs it.
        postings: gram and row of each text; the later of a pair is one of these.
        against: the same of other texts, if the earlier is to be one of them.
    """
    import ibis

    if against is not None:
        found = against.semi_join(postings, "gram")
        few = engine.view(_ranked(found, ibis).filter(lambda one: one.rank < 2 * BLOCK))
        joined = postings.join(few.select("gram", earlier="row"), "gram")
        return joined.select("earlier", later="row").distinct()
    shared = postings.group_by("gram").agg(texts=postings.count())
    kept = postings.semi_join(shared.filter(shared.texts > 1), "gram")
    ranked = engine.view(_ranked(kept, ibis))
    both = ibis.array([ranked.block, ranked.block - 1]).unnest()
    later = ranked.select("gram", "rank", later="row", block=both)
    earlier = ranked.select("gram", "block", earlier="row", before="rank")
    joined = later.join(earlier, ["gram", "block"])
    return joined.filter(joined.before < joined["rank"]).select("earlier", "later").distinct()


def _ranked(postings: Any, ibis: Any) -> Any:
    """Return postings numbered within each gram, in order of the rows."""
    window = ibis.window(group_by="gram", order_by="row")
    ranked = postings.mutate(rank=ibis.row_number().over(window))
    return ranked.mutate(block=ranked["rank"] // BLOCK)
