"""`advisor kit`: all files or none, never over an existing one unasked, blanks told on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor import store
from advisor.cli.main import main
from tests.conftest import ROOT

ANSWERS = str(ROOT / "docs" / "examples" / "support-tickets.toml")


def kit(folder: Path, *more: str) -> int:
    return main(["kit", "--answers", ANSWERS, "-o", str(folder), "--date", "2026-11-22", *more])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_files_are_told_on_stdout_and_blanks_on_stderr(tmp_path, capfd):
    assert kit(tmp_path / "deep" / "kit") == 0
    told = capfd.readouterr()
    files = told.out.splitlines()
    assert {Path(name).name for name in files} >= {"promptfooconfig.yaml", "holdout.csv"}
    assert all(Path(name).is_file() for name in files)
    assert "to fill in: holdout.csv: one held-out input, used for nothing else" in told.err


def test_nothing_is_written_over_a_file_without_force(tmp_path, capfd):
    (tmp_path / "checks.md").write_text("mine", encoding="utf-8")
    assert kit(tmp_path) == 2
    assert capfd.readouterr().out == ""
    assert contents(tmp_path) == {"checks.md": b"mine"}
    assert kit(tmp_path, "--force") == 0
    assert contents(tmp_path)["checks.md"].startswith(b"# Before and after")
    assert kit(tmp_path) == 2
    told = capfd.readouterr().err
    assert "checks.md" in told and "holdout.csv" in told


def test_a_write_that_fails_leaves_everything_as_it_was(tmp_path, capfd, monkeypatch):
    target, done = tmp_path / "new" / "kit", []
    replace_one = store._replace

    def fail_at_third(path, content, **more):
        if len(done) == 2:
            done.append(path)
            raise OSError(28, "No space left on device")
        done.append(path)
        replace_one(path, content, **more)

    monkeypatch.setattr(store, "_replace", fail_at_third)
    assert kit(target) == 2
    assert "No space left on device" in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []
    target.mkdir(parents=True)
    (target / "checks.md").write_text("mine", encoding="utf-8")
    done.clear()
    assert kit(target, "--force") == 2
    assert contents(target) == {"checks.md": b"mine"}


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (["--option", "peft", "--set", "data.examples=x"], "data.examples"),
        (["--option", "tuning"], "no such way"),
    ],
)
def test_faults_are_told_and_nothing_is_written(tmp_path, capfd, more, what):
    status = kit(tmp_path / "kit", *more)
    told = capfd.readouterr()
    assert (status, told.out) == (2, "")
    assert what in told.err
    assert not (tmp_path / "kit").exists()


def test_knowledge_without_kits_says_so(tmp_path, capfd):
    folder = ROOT / "tests" / "fixtures"
    answers = str(folder / "answers" / "tickets.toml")
    named = ["--answers", answers, "--knowledge", str(folder / "knowledge")]
    assert main(["kit", *named, "-o", str(tmp_path / "kit")]) == 2
    assert "no starter kit" in capfd.readouterr().err
    assert not (tmp_path / "kit").exists()
