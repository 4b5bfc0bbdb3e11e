"""Data files found, recognised and made readable for an engine; it knows no format and no check.

An engine reads JSON lines and Parquet. Everything else is first copied, row by row, into one of
these under the work folder; a row's place in the copy is its place in the file.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from advisor.dataset import copying
from advisor.dataset.paths import fault, told
from advisor.text import visible

HEAD_ROWS = 1_000
"""Rows that are looked at to tell the form."""
HEAD_BYTES = 4 << 20
FAR = 10_000
"""Rows up to which lines are looked at one by one."""
PLACES = 8
"""Places in a file from which its number of rows is judged."""
LONGEST_LINE = copying.LONGEST_LINE
CONTAINERS = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".txt": "txt",
}
PACKED = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True)
class Source:
    """One data file as an engine reads it."""

    path: str
    container: str
    kind: str
    reads: Path
    head: tuple[Mapping[str, Any], ...]
    lines: copying.Lines | None = None
    text: Path | None = None
    """The plain file whose lines are the rows, where there is one."""


@dataclass
class WorkFolder:
    """Where copies are put; the names are numbered."""

    folder: Path
    count: int = field(default=0)

    def new(self, suffix: str) -> Path:
        """Return the name of a file that does not exist yet."""
        self.count += 1
        return self.folder / f"copy{self.count}{suffix}"


def opened(path: Path, work: WorkFolder) -> Source:
    """Return a file as a source, copied into the work folder where an engine cannot read it as is.

    Raises DatasetError where it is empty, binary, in another encoding or no known container.
    """
    with told(path):
        if not path.is_file():
            raise fault(path, "this is no file", "name a data file")
        if path.stat().st_size == 0:
            raise fault(path, "the file is empty", "name a file with examples")
        plain, suffix, packed = _unpacked(path, work)
        container = _container(path, plain, suffix)
        source = _OPENERS[container](str(path), plain, container, work)
    if not source.head:
        raise fault(path, "no row of it can be read", "check that it is a data file")
    return replace(source, container=container + packed)


def _unpacked(path: Path, work: WorkFolder) -> tuple[Path, str, str]:
    suffix = path.suffix.lower()
    if suffix not in PACKED:
        return path, suffix, ""
    inner = Path(path.stem).suffix.lower()
    plain = work.new(inner or ".data")
    try:
        copying.unpack(path, plain, PACKED[suffix])
    except (EOFError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        what = f"it cannot be unpacked: cut off, or no {suffix[1:]} file"
        raise fault(path, what, "pack it again") from None
    if plain.stat().st_size == 0:
        raise fault(path, "the file is empty", "name a file with examples")
    return plain, inner, suffix


def _container(path: Path, plain: Path, suffix: str) -> str:
    with plain.open("rb") as file:
        start = file.read(4096)
    if start[:4] == b"PAR1":
        return "parquet"
    if start[:6] == b"ARROW1" or suffix in (".arrow", ".feather"):
        return "arrow"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[:4] == b"\x00\x00\xfe\xff":
        raise fault(path, "its text is UTF-16 or UTF-32", "save it as UTF-8")
    first = start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    named = CONTAINERS.get(suffix)
    if named is None and first not in (b"[", b"{"):
        known = ", ".join(CONTAINERS)
        raise fault(path, f"unknown kind of file {visible(suffix)}", f"known: {known}, .gz, .zst")
    if named == "parquet" or _acts(start) > len(start) // 20:
        what = "it is no parquet file" if named == "parquet" else "it is binary, no text"
        raise fault(path, what, "name a JSON, CSV, Parquet or Arrow file")
    if named in ("json", None):
        return "json" if first == b"[" else "jsonl"
    return named


def _acts(data: bytes) -> int:
    """Return the number of bytes that text does not have: controls but white space and escape."""
    return len(data) - len(data.translate(None, bytes({*range(32)} - {9, 10, 11, 12, 13, 27})))


def _json_lines(path: str, plain: Path, container: str, work: WorkFolder) -> Source:
    with plain.open("rb") as file:
        marked = file.read(3) == b"\xef\xbb\xbf"
    reads = plain
    if marked:
        reads = work.new(".jsonl")
        copying.without_mark(plain, reads)
    return Source(path, container, "jsonl", reads, tuple(_head(reads)), text=reads)


def _head(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the first rows that can be read, looking at a few megabytes at most."""
    seen = read = 0
    with path.open("rb") as file:
        while seen < HEAD_ROWS and read < HEAD_BYTES:
            line = file.readline(LONGEST_LINE)
            if not line:
                return
            read += len(line)
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(row, dict):
                seen += 1
                yield row


def _copied(path: str, plain: Path, container: str, work: WorkFolder) -> Source:
    """Return a source whose rows are copied: a JSON array, CSV, TSV or plain lines."""
    if container == "json":
        reads = work.new(".jsonl")
        lines = copying.json_array(plain, reads)
        return Source(path, container, "jsonl", reads, tuple(_head(reads)), lines)
    reads = work.new(".parquet")
    try:
        lines = copying.separated(plain, reads, container)
    except copying.Unreadable as error:
        raise fault(path, error.what, error.to_do, error.line) from None
    return Source(path, container, "parquet", reads, _parquet_head(reads), lines)


def _columns(path: str, plain: Path, container: str, work: WorkFolder) -> Source:
    import pyarrow as pa

    try:
        reads = plain
        if container == "arrow":
            reads = work.new(".parquet")
            copying.arrow(plain, reads)
        return Source(path, container, "parquet", reads, _parquet_head(reads))
    except (pa.ArrowException, EOFError) as error:
        what = f"it is no whole {container} file ({visible(str(error))[:120]})"
        raise fault(path, what, "write it again") from None


def _parquet_head(path: Path) -> tuple[Mapping[str, Any], ...]:
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(HEAD_ROWS):
            return tuple(batch.to_pylist())
    return ()


def about_rows(source: Source) -> float:
    """Return about how many rows a source has, from a few places or from what it says of itself."""
    with told(source.path):
        if source.kind == "parquet":
            import pyarrow.parquet as pq

            return float(pq.read_metadata(source.reads).num_rows)
        size, seen, ends = source.reads.stat().st_size, 0, 0
        with source.reads.open("rb") as file:
            for place in range(PLACES):
                file.seek(size * place // PLACES)
                block = file.read(HEAD_BYTES // PLACES)
                seen, ends = seen + len(block), ends + block.count(b"\n")
        return (ends + 1) * size / max(seen, 1)


_OPENERS = {
    "jsonl": _json_lines,
    "json": _copied,
    "csv": _copied,
    "tsv": _copied,
    "txt": _copied,
    "parquet": _columns,
    "arrow": _columns,
}


def mended(source: Source, work: WorkFolder) -> Source:
    """Return a copy of a source of JSON lines without lines that are too long for an engine."""
    reads = work.new(".jsonl")
    with told(source.path):
        copying.without_long_lines(source.reads, reads)
    return replace(source, reads=reads)


class Numbered:
    """The line of each row of a file whose blank lines are no rows, read as far as is asked."""

    def __init__(self, path: Path, rows: int) -> None:
        """Number the lines of a file of JSON lines that has so many rows."""
        self._path, self._rows = path, rows
        self._known: copying.Lines = array("q")
        self._rest = _written(path)

    def __getitem__(self, place: int) -> int:
        """Return the line, from 1, of the row at a place; raises IndexError beyond the end."""
        if place >= FAR and self._no_line_is_blank:
            return range(1, self._rows + 1)[place]
        self._known.extend(islice(self._rest, max(0, place + 1 - len(self._known))))
        return self._known[place]

    @cached_property
    def _no_line_is_blank(self) -> bool:
        """Count lines by their ends, which takes less than a tenth of a look at each."""
        import numpy as np

        lines, last = 0, b"\n"
        with self._path.open("rb") as file:
            while block := file.read(HEAD_BYTES):
                ends = np.frombuffer(block, np.uint8) == ord("\n")
                lines, last = lines + int(np.count_nonzero(ends)), block[-1:]
        return lines + (last != b"\n") == self._rows


def _written(path: Path) -> Iterator[int]:
    with path.open("rb") as file:
        number, ended = 1, True
        while line := file.readline(LONGEST_LINE):
            if ended and line.strip(b" \t\r\n"):
                yield number
            ended = line.endswith(b"\n")
            number += ended
