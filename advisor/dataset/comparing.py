"""Near copies among the training texts, and between the holdout and them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.dataset.near import NEAR_TENTHS, candidates, jaccard_column

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine
    from advisor.dataset.facts import Side

ROWS_OF_A_SHARE = 500_000
"""Texts whose grams are compared at once: the rest waits its turn, so that memory is bounded."""


class Near:
    """Verified pairs of near texts; a text stands for all rows that normalise to the same."""

    def __init__(self, engine: Engine, train: Side, holdout: Side | None) -> None:
        """Compare the texts of `train` with one another, and those of `holdout` with them."""
        self.engine, self.train, self.holdout = engine, train, holdout

    @cached_property
    def repeats(self) -> Any:
        """Return `row` of each training text, at its first place, that is near an earlier one."""
        return self._verified("repeats", self.train, None)

    @cached_property
    def leaks(self) -> Any:
        """Return `row` of each holdout text, at its first place, that is near a training text."""
        if self.holdout is None:
            raise ValueError("there is no holdout")
        return self._verified("leaks", self.holdout, self.train)

    @cached_property
    def _shares(self) -> int:
        return 1 + self.train.rows // ROWS_OF_A_SHARE

    def _postings(self, side: Side, share: int) -> Any:
        facts, firsts = side.facts, side.firsts
        first = facts.semi_join(firsts, facts.row == firsts.first)
        postings = first.select("row", gram=first.prefix.unnest())
        if self._shares == 1:
            return postings
        return postings.filter((postings.gram & 0xFFFF) % self._shares == share)

    def _verified(self, name: str, side: Side, against: Side | None) -> Any:
        import ibis

        tables = []
        for share in range(self._shares):
            postings = self._kept(f"{name}_postings{share}", self._postings(side, share))
            others = None
            if against is not None:
                others = self._kept(f"{name}_others{share}", self._postings(against, share))
            pairs = candidates(self.engine, postings, others)
            tables.append(self._kept(f"{name}_pairs{share}", pairs))
        pairs = ibis.union(*tables, distinct=True) if len(tables) > 1 else tables[0]
        pairs = self._kept(f"{name}_pairs", pairs)
        earlier = self._texts(f"{name}_earlier", pairs.select(row="earlier"), against or side)
        later = self._texts(f"{name}_later", pairs.select(row="later"), side)
        joined = pairs.join(earlier.rename(earlier="row", first="prompt"), "earlier")
        joined = joined.join(later.rename(later="row", second="prompt"), "later")
        jaccard = self.engine.vectorised(
            "gram_jaccard", jaccard_column, ("string", "string"), "float64"
        )
        layer = self.engine.view(
            joined.select("later", jaccard=jaccard(joined["first"], joined.second))
        )
        near = layer.filter(layer.jaccard * 10 >= NEAR_TENTHS - 1e-9)
        return self._kept(name, near.select(row="later").distinct())

    def _texts(self, name: str, rows: Any, side: Side) -> Any:
        """Return `row` and `prompt` of rows; the texts are read from the files again."""
        facts = side.facts
        wanted = facts.semi_join(rows, "row").select("row", "prompt_key")
        wanted = self._kept(f"{name}_keys", wanted)
        texts = side.texts.semi_join(wanted, "prompt_key")
        texts = texts.group_by("prompt_key").agg(prompt=texts.prompt.arbitrary())
        texts = self._kept(f"{name}_texts", texts)
        return wanted.join(texts, "prompt_key").select("row", "prompt")

    def _kept(self, name: str, expression: Any) -> Any:
        return self.engine.keep(f"near_{name}", expression, "comparing texts", 0)
