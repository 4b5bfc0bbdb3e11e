"""One pass over a file that keeps a few numbers for each row: hashes, lengths, flags.

Every count of a check is then a join or a group over these numbers. Text is kept of the rows alone
that may be drawn into the sample, so that no file is read again for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from advisor.dataset.copying import Lines
from advisor.dataset.examples import examples
from advisor.dataset.formats import Form
from advisor.dataset.normal import normal_of
from advisor.dataset.patterns import kinds_of, refusal_of
from advisor.dataset.reading import Numbered, Source, about_rows
from advisor.dataset.shingles import grams_column

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine
    from advisor.knowledge.entries.profiling import Refusals

LABEL_CHARACTERS = 64
"""The longest answer that can be the name of a class."""
FILE_SHIFT = 40
"""A row's number is its place in its file, and above these bits the number of the file."""
SAMPLE_ROWS = 10_000
DRAWN_ROWS = 4 * SAMPLE_ROWS
"""Rows whose text is kept, about: enough for a sample where not most of them are copies."""
TEXTS = ("context", "prompt", "answer", "label")
KEYS, LENGTHS, NORMAL, NEAR, PERSONAL, REFUSALS, SAMPLE = (
    "keys",
    "lengths",
    "normal",
    "near",
    "personal",
    "refusals",
    "sample",
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
    refusals: Refusals | None = None
    """How answers begin that refuse, where that is known."""
    parts: list[Part] = field(default_factory=list)
    share: float = 1.0
    """The share of the normal texts, those with the lowest hashes, that is kept."""

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
    def drawn(self) -> Any:
        """Return the numbers of every example whose text is kept, and its text."""
        named = {name: self.facts[_text(name)] for name in TEXTS}
        return self.engine.view(self.facts.filter(_below(self.facts, self.share)).mutate(**named))

    @cached_property
    def firsts(self) -> Any:
        """Return the first row of each normalised text, its rows and the range of its answers."""
        facts = self.facts
        grouped = facts.group_by("normal").agg(
            first=facts.row.min(),
            rows=facts.count(),
            least=facts.answer_key.min(),
            most=facts.answer_key.max(),
        )
        return self.engine.keep(f"{self.name}_firsts", grouped, "counting copies", 0)


def kept(rows: Any, side: Side, needs: Sequence[str], share: float) -> Any:
    """Return the numbers to keep of every row, and a share of the texts, as an expression."""
    form, engine = side.form, side.engine
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
        columns["refusal"] = refusal_of(rows, side.refusals)
    if not {NORMAL, NEAR, SAMPLE} & set(needs):
        return rows.select(**columns)
    columns["normal"] = normal_of(rows.prompt, engine)
    if NEAR in needs:
        grams_of = engine.vectorised("grams_of", grams_column, ("string",), "binary")
        columns["grams"] = grams_of(rows.prompt.fill_null(""))
    texts = {_text(name): rows[name] for name in TEXTS} if SAMPLE in needs else {}
    layer = engine.view(rows.select(**columns, **texts))
    return layer.mutate(**{name: _where(_below(layer, share), layer[name]) for name in texts})


def _text(name: str) -> str:
    return f"drawn_{name}"


def _below(rows: Any, share: float) -> Any:
    """Tell which rows belong to a share of the normal texts."""
    import ibis

    if share >= 1:
        return ibis.literal(True)
    return rows.normal < ibis.literal(int((2 * share - 1) * (1 << 63)), "int64")


def _where(told: Any, text: Any) -> Any:
    import ibis

    return ibis.cases((told, text), else_=None)


def _label(rows: Any, form: Form) -> Any:
    text = rows.label if form.label else rows.answer
    return _where(text.length() <= LABEL_CHARACTERS, text)


def _length(rows: Any) -> Any:
    parts = (rows.context, rows.prompt, rows.answer)
    return sum((part.length().fill_null(0) for part in parts[1:]), parts[0].length().fill_null(0))


def read(
    side: Side,
    source: Source,
    needs: Sequence[str],
    size: int,
    files: int = 1,
) -> Part:
    """Read one of a number of files once, and keep the numbers of its rows.

    A second time, and slower, only where a text may have been a number, a list or an object.
    """
    share = min(1.0, DRAWN_ROWS / max(1.0, about_rows(source) * files))
    side.share = min(side.share, share)

    def read_as(typed: bool) -> tuple[Part, int]:
        columns = side.engine.table(source, side.form, typed=typed)
        answered = side.name == "train"
        rows = examples(columns, side.form, side.engine, answered=answered, typed=typed)
        expression = kept(rows, side, needs, share)
        return _kept(side, source, rows, expression, size)

    plain = not any(field.mixed for field in side.form.fields)
    loose = plain and source.kind == "jsonl" and side.engine.tells_types
    part, doubts = read_as(typed=not loose)
    if doubts:
        side.engine.drop(part.table)
        part, _ = read_as(typed=True)
    side.parts.append(part)
    return part


def _kept(side: Side, source: Source, rows: Any, expression: Any, size: int) -> tuple[Part, int]:
    """Return a file's part and the number of its rows whose text may have been no string."""
    engine, stage = side.engine, f"reading {side.name}"
    table = engine.keep(f"{side.name}{len(side.parts)}", engine.placed(expression), stage, size)
    counted = table.aggregate(
        rows=table.count(), bad=(table.fault != 0).sum(), doubts=table.doubt.sum()
    )
    found: Mapping[str, Any] = engine.rows(counted, stage)[0]
    bad, doubts = int(found["bad"] or 0), int(found["doubts"] or 0)
    return Part(source, rows, table, int(found["rows"]), bad, source.lines), doubts
