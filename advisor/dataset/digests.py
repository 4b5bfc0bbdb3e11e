"""The digest of every file, taken beside all other work; it knows no form and no engine."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from advisor.dataset.copying import LONGEST_LINE
from advisor.dataset.paths import fault, told
from advisor.dataset.values import Cancelled

BLOCK = LONGEST_LINE
"""Bytes at once: between two blocks Python lets the thread wait as long as a few megabytes take."""


@dataclass(frozen=True)
class Scan:
    """What one pass over the bytes of a file tells, and how the file was then."""

    digest: str
    long_lines: bool
    size: int
    changed: int


class Digests:
    """The digests of files, one after the other in a thread of the pool."""

    def __init__(self, pool: ThreadPoolExecutor, paths: Iterable[Path]) -> None:
        """Begin with the first file at once."""
        self._stopped = threading.Event()
        self._scans: dict[Path, Future[Scan]] = {
            path: pool.submit(scan, path, self._stopped) for path in dict.fromkeys(paths)
        }

    def of(self, path: Path) -> Scan:
        """Return what is told of a file; waits where it is not known yet.

        Raises DatasetError where the file cannot be read or has changed since.
        """
        found = self._scans[path].result()
        with told(path):
            now = path.stat()
        if (now.st_size, now.st_mtime_ns) != (found.size, found.changed):
            raise _changed(path)
        return found

    def known(self, path: Path) -> bool:
        """Tell whether the digest of a file is there already."""
        return self._scans[path].done()

    def stop(self) -> None:
        """Take no digest any more."""
        self._stopped.set()
        for begun in self._scans.values():
            begun.cancel()


def scan(path: Path, stopped: threading.Event) -> Scan:
    """Return the SHA-256 of a file and whether one of its lines is over the limit."""
    digest, run, long = hashlib.sha256(), 0, False
    with told(path):
        if not path.is_file():
            raise fault(path, "this is no file", "name a data file")
        with path.open("rb", buffering=0) as file:
            before = os.fstat(file.fileno())
            block = bytearray(min(BLOCK, before.st_size + 1))
            view = memoryview(block)
            while size := file.readinto(block):
                if stopped.is_set():
                    raise Cancelled
                digest.update(view[:size])
                # A line over the limit does not fit into a block, so that its end is in another.
                first = block.find(b"\n", 0, size)
                run += size if first < 0 else first
                long = long or run > LONGEST_LINE // 2
                if first >= 0:
                    run = size - 1 - block.rfind(b"\n", 0, size)
            after = path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise _changed(path)
    return Scan(f"sha256:{digest.hexdigest()}", long, after.st_size, after.st_mtime_ns)


def _changed(path: Path) -> Exception:
    return fault(path, "it changed while it was read", "run again when nothing writes to it")
