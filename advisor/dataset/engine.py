"""What an engine that runs the expressions has to offer, and how its work is watched.

What a check asks is written once, as ibis expressions. An engine only adds what the two spell
differently: how a file is opened, a 64-bit hash, a string inside JSON, a function over a column.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from advisor.dataset.formats import Form
from advisor.dataset.reading import Source

Result = TypeVar("Result")
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Progress:
    """How far a profile is: what runs, its share done, bytes a second and seconds left."""

    stage: str
    done: float
    bytes_per_second: float = 0.0
    seconds_left: float | None = None


Told = Callable[[Progress], None]


class Engine(ABC):
    """One connection, and the few words that engines spell differently."""

    numbers_lines = True
    """Whether a row's place in its file is known."""
    tells_types = True
    """Whether a JSON string can be told from any other JSON."""

    def __init__(self, backend: Any, told: Told) -> None:
        """Hold a backend of ibis."""
        self.backend, self.told = backend, told
        self._views = self._tables = 0

    @abstractmethod
    def table(self, source: Source, form: Form, *, typed: bool = True) -> Any:
        """Return the columns that the form reads, one row for each row of the file.

        Where not `typed`, a JSON value of any kind is read as text, which takes a third less time.
        """

    def keep(self, name: str, expression: Any, stage: str, size: int) -> Any:
        """Return the rows of an expression, computed once and kept.

        Args:
            name: what the table's name starts with.
            expression: what to compute.
            stage: what is going on, for the progress.
            size: bytes that are read for it.
        """

        def made() -> Any:
            # A name for each attempt: one that failed may leave an empty table.
            self._tables += 1
            return self.create("TABLE", f"{name}_{self._tables}", expression)

        return self.run(made, stage, size)

    def view(self, expression: Any) -> Any:
        """Return an expression under a name of its own, so that it is not spelled out again."""
        self._views += 1
        return self.create("VIEW", f"view{self._views}", expression)

    @abstractmethod
    def create(self, kind: str, name: str, expression: Any) -> Any:
        """Return an expression as a table or a view of that name."""

    def drop(self, table: Any) -> None:
        """Forget a kept table."""
        self.command(f"DROP TABLE {table.get_name()}")

    @abstractmethod
    def command(self, statement: str) -> None:
        """Run a statement of SQL that both engines know."""

    def rows(self, expression: Any, stage: str) -> list[dict[str, Any]]:
        """Return the rows of a small result."""
        names, rows = self.run(lambda: self.fetch(expression), stage, 0)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def columns(self, expression: Any, stage: str) -> dict[str, list[Any]]:
        """Return the columns of a result that fits in memory."""
        names, rows = self.run(lambda: self.fetch(expression), stage, 0)
        return {name: [row[place] for row in rows] for place, name in enumerate(names)}

    @abstractmethod
    def fetch(self, expression: Any) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return the names of an expression's columns and its rows."""

    @abstractmethod
    def batches(self, expression: Any) -> Iterator[Any]:
        """Yield the rows of an expression as Arrow record batches, one after the other."""

    def given(self, name: str, rows: Any) -> Any:
        """Return a table with the numbers of `row` that an array of 64-bit integers holds."""
        import pyarrow as pa

        self._tables += 1
        name = f"{name}_{self._tables}"
        # `pyarrow.array` would import pandas to look at an array of numpy.
        column = pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(rows)])
        self.put(name, pa.table({"row": column}))
        return self.backend.table(name)

    @abstractmethod
    def put(self, name: str, table: Any) -> None:
        """Make a table of an Arrow table."""

    def run(self, work: Callable[[], Result], stage: str, size: int) -> Result:
        """Return what `work` returns, telling the progress; an exception in telling stops it."""
        results: list[Result] = []
        faults: list[BaseException] = []
        begun, stopped, ended = (threading.Event() for _ in range(3))

        def worked() -> None:
            begun.set()
            try:
                if not stopped.is_set():
                    results.append(work())
            except BaseException as error:  # carried over to the caller's thread
                faults.append(error)
            ended.set()

        start = time.monotonic()
        try:
            # Ctrl-C may come before this returns, and then the thread may run or not.
            threading.Thread(target=worked, daemon=True).start()
            while not ended.is_set():
                ended.wait(POLL_SECONDS)
                self.told(_progress(stage, self.share_done(), size, time.monotonic() - start))
        except BaseException:
            stopped.set()
            self.interrupt()
            while not ended.wait(POLL_SECONDS) and begun.is_set():
                self.interrupt()
            raise
        if faults:
            raise faults[0]
        return results[0]

    def share_done(self) -> float:
        """Return the share of the running query that is done, 0 where it is not known."""
        return 0.0

    @abstractmethod
    def interrupt(self) -> None:
        """Stop the running query."""

    def close(self) -> None:
        """Give everything back."""
        self.backend.disconnect()

    def placed(self, expression: Any) -> Any:
        """Return an expression with what `numbered` needs once it is kept."""
        return expression

    @abstractmethod
    def numbered(self, table: Any) -> Any:
        """Return a kept table with `row`, each row's place from 0."""

    def within(self, _array: Any, place: Any) -> Any:
        """Return a place in an array so that looking beyond its end gives null."""
        return place

    @abstractmethod
    def hash(self, text: Any) -> Any:
        """Return a 64-bit hash of a text."""

    @abstractmethod
    def json_text(self, value: Any) -> Any:
        """Return a JSON string as text, null for any other JSON."""

    @abstractmethod
    def said(self, content: Any) -> Any:
        """Return what a turn says: a string, or the texts of a list's parts, a line each.

        Of a list without texts that is nothing, of any other JSON null.
        """

    @abstractmethod
    def written(self, value: Any) -> Any:
        """Return a list or a structure as JSON text."""

    @abstractmethod
    def calls(self, value: Any) -> Any:
        """Return the functions that a JSON list of calls names, with their arguments, a line each.

        Of a list without calls that is null.
        """

    @abstractmethod
    def json_scalar(self, value: Any) -> Any:
        """Return any JSON scalar as text."""

    @abstractmethod
    def vectorised(
        self, name: str, function: Callable[..., Any], takes: tuple[str, ...], gives: str
    ) -> Callable[..., Any]:
        """Return a function over Arrow columns as one over expressions."""


def _progress(stage: str, done: float, size: int, seconds: float) -> Progress:
    if not size or not 0 < done <= 1 or not seconds:
        return Progress(stage, done)
    return Progress(stage, done, done * size / seconds, seconds * (1 - done) / done)


def ibis_type(name: str) -> Any:
    """Return a type of ibis by its name."""
    import ibis

    return ibis.dtype(name)


def builtin(name: str, takes: tuple[str, ...], gives: str) -> Callable[..., Any]:
    """Return a function of the engine as one over expressions."""
    import ibis

    names = [f"value{place}" for place in range(len(takes))]
    stub = eval(f"lambda {', '.join(names)}: None")  # ibis reads the names of the parameters
    stub.__name__ = name
    signature = (tuple(ibis_type(one) for one in takes), ibis_type(gives))
    declared: Callable[..., Any] = ibis.udf.scalar.builtin(stub, name=name, signature=signature)
    return declared
