"""How far a query is can be told while it runs, and whoever is told can stop it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("ibis")

import ibis  # noqa: E402  # needs the extra

from advisor.dataset.duck import DuckDB  # noqa: E402  # needs the extra
from advisor.dataset.engine import Progress  # noqa: E402  # needs the extra
from advisor.dataset.values import Cancelled  # noqa: E402  # needs the extra

ROWS = 400_000


def slow(numbers: Any) -> Any:
    time.sleep(0.004)
    return numbers


def test_the_share_done_grows_and_who_is_told_stops_the_query(tmp_path: Path) -> None:
    shares: list[Progress] = []

    def told(progress: Progress) -> None:
        shares.append(progress)
        if progress.done >= 0.2:
            raise Cancelled

    engine = DuckDB(tmp_path, told)
    try:
        engine.command(f"CREATE TABLE numbers AS SELECT range AS n FROM range({ROWS})")
        numbers = ibis.table({"n": "int64"}, name="numbers")
        slowed = engine.vectorised("slowed", slow, ("int64",), "int64")(numbers.n)
        with pytest.raises(Cancelled):
            engine.keep("slowed", numbers.select(n=slowed), "reading", size=ROWS)
    finally:
        engine.close()
    last = shares[-1]
    assert shares[0].done < last.done < 1
    assert last.bytes_per_second > 0 and last.seconds_left is not None
