"""Rows copied from a container that engines do not read into one that they do, in constant memory.

A row that cannot be read is copied as an empty one, so that every row keeps its place.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

LONGEST_LINE = 16 << 20
"""Bytes of a line that is still read as an example: the largest JSON object of the engine."""
BATCH = 20_000
BLOCK = 1 << 20
Lines: TypeAlias = "array[int]"
"""The line on which each row starts, from 1."""


class Unreadable(Exception):
    """A file that no row can be copied from."""

    def __init__(self, what: str, to_do: str, line: int | None = None) -> None:
        super().__init__(what)
        self.what, self.to_do, self.line = what, to_do, line


def unpack(path: Path, to: Path, packing: str) -> None:
    """Write the unpacked bytes of a gzip or zstd file.

    Raises EOFError, ValueError or OSError where the file is cut off or not packed so.
    """
    with to.open("wb") as out:
        if packing == "gzip":
            try:
                with gzip.open(path) as packed:
                    shutil.copyfileobj(packed, out, BLOCK)
            except gzip.BadGzipFile as error:
                raise ValueError(str(error)) from None
            except OSError:
                raise
            except Exception as error:  # zlib.error has no common ancestor
                raise ValueError(str(error)) from None
            return
        import pyarrow as pa

        with pa.CompressedInputStream(pa.OSFile(str(path)), packing) as stream:
            while block := stream.read(BLOCK):
                out.write(block)


def without_mark(path: Path, to: Path) -> None:
    """Copy a file without the byte order mark that it starts with."""
    with path.open("rb") as file, to.open("wb") as out:
        file.seek(3)
        shutil.copyfileobj(file, out, BLOCK)


def without_long_lines(path: Path, to: Path) -> None:
    """Copy a file, each line over the limit as an empty object."""
    with path.open("rb") as file, to.open("wb") as out:
        while line := file.readline(LONGEST_LINE):
            if len(line) < LONGEST_LINE or line.endswith(b"\n"):
                out.write(line)
                continue
            while line and not line.endswith(b"\n"):
                line = file.readline(BLOCK)
            out.write(b"{}\n")


def json_array(path: Path, to: Path) -> Lines:
    """Copy the elements of a JSON array to lines; return the line on which each one starts.

    What follows an element that is no JSON cannot be told apart: it counts as one bad row.
    """
    lines: Lines = array("q")
    decoder = json.JSONDecoder()
    with path.open(encoding="utf-8-sig", errors="replace") as file, to.open("wb") as out:
        pending, line, started, ended = "", 1, False, False
        while not ended:
            more = file.read(max(BLOCK, len(pending)))
            pending, at, ended = pending + more, 0, not more
            while True:
                ahead = _blank(pending, at, started)
                line += pending.count("\n", at, ahead)
                at, started = ahead, started or at > 0 or ahead > 0
                if at >= len(pending) or pending[at] == "]":
                    break
                try:
                    element, end = decoder.raw_decode(pending, at)
                except (ValueError, RecursionError):
                    break
                if end == len(pending) and not ended:
                    break
                lines.append(line)
                out.write(_one_line(element))
                line += pending.count("\n", at, end)
                at = end
            pending = pending[at:]
            if pending.startswith("]"):
                return lines
        if pending:
            lines.append(line)
            out.write(b"{}\n")
    return lines


def _one_line(element: Any) -> bytes:
    try:
        text = json.dumps(element, ensure_ascii=False, allow_nan=False)
    except ValueError:
        return b"{}\n"
    return text.encode("utf-8", "replace") + b"\n"


def _blank(text: str, at: int, started: bool) -> int:
    """Return where the next element starts: past white space, commas and the first bracket."""
    skipped = " \t\r\n," if started else " \t\r\n["
    while at < len(text) and text[at] in skipped:
        if text[at] == "[":
            skipped = " \t\r\n,"
        at += 1
    return at


class _Counted:
    """Lines of a text file, with the number of the last one and whether it was not UTF-8."""

    def __init__(self, path: Path) -> None:
        self.file = path.open("rb")
        self.number = 0
        self.strange = False

    def __iter__(self) -> Iterator[str]:
        with self.file as file:
            while raw := file.readline(LONGEST_LINE):
                self.number += 1
                if self.number == 1:
                    raw = raw.removeprefix(b"\xef\xbb\xbf")
                try:
                    yield raw.decode("utf-8")
                except UnicodeDecodeError:
                    self.strange = True
                    yield raw.decode("utf-8", "replace")


def separated(path: Path, to: Path, container: str) -> Lines:
    """Copy the rows of CSV, TSV or plain lines to Parquet; return each one's first line.

    Raises Unreadable where the first line names no columns.
    """
    counted = _Counted(path)
    lines: Lines = array("q")
    if container == "txt":
        _write(to, ["text"], _plain(counted, lines))
        return lines
    csv.field_size_limit(LONGEST_LINE)
    delimiter = "\t" if container == "tsv" else _delimiter(path)
    rows = csv.reader(iter(counted), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(rows)]
    except (StopIteration, csv.Error) as error:
        raise Unreadable(f"it has no header ({error})", "name its columns in line 1", 1) from None
    if len(set(header)) < len(header) or not any(header):
        raise Unreadable("its first line does not name each column once", "mend line 1", 1)
    _write(to, header, _cells(rows, counted, len(header), lines))
    return lines


def _delimiter(path: Path) -> str:
    with path.open("rb") as file:
        first = file.readline(BLOCK)
    return max((",", ";", "\t", "|"), key=lambda mark: (first.count(mark.encode()), mark == ","))


def _plain(counted: _Counted, lines: Lines) -> Iterator[list[str | None]]:
    for line in counted:
        text: str | None = line.rstrip("\r\n")
        if text and not text.isspace():
            lines.append(counted.number)
            yield [None if counted.strange else text]
        counted.strange = False


def _cells(rows: Any, counted: _Counted, width: int, lines: Lines) -> Iterator[list[str | None]]:
    while True:
        start, counted.strange = counted.number + 1, False
        try:
            row = next(rows, None)
        except csv.Error:
            row = []
        else:
            if row is None:
                return
            if not row:
                continue
        lines.append(start)
        broken = len(row) != width or counted.strange
        yield [None] * width if broken else row


def _write(to: Path, names: list[str], rows: Iterator[list[str | None]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(name, pa.string()) for name in names])
    with pq.ParquetWriter(to, schema, compression="snappy") as out:
        batch: list[list[str | None]] = []
        for row in rows:
            batch.append(row)
            if len(batch) == BATCH:
                out.write_batch(_batch(batch, schema))
                batch = []
        out.write_batch(_batch(batch, schema))


def _batch(rows: list[list[str | None]], schema: Any) -> Any:
    import pyarrow as pa

    # `pyarrow.array` would import pandas, which takes a third of a second.
    columns = [pa.lib.StringBuilder() for _ in schema]
    for column, cells in zip(columns, zip(*rows, strict=True), strict=bool(rows)):
        column.append_values(cells)
    return pa.RecordBatch.from_arrays([column.finish() for column in columns], schema=schema)


def arrow(path: Path, to: Path) -> None:
    """Copy an Arrow file or stream to Parquet, batch by batch."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pa.memory_map(str(path)) as file:
        start = file.read(6)
        file.seek(0)
        if start == b"ARROW1":
            reader = pa.ipc.open_file(file)
            batches: Any = (reader.get_batch(i) for i in range(reader.num_record_batches))
        else:
            reader = batches = pa.ipc.open_stream(file)
        with pq.ParquetWriter(to, reader.schema, compression="snappy") as out:
            for batch in batches:
                out.write_batch(batch)
