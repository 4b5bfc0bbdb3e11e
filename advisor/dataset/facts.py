"""One pass over a file that keeps a few numbers for each row: hashes, lengths, flags; no text.

Every count of a check is then a join or a group over these numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.dataset.copying import Lines
from advisor.dataset.examples import examples
from advisor.dataset.formats import Form
from advisor.dataset.near import folded_column
from advisor.dataset.patterns import kinds_of, refusal_of
from advisor.dataset.reading import Numbered, Source

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine
    from advisor.dataset.shingles import Bytes

LABEL_CHARACTERS = 64
"""The longest answer that can be the name of a class."""
FILE_SHIFT = 40
"""A row's number is its place in its file, and above these bits the number of the file."""
KEYS, LENGTHS, NORMAL, NEAR, PERSONAL, REFUSALS = (
    "keys",
    "lengths",
    "normal",
    "near",
    "personal",
    "refusals",
)
"""What a check can ask to be kept of each row."""


@dataclass
class Part:
    """One file of a side: its source, its examples and the numbers kept of them."""

    source: Source
    examples: Any
    table: Any
    rows: int
    bad: int
    lines: Lines | Numbered | None = None
    """The line of each row where it is not simply the next."""


@dataclass
class Side:
    """Training data, holdout or production: one file or several."""

    name: str
    form: Form
    engine: Engine
    parts: list[Part] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return the number of examples, broken lines left out."""
        return sum(part.rows - part.bad for part in self.parts)

    @property
    def bad(self) -> int:
        """Return the number of rows that break the form."""
        return sum(part.bad for part in self.parts)

    @cached_property
    def all_rows(self) -> Any:
        """Return the numbers of every row, the broken ones too, each with its `row`."""
        import ibis

        numbered = []
        for place, part in enumerate(self.parts):
            table = self.engine.numbered(part.table)
            numbered.append(table.mutate(row=table.row + ibis.literal(place << FILE_SHIFT)))
        return self.engine.view(ibis.union(*numbered) if len(numbered) > 1 else numbered[0])

    @cached_property
    def facts(self) -> Any:
        """Return the numbers of every example."""
        return self.engine.view(self.all_rows.filter(self.all_rows.fault == 0))

    @cached_property
    def texts(self) -> Any:
        """Return the text of every example with its keys; it is read from the files again."""
        import ibis

        tables = [part.examples for part in self.parts]
        every = ibis.union(*tables) if len(tables) > 1 else tables[0]
        every = every.filter(every.fault == 0)
        return self.engine.view(
            every.mutate(
                prompt_key=self.engine.hash(every.prompt),
                answer_key=self.engine.hash(every.answer.fill_null("")),
            )
        )

    @cached_property
    def firsts(self) -> Any:
        """Return the first row of each normalised text, with its number of rows."""
        facts = self.facts
        grouped = facts.group_by("normal").agg(first=facts.row.min(), rows=facts.count())
        return self.engine.keep(f"{self.name}_firsts", grouped, "counting copies", 0)


def kept(rows: Any, form: Form, engine: Engine, needs: Sequence[str], common: Bytes | None) -> Any:
    """Return the numbers to keep of every row, as an expression."""
    answer = rows.answer.fill_null("")
    columns: dict[str, Any] = {
        "fault": rows.fault,
        "doubt": rows.doubt,
        "prompt_key": engine.hash(rows.prompt),
        "answer_key": engine.hash(answer),
        "label": _label(rows, form),
    }
    if LENGTHS in needs:
        columns["prompt_length"] = rows.prompt.length().cast("int32")
        columns["length"] = _length(rows).cast("int32")
    if PERSONAL in needs:
        columns["personal"] = kinds_of(rows, engine)
    if REFUSALS in needs:
        columns["refusal"] = refusal_of(rows)
    if NORMAL not in needs and NEAR not in needs:
        return rows.select(**columns)
    near = NEAR in needs and common is not None
    gives = "struct<normal: int64, words: int32" + (", prefix: array<int64>>" if near else ">")
    function = folded_column(common if near else None)
    fold = engine.vectorised(f"fold{'ed' * near}", function, ("string",), gives)
    layer = engine.view(rows.select(folded=fold(rows.prompt.fill_null("")), **columns))
    more = {"normal": layer.folded.normal, "words": layer.folded.words}
    if near:
        more["prefix"] = layer.folded.prefix
    return layer.mutate(**more).drop("folded")


def _label(rows: Any, form: Form) -> Any:
    import ibis

    text = rows.label if form.label else rows.answer
    return ibis.cases((text.length() <= LABEL_CHARACTERS, text), else_=None)


def _length(rows: Any) -> Any:
    parts = (rows.context, rows.prompt, rows.answer)
    return sum((part.length().fill_null(0) for part in parts[1:]), parts[0].length().fill_null(0))


def read(side: Side, source: Source, needs: Sequence[str], common: Bytes | None, size: int) -> Part:
    """Read one file once, and keep the numbers of its rows.

    A second time, and slower, only where a text may have been a number, a list or an object.
    """
    loose = source.kind == "jsonl" and side.engine.tells_types
    part, doubts = _read(side, source, needs, common, size, typed=not loose)
    if doubts:
        side.engine.drop(part.table)
        part, _ = _read(side, source, needs, common, size, typed=True)
    side.parts.append(part)
    return part


def _read(
    side: Side,
    source: Source,
    needs: Sequence[str],
    common: Bytes | None,
    size: int,
    *,
    typed: bool,
) -> tuple[Part, int]:
    """Return a file's part and the number of its rows whose text may have been no string."""
    engine, form, stage = side.engine, side.form, f"reading {side.name}"
    columns = engine.table(source, form, typed=typed)
    rows = examples(columns, form, engine, answered=side.name == "train", typed=typed)
    expression = engine.placed(kept(rows, form, engine, needs, common))
    table = engine.keep(f"{side.name}{len(side.parts)}", expression, stage, size)
    counted = table.aggregate(
        rows=table.count(), bad=(table.fault != 0).sum(), doubts=table.doubt.sum()
    )
    found: Mapping[str, Any] = engine.rows(counted, stage)[0]
    bad, doubts = int(found["bad"] or 0), int(found["doubts"] or 0)
    return Part(source, rows, table, int(found["rows"]), bad, source.lines), doubts
