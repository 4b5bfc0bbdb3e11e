"""DuckDB: one machine, and what does not fit in its memory goes to the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from advisor.dataset.engine import Engine, Result, Told, builtin, ibis_type
from advisor.dataset.formats import INSTEAD, Field, Form
from advisor.dataset.reading import Source
from advisor.dataset.values import OutOfMemory

BATCH_ROWS = 65_536


class DuckDB(Engine):
    """DuckDB in this process; what does not fit in its memory goes to the work folder."""

    MEMORY = "320MB"
    MOST_MEMORY = "2GB"
    """What a query may take that cannot be done in less."""

    def __init__(self, folder: Path, told: Told) -> None:
        """Connect to a database in memory that spills into `folder`."""
        import ibis

        super().__init__(ibis.duckdb.connect(), told)
        self.raw = self.backend.con
        self.raw.execute(f"SET memory_limit='{self.MEMORY}'")
        # How far a query is can only be asked where its bar is on, shown or not.
        self.raw.execute("SET enable_progress_bar=true; SET enable_progress_bar_print=false")
        self.raw.execute(f"SET temp_directory='{_quoted(folder / 'spill')}'")
        self._hash = builtin("hash", ("string",), "uint64")
        self._scalar = builtin("json_extract_string", ("json", "string"), "string")
        self._every = builtin("json_extract_string", ("string", "string"), "array<string>")
        self._made: dict[str, Callable[..., Any]] = {}

    def table(self, source: Source, form: Form, *, typed: bool = True) -> Any:
        """Return the columns that the form reads, one row for each row of the file."""
        path = str(source.reads)
        if source.kind == "parquet":
            return self.backend.read_parquet(_escaped(path))
        # Told columns, so that nothing is guessed and everything else in a line is skipped.
        return self.backend.read_json(
            _escaped(path),
            columns={field.column: _duckdb_type(field, typed) for field in form.fields},
            format="newline_delimited",
            records="true",
            auto_detect=False,
            ignore_errors=True,
        )

    def run(self, work: Callable[[], Result], stage: str, size: int) -> Result:
        """Return what `work` returns; once more with more memory where it does not suffice.

        Raises OutOfMemory where that does not suffice either.
        """
        import duckdb

        try:
            return super().run(work, stage, size)
        except duckdb.OutOfMemoryException:
            self.raw.execute(f"SET memory_limit='{self.MOST_MEMORY}'")
        try:
            return super().run(work, stage, size)
        except duckdb.OutOfMemoryException:
            raise OutOfMemory(stage) from None

    def batches(self, expression: Any) -> Iterator[Any]:
        """Yield the rows of an expression as Arrow record batches, one after the other."""
        try:
            with self.raw.cursor() as cursor:
                yield from cursor.sql(self.backend.compile(expression)).to_arrow_reader(BATCH_ROWS)
        except RuntimeError as error:
            if "interrupted" in str(error):  # what DuckDB makes of Ctrl-C
                raise KeyboardInterrupt from None
            raise

    def put(self, name: str, table: Any) -> None:
        """Make a table of an Arrow table."""
        self.raw.register(f"given_{name}", table)
        self.raw.execute(f"CREATE TABLE {name} AS FROM given_{name}")
        self.raw.unregister(f"given_{name}")

    def create(self, kind: str, name: str, expression: Any) -> Any:
        """Return an expression as a table or a view of that name.

        By ibis' own methods each costs a look-up of types that are known, and rows are inserted
        into an empty table, which takes longer than to create it from them.
        """
        import ibis

        self.raw.execute(f'CREATE {kind} "{name}" AS {self.backend.compile(expression)}')
        return ibis.table(expression.schema(), name=name)

    def fetch(self, expression: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return the names of an expression's columns and its rows.

        By ibis' own methods the first result imports pandas, which takes a third of a second.
        """
        found = self.raw.execute(self.backend.compile(expression))
        return [column[0] for column in found.description], found.fetchall()

    def command(self, statement: str) -> None:
        """Run a statement of SQL."""
        self.raw.execute(statement)

    def share_done(self) -> float:
        """Return the share of the running query that is done, 0 where it is not known."""
        return max(0.0, float(self.raw.query_progress()) / 100)

    def interrupt(self) -> None:
        """Stop the running query."""
        self.raw.interrupt()

    def numbered(self, table: Any) -> Any:
        """Return a kept table with `row`: rows are stored in the order of the file."""
        return table.mutate(row=table.rowid())

    def hash(self, text: Any) -> Any:
        """Return a 64-bit hash of a text."""
        return self._hash(text)

    def json_text(self, value: Any) -> Any:
        """Return a JSON string as text, null for any other JSON."""
        import ibis

        return ibis.cases(
            (value.cast("string").startswith('"'), self.json_scalar(value)), else_=None
        )

    def said(self, content: Any) -> Any:
        """Return what a turn says: a string, or the texts of a list's parts, a line each."""
        import ibis

        written = content.cast("string")
        texts = self._every(written, "$[*].text").concat(self._every(written, "$[*].refusal"))
        return ibis.cases(
            (written.startswith('"'), self.json_scalar(content)),
            (written.startswith("[{"), texts.join("\n").fill_null("")),
            else_=None,
        )

    def written(self, value: Any) -> Any:
        """Return a list or a structure as JSON text."""
        return value.cast("json").cast("string")

    def calls(self, value: Any) -> Any:
        """Return the functions that a JSON list of calls names, with their arguments."""
        import ibis

        functions = self._every(value, "$[*].function").join("\n").nullif("")
        return ibis.cases((value.startswith("[{"), functions.fill_null(value)), else_=None)

    def json_scalar(self, value: Any) -> Any:
        """Return any JSON scalar as text."""
        return self._scalar(value, "$")

    def vectorised(
        self, name: str, function: Callable[..., Any], takes: tuple[str, ...], gives: str
    ) -> Callable[..., Any]:
        """Return a function over Arrow columns as one over expressions."""
        if name not in self._made:
            from ibis.backends.sql.datatypes import DuckDBType

            *parameters, result = (ibis_type(one) for one in (*takes, gives))
            self.raw.create_function(
                name,
                function,
                [DuckDBType.to_string(one) for one in parameters],
                DuckDBType.to_string(result),
                type="arrow",
            )
            self._made[name] = builtin(name, takes, gives)
        return self._made[name]


def _duckdb_type(field: Field, typed: bool) -> str:
    text = "JSON" if typed else "VARCHAR"
    if field.kind == "turns":
        more = "".join(f', "{name}" VARCHAR' for name in INSTEAD) if typed else ""
        return f'STRUCT("{field.role}" VARCHAR, "{field.content}" {text}{more})[]'
    return f"{text}[]" if field.kind == "list" else text


def _escaped(path: str) -> str:
    """Return a path whose every character stands for itself where globs are read."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in path)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
