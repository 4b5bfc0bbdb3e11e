"""Spark: the same expressions where data outgrows one machine.

Rows of a file read in parts have no known line, so findings name no rows here; counts are the
same. Whether a JSON value is a string cannot be asked of Spark's reader: a number where text
belongs counts as text, and a text that is written like a list of parts counts as one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from advisor.dataset.engine import Engine, Told, builtin, ibis_type
from advisor.dataset.formats import INSTEAD, Field, Form
from advisor.dataset.reading import Source

NULLS = 1
"""Elements that are put behind an array, so that looking beyond its end gives null."""

PARTS = ("text", "refusal", "image_url", "input_audio", "file")
"""The kinds of part by which a list is told from a text that is written like a list."""

BATCH_ROWS = 4_096


class Spark(Engine):
    """A session of Spark: local[N], or a cluster at spark://HOST:PORT."""

    numbers_lines = False
    tells_types = False

    def __init__(self, folder: Path, told: Told, master: str) -> None:
        """Start a session whose tables are kept in `folder`."""
        import ibis
        from pyspark.sql import SparkSession

        # Workers run the Python that started them, unless told another.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        session = (
            SparkSession.builder.master(master)
            .appName("advisor profile")
            .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "ERROR")
            .getOrCreate()
        )
        super().__init__(ibis.pyspark.connect(session), told)
        self.session = session
        self._hash = builtin("xxhash64", ("string",), "int64")
        self._number = builtin("monotonically_increasing_id", (), "int64")
        self._made: dict[str, Callable[..., Any]] = {}

    def table(self, source: Source, form: Form, *, typed: bool = True) -> Any:  # noqa: ARG002  # it never is
        """Return the columns that the form reads, one row for each row of the file."""
        if source.kind == "parquet":
            return self.backend.read_parquet(str(source.reads))
        columns = ", ".join(f"`{field.column}` {_spark_type(field)}" for field in form.fields)
        return self.backend.read_json(str(source.reads), schema=columns, mode="PERMISSIVE")

    def batches(self, expression: Any) -> Iterator[Any]:
        """Yield the rows of an expression as Arrow record batches, one after the other."""
        import pyarrow as pa

        schema = expression.schema().to_pyarrow()
        rows = self.session.sql(self.backend.compile(expression)).toLocalIterator()
        while some := [one.asDict() for one in islice(rows, BATCH_ROWS)]:
            yield pa.RecordBatch.from_pylist(some, schema)

    def put(self, name: str, table: Any) -> None:
        """Make a table of an Arrow table."""
        self.session.createDataFrame(table).createOrReplaceTempView(name)

    def create(self, kind: str, name: str, expression: Any) -> Any:
        """Return an expression as a table or a view of that name."""
        made = self.backend.create_view if kind == "VIEW" else self.backend.create_table
        made(name, expression)
        return self.backend.table(name)

    def fetch(self, expression: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return the names of an expression's columns and its rows."""
        found = self.backend.to_pyarrow(expression)
        return found.column_names, list(
            zip(*(one.to_pylist() for one in found.columns), strict=True)
        )

    def command(self, statement: str) -> None:
        """Run a statement of SQL."""
        self.session.sql(statement)

    def interrupt(self) -> None:
        """Stop the running query."""
        self.session.sparkContext.cancelAllJobs()

    def close(self) -> None:
        """Stop the session."""
        self.session.stop()

    def placed(self, expression: Any) -> Any:
        """Return an expression with a number for each row, fixed when it is kept."""
        return expression.mutate(row=self._number())

    def numbered(self, table: Any) -> Any:
        """Return a kept table, whose rows got their number when it was kept."""
        return table

    def hash(self, text: Any) -> Any:
        """Return a 64-bit hash of a text."""
        return self._hash(text)

    def json_text(self, value: Any) -> Any:
        """Return a JSON string as text."""
        return value.cast("string")

    def said(self, content: Any) -> Any:
        """Return what a turn says: a string, or the texts of a list's parts, a line each."""
        import ibis

        form = "array<struct<type: string, text: string, refusal: string>>"
        told = content.cast("string")
        parts = builtin("from_json", ("string", "string"), form)(told, form)
        is_list = told.re_search(r"^\[\s*\{") & parts[0]["type"].isin(PARTS)
        texts = parts.map(lambda part: ibis.coalesce(part["text"], part["refusal"])).join("\n")
        return ibis.cases((is_list, texts.fill_null("")), else_=told)

    def written(self, value: Any) -> Any:
        """Return a list or a structure as JSON text."""
        return builtin("to_json", (value.type(),), "string")(value)

    def calls(self, value: Any) -> Any:
        """Return the functions that a JSON list of calls names, with their arguments."""
        import ibis

        form = "array<struct<function: string>>"
        named = builtin("from_json", ("string", "string"), form)(value, form)
        functions = named.map(lambda one: one["function"]).join("\n").nullif("")
        return ibis.cases((value.re_search(r"^\[\s*\{"), functions.fill_null(value)), else_=None)

    def json_scalar(self, value: Any) -> Any:
        """Return any JSON scalar as text."""
        return value.cast("string")

    def vectorised(
        self, name: str, function: Callable[..., Any], takes: tuple[str, ...], gives: str
    ) -> Callable[..., Any]:
        """Return a function over Arrow columns as one over expressions."""
        if name not in self._made:
            from ibis.backends.pyspark.datatypes import PySparkType
            from pyspark.sql.pandas.functions import pandas_udf

            result = PySparkType.from_ibis(ibis_type(gives))
            made: Any = pandas_udf  # its overloads know no function whose types are open
            self.session.udf.register(
                name, made(_over_series(function, takes, gives), returnType=result)
            )
            self._made[name] = builtin(name, takes, gives)
        return self._made[name]


def _over_series(
    function: Callable[..., Any], takes: tuple[str, ...], gives: str
) -> Callable[..., Any]:
    """Return a function over Arrow columns as one over pandas series."""
    import pandas as pd
    import pyarrow as pa

    def column(series: Any) -> Any:
        return pa.array(series, pa.string())

    def frame(first: Any) -> Any:
        found = function(column(first))
        names = [field.name for field in found.type]
        return pd.DataFrame({name: found.field(name).to_pandas() for name in names})

    def one(first: Any) -> Any:
        return function(column(first)).to_pandas()

    def two(first: Any, second: Any) -> Any:
        return function(column(first), column(second)).to_pandas()

    made = two if len(takes) == 2 else frame if gives.startswith("struct") else one
    # Spark reads from the annotations what a function takes and gives.
    names = ("first", "second")[: len(takes)]
    made.__annotations__ = dict.fromkeys(names, pd.Series)
    made.__annotations__["return"] = pd.DataFrame if made is frame else pd.Series
    return made


def _spark_type(field: Field) -> str:
    if field.kind == "turns":
        names = (field.role, field.content, *INSTEAD)
        return f"array<struct<{', '.join(f'`{name}`: string' for name in names)}>>"
    return "array<string>" if field.kind == "list" else "string"
