"""The data as the checks see it: sides with their numbers, and what several checks share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.dataset import lines
from advisor.dataset.comparing import Near
from advisor.dataset.counting import EXACT_CHARACTERS, Tokens, counter, sampled, whole
from advisor.dataset.facts import FILE_SHIFT, SAMPLE_ROWS, Side
from advisor.dataset.values import Row, WorstRow

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

WORST_ROWS = 10
TEXTS = ("context", "prompt", "answer")
DRAWN = ("prompt", "answer", "label")
MOST_CLASSES = 1_000
"""More different answers than this are no classes."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """Distinct rows of each side, the same for the same files."""

    train: Sequence[Row]
    holdout: Sequence[Row] | None
    production: Sequence[Row] | None

    @property
    def classes(self) -> int:
        """Return the number of labels that stand in more than one training row."""
        counts = Counter(row.label for row in self.train if row.label is not None)
        return sum(rows > 1 for rows in counts.values())


class Opened:
    """What a check may ask: counts over the numbers of each side, rows by their place."""

    def __init__(self, engine: Engine, sides: Mapping[str, Side]) -> None:
        """Hold the sides that were read, `train` at least."""
        self.engine = engine
        self.sides = sides
        self.train = sides["train"]
        self.holdout = sides.get("holdout")
        self.production = sides.get("production")
        self.near = Near(engine, self.train, self.holdout)

    @property
    def has_answers(self) -> bool:
        """Tell whether the training data holds answers."""
        form = self.train.form
        return form.answer is not None or (form.prompt is not None and form.prompt.kind == "turns")

    def one(self, expression: Any, stage: str = "counting") -> dict[str, Any]:
        """Return the only row of an expression."""
        return self.engine.rows(expression, stage)[0]

    def some(self, expression: Any, *columns: str, rows: int = WORST_ROWS) -> list[tuple[Any, ...]]:
        """Return `row` and the named columns of the first rows of an expression, in their order."""
        ordered = expression.select("row", *columns).order_by("row").limit(rows)
        found = self.engine.rows(ordered, "naming rows")
        return [tuple(one[name] for name in ("row", *columns)) for one in found]

    def worst(self, side: str, rows: Iterable[tuple[int, str]]) -> tuple[WorstRow, ...]:
        """Return rows by file and line, with why each is worth a look."""
        found = list(rows)
        if not self.engine.numbers_lines:
            return ()
        places = self.places(self.sides[side], [row for row, _ in found])
        return tuple(WorstRow(*places[row], why) for row, why in found)

    def places(self, side: Side, rows: Iterable[int]) -> dict[int, tuple[str, int]]:
        """Return the file and the line of rows."""
        found = {}
        for row in rows:
            if not self.engine.numbers_lines:
                found[row] = (side.parts[0].source.path, 0)
                continue
            part = side.parts[row >> FILE_SHIFT]
            place = row & ((1 << FILE_SHIFT) - 1)
            found[row] = (part.source.path, lines.of(part, place))
        return found

    @cached_property
    def exact_repeats(self) -> int:
        """Return the training rows whose prompt and answer equal an earlier row's."""
        facts = self.train.facts
        distinct = facts.select("prompt_key", "answer_key").distinct()
        counted = self.one(distinct.aggregate(n=distinct.count()))
        return self.train.rows - int(counted["n"])

    @cached_property
    def tokens(self) -> Tokens:
        """Return the tokens of the training data, of its contexts too."""
        facts = self.train.facts
        characters = int(self.one(facts.aggregate(n=facts.length.sum()))["n"] or 0)
        count, exact = counter()
        if characters <= EXACT_CHARACTERS:
            # Small data is kept whole.
            train = self.train
            texts = train.drawn if train.share >= 1 else train.texts
            found = self.engine.columns(texts.select(*TEXTS), "counting tokens")
            total = sum(sum(count([text or "" for text in found[name]])) for name in TEXTS)
            return whole(total, characters, exact)
        # Contexts are left out: their characters are counted in, at the rate of the rest.
        drawn = [f"{row.prompt}\n{row.answer or ''}" for row in self.sample.train]
        lengths = [len(text) for text in drawn]
        return sampled(count(drawn), lengths, characters, exact)

    @cached_property
    def sample(self) -> Drawn:
        """Return distinct rows of each side, drawn by the order of their hashes."""
        drawn = {name: self._drawn(side) for name, side in self.sides.items()}
        return Drawn(drawn["train"], drawn.get("holdout"), drawn.get("production"))

    def _drawn(self, side: Side) -> list[Row]:
        keys = self._chosen(side.drawn)
        texts = side.drawn.semi_join(keys, side.drawn.row == keys.first)
        rows = self.engine.rows(texts.select("row", *DRAWN), "drawing rows")
        if len(rows) < SAMPLE_ROWS and side.share < 1:
            rows = self._read_again(side)
        rows.sort(key=lambda one: one["row"])
        named = side.form.label is not None
        drawn = []
        for one in rows:
            file, line = self.places(side, [one["row"]])[one["row"]]
            label = one["label"] if named else one["answer"] if self.classes else None
            drawn.append(Row(line, one["prompt"], one["answer"], label, file))
        return drawn

    def _chosen(self, facts: Any) -> Any:
        # One text with two answers is two rows: what learns must see that they disagree.
        firsts = facts.group_by("normal", "answer_key").agg(first=facts.row.min())
        return firsts.order_by("normal", "answer_key").limit(SAMPLE_ROWS)

    def _read_again(self, side: Side) -> list[dict[str, Any]]:
        """Return the rows drawn where so many are copies that too few have their text kept."""
        facts, texts = side.facts, side.texts
        chosen = self._chosen(facts)
        keyed = facts.semi_join(chosen, facts.row == chosen.first)
        keyed = keyed.select("row", "prompt_key", "answer_key")
        wanted = self.engine.keep(f"{side.name}_wanted", keyed, "drawing rows", 0)
        found = texts.semi_join(wanted, ["prompt_key", "answer_key"])
        found = found.group_by("prompt_key", "answer_key").agg(
            **{name: texts[name].arbitrary() for name in DRAWN}
        )
        joined = wanted.join(found, ["prompt_key", "answer_key"])
        return self.engine.rows(joined.select("row", *DRAWN), "drawing rows")

    @cached_property
    def classes(self) -> dict[str, int] | None:
        """Return the rows of each class of the training data, largest first, None without classes.

        Answers are names of classes where a column says so, or where all of them are short and
        each is used twice on average.
        """
        facts = self.train.facts
        counted = facts.group_by("label").agg(rows=facts.count())
        counted = counted.order_by(counted.rows.desc(), "label").limit(MOST_CLASSES + 1)
        found = {one["label"]: one["rows"] for one in self.engine.rows(counted, "counting")}
        named = self.train.form.label is not None
        if len(found) > MOST_CLASSES or (not named and None in found):
            return None
        found.pop(None, None)
        if not named and 2 * len(found) > self.train.rows:
            return None
        return found or None
