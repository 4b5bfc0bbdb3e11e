"""Checks that learn find the same beside the profile as within it, and never hold it up."""

from __future__ import annotations

import csv
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

pytest.importorskip("ibis")
pytest.importorskip("sklearn")

from advisor.dataset import beside  # noqa: E402  # needs the extra
from advisor.dataset.engine import Progress  # noqa: E402  # needs the extra
from advisor.dataset.profile import profile  # noqa: E402  # needs the extra
from advisor.dataset.registry import CHECKS  # noqa: E402  # needs the extra
from advisor.dataset.values import Cancelled, Profile, Row  # noqa: E402  # needs the extra
from tests.dataset.made import flipped, rows  # noqa: E402  # needs the extra

Limits = Mapping[str, Mapping[str, float]]
LEARNING = {check.id for check in CHECKS if check.learns}
SOME = tuple(check for check in CHECKS if check.learns or check.id in ("size", "conflicts"))
DIES = "import os, sys; sys.stdin.buffer.read(9); {}"
DEATHS = {
    "os.kill(os.getpid(), 9)": "was ended from outside (signal 9)",
    "os._exit(3)": "ended by itself (status 3)",
    "print('no answer', flush=True); sys.stdin.buffer.read()": "tells nothing any more",
}
AGES = "import pathlib, os, time; pathlib.Path({!r}).write_text(str(os.getpid())); time.sleep(600)"
SOON = beside.PROGRAM.replace("beside.main()", "beside.prepare = dict; beside.main()")
PARENT = f"""
import os, signal
from advisor.dataset import beside
from advisor.dataset.beside import Beside, Task
beside.PROGRAM = {SOON!r}
started = Beside()
tasks = [Task("at once", print, 0), Task("long", signal.sigtimedwait, 600)]
started.take({{signal.SIGUSR1}}, tasks)
started.finding("at once", lambda _: None)
print(started._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return training data with wrong labels, a holdout and production of another source."""
    folder = tmp_path_factory.mktemp("beside")
    train, _ = flipped(rows(4, 120), 0.1)
    away = rows(4, 60, topic="away")
    return [
        _written(folder / name, given)
        for name, given in (("train", train), ("held", rows(4, 20, seed=1)), ("away", away))
    ]


def _written(path: Path, given: list[Row]) -> Path:
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("text", "label"), *((row.prompt, row.label) for row in given)])
    return path.with_suffix(".csv")


def found(files: list[Path], thresholds: Limits, told: list[str] | None = None) -> Profile:
    def progress(one: Progress) -> None:
        if told is not None:
            told.append(one.stage)

    train, held, away = ([path] for path in files)
    return profile(train, held, away, thresholds=thresholds, checks=SOME, progress=progress)


def test_findings_are_the_same_to_the_digit_and_in_the_same_order(
    files: list[Path],
    thresholds: Limits,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    told: list[str] = []
    apart = found(files, thresholds, told)
    assert set(told) >= LEARNING
    assert capfd.readouterr() == ("", "")
    monkeypatch.setattr(sys, "executable", "/no/such/interpreter")
    within = found(files, thresholds)
    assert apart == within
    assert [one.check for one in apart.findings] == [check.id for check in SOME]
    assert all(one.status != "cannot_tell" for one in apart.findings)


@pytest.mark.parametrize(("how", "why"), DEATHS.items())
def test_where_the_process_dies_its_checks_say_so_and_the_others_stay(
    files: list[Path], thresholds: Limits, monkeypatch: pytest.MonkeyPatch, how: str, why: str
) -> None:
    monkeypatch.setattr(beside, "PROGRAM", DIES.format(how))
    monkeypatch.setattr(beside, "LAST_SECONDS", 0.2)
    for one in found(files, thresholds).findings:
        assert (one.status == "cannot_tell") == (one.check in LEARNING)
        assert one.check not in LEARNING or why in one.why


def test_who_cancels_waits_for_nobody_and_no_process_stays(
    files: list[Path], thresholds: Limits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    noted = tmp_path / "process"
    monkeypatch.setattr(beside, "PROGRAM", AGES.format(str(noted)))

    def stop(progress: Progress) -> None:
        if progress.stage in LEARNING and noted.exists() and noted.read_text("utf-8"):
            raise Cancelled

    told = profile(files[:1], thresholds=thresholds, checks=SOME, progress=stop)
    assert told.cancelled
    assert [one.check for one in told.findings] == ["size", "conflicts"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text("utf-8")), 0)


@pytest.mark.parametrize("size", [1, 40], ids=["small", "larger"])
def test_where_nothing_can_be_learned_the_reason_is_given_within(
    thresholds: Limits, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: int
) -> None:
    """A process that took these checks would never answer."""
    monkeypatch.setattr(beside, "PROGRAM", "import time; time.sleep(600)")
    given = [Row(n, f"question {n} " * size, None, f"answer {n}" * size) for n in range(200)]
    path = _written(tmp_path / "train", given)
    told = profile([path], thresholds=thresholds, checks=SOME)
    assert [one.status for one in told.findings[-len(LEARNING) :]] == ["cannot_tell"] * 4


def test_what_a_check_raises_and_prints_stays_its_own(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "PROGRAM", SOON)
    with beside.begun(beside.LEAST_BYTES) as process:
        assert process is not None
        tasks = [beside.Task("print", print, {}), beside.Task("raise", re.match, {})]  # type: ignore[arg-type]
        assert process.take("sample", tasks)  # type: ignore[arg-type]
        assert process.finding("print", lambda _: None) is None
        with pytest.raises(TypeError):
            process.finding("raise", lambda _: None)
    assert capfd.readouterr() == ("", "")


def test_a_check_that_cannot_be_sent_is_not_taken() -> None:
    process = beside.Beside()
    assert not process.take(None, [beside.Task("own", lambda *_: None, {})])  # type: ignore[arg-type, return-value]
    assert not process.started and not process.took("own")


def test_what_takes_long_to_import_and_learns_is_imported_beside(files: list[Path]) -> None:
    script = f"""
import sys
from advisor.cli.main import main
assert main(["profile", {str(files[0])!r}, "--format", "json"]) == 0
print([name for name in ("pandas", "scipy", "sklearn") if name in sys.modules])
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment, check=True, text=True
    )
    assert done.stdout.rstrip().endswith("[]")
    assert done.stderr == ""


@pytest.mark.skipif(not hasattr(signal, "sigtimedwait"), reason="needs a wait of two arguments")
def test_the_process_ends_with_whoever_started_it_even_while_it_works() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.run(
        [sys.executable, "-c", PARENT], capture_output=True, env=environment, check=False
    )
    assert parent.returncode == -signal.SIGKILL
    process = int(parent.stdout)
    for _ in range(300):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise AssertionError("it lives on")
