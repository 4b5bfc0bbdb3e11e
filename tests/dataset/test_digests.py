"""A digest is that of the whole file, and tells a line over the limit wherever it lies."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from advisor.dataset import digests
from advisor.dataset.copying import LONGEST_LINE
from advisor.dataset.digests import Digests, scan
from advisor.dataset.values import Cancelled


@pytest.mark.parametrize("before", [0, 7_000_000, 12_000_000])
def test_a_line_over_the_limit_is_told_wherever_it_starts(tmp_path: Path, before: int) -> None:
    path = tmp_path / "long.jsonl"
    for size, long in ((LONGEST_LINE, True), (1_000, False)):
        content = b"a\n" * (before // 2) + b"x" * size + b"\n" + b"b\n"
        path.write_bytes(content)
        found = scan(path, threading.Event())
        assert found.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert (found.long_lines, found.size) == (long, len(content))


def test_no_file_is_read_after_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    begun, ended = threading.Event(), threading.Event()

    def waiting(path: Path, stopped: threading.Event) -> None:
        read.append(path)
        begun.set()
        ended.wait(10)
        if stopped.is_set():
            raise Cancelled

    monkeypatch.setattr(digests, "scan", waiting)
    paths = [tmp_path / "one", tmp_path / "two"]
    with ThreadPoolExecutor(1) as pool:
        made = Digests(pool, paths)
        begun.wait(10)
        made.stop()
        ended.set()
    assert read == paths[:1]
