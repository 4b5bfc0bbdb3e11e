"""A check that memory does not suffice for says so, and the others go on."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.dataset import registry
from advisor.dataset.duck import DuckDB
from advisor.dataset.profile import profile
from advisor.dataset.values import Finding, OutOfMemory
from advisor.errors import AdvisorError
from advisor.knowledge.load import load
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("memory") / "train.jsonl"
    rows = ({"text": f"number {n} " * 9 + f"of {n % 997}", "label": "a"} for n in range(20_000))
    made.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return made


def found(file: Path) -> dict[str, str]:
    base = load(ROOT / "knowledge").profile
    assert base is not None
    told = profile([file], thresholds=base.thresholds)
    return {one.check: one.status for one in told.findings}


def test_what_needs_more_memory_gets_it_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_plenty = found(file)
    monkeypatch.setattr(DuckDB, "MEMORY", "8MB")
    assert found(file) == with_plenty
    monkeypatch.setattr(DuckDB, "MOST_MEMORY", "8MB")
    with pytest.raises(AdvisorError, match="more memory"):
        found(file)


def test_where_that_does_not_suffice_the_check_cannot_tell(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object) -> Finding:
        raise OutOfMemory

    wanted = {"form", "size", "near_duplicates"}
    checks = (check for check in registry.CHECKS if check.id in wanted)
    starved = (
        replace(check, run=exhausted) if check.id == "near_duplicates" else check
        for check in checks
    )
    monkeypatch.setattr(registry, "CHECKS", tuple(starved))
    told = found(file)
    assert told.keys() == wanted
    assert told["near_duplicates"] == "cannot_tell" and told["size"] != "cannot_tell"


def test_where_the_disk_is_full_the_check_cannot_tell(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("advisor.dataset.spool.tempfile.TemporaryFile", full)
    told = found(file)
    assert told["near_duplicates"] == "cannot_tell" and told["normalised_duplicates"] == "good"
