"""Bad answers files: every problem at once, in the words that are listed beside each file."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from advisor.answers.file import read, read_bytes
from advisor.cli.main import main
from advisor.errors import AnswersError

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.toml"))
IDS = [path.stem for path in BAD]
DEEP = ".".join(["a"] * 50_000)
# Too large, too deep or too dull to be committed; each with a part of what is said.
MADE = {
    "arrays-50000-deep": (b"x = " + b"[" * 50_000 + b"]" * 50_000, "nested too deeply"),
    "open-arrays-50000-deep": (b"data = " + b"[" * 50_000, "nested too deeply"),
    "inline-tables-50000-deep": (b"x = " + b"{a = " * 50_000, "nested too deeply"),
    "a-key-of-50000-parts": (f"data.examples.{DEEP} = 1".encode(), "nested too deeply"),
    "a-version-of-50000-parts": (f"advisor.{DEEP} = 1".encode(), "nested too deeply"),
    "a-table-of-50000-parts": (f"[data.examples.{DEEP}]".encode(), "nested too deeply"),
    "a-table-of-900-parts": (f"[data.examples.{DEEP[:1799]}]\nx = 1".encode(), "nested too deeply"),
    "a-5000-digit-integer": (b"[data]\nexamples = " + b"9" * 5_000, "thousands of digits"),
    "a-5000-digit-share": (b"[data]\nleakage = -" + b"9" * 5_000, "thousands of digits"),
    "a-hexadecimal-of-5000": (b"[data]\nexamples = 0x" + b"f" * 5_000, "more than 15 digits"),
    "a-float-beyond-all": (b"[data]\nleakage = 1e999999", "write a finite number"),
    "over-1-MB": (b"#" * 1_000_001, "the file is over 1 MB"),
    "a-key-of-900-kB": (b'"' + b"x" * 900_000 + b'" = 1', "there is no such key"),
    "a-name-of-900-kB": (b'[model]\nname = "' + b"x" * 900_000 + b'"', "900,000 characters"),
}


def expected(path: Path) -> list[str]:
    return path.with_suffix(".errors.txt").read_text(encoding="utf-8").splitlines()


def acts(text: str) -> bool:
    """Tell whether a terminal would do something other than show this text."""
    return any(not (c.isprintable() or c == "\n") for c in text)


@pytest.mark.parametrize("path", BAD, ids=IDS)
def test_a_bad_file_gives_exactly_the_listed_lines(real, path):
    with pytest.raises(AnswersError) as caught:
        read(real, path.read_bytes(), path.name)
    assert caught.value.message.splitlines() == expected(path)


@pytest.mark.parametrize("path", BAD, ids=IDS)
def test_the_command_line_tells_the_same_and_prints_nothing(capsys, monkeypatch, path):
    monkeypatch.chdir(path.parent)
    assert main(["--answers", path.name]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == expected(path)
    assert not acts(told.err)


def test_every_list_of_errors_has_its_file():
    lists = {path.name.removesuffix(".errors.txt") for path in (HERE / "bad").glob("*.errors.txt")}
    assert lists == set(IDS)


@pytest.mark.parametrize(("content", "said"), MADE.values(), ids=MADE)
def test_an_absurd_file_is_refused_at_once(capsys, tmp_path, content, said):
    path = tmp_path / "absurd.toml"
    path.write_bytes(content)
    begun = time.monotonic()
    assert main(["--answers", str(path), "--output", str(tmp_path / "record.md")]) == 2
    assert time.monotonic() - begun < 10
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert not (tmp_path / "record.md").exists()


@pytest.mark.parametrize(("count", "lines"), [(50, 50), (51, 51), (173, 51)])
def test_at_most_fifty_problems_are_told_and_then_their_number(real, count, lines):
    content = "".join(f"unknown_{number} = 1\n" for number in range(count)).encode()
    with pytest.raises(AnswersError) as caught:
        read(real, content, "a.toml")
    told = caught.value.message.splitlines()
    assert len(told) == lines
    if count > 50:
        assert told[-1] == f"a.toml: and {count - 50:,} more, mend these first"


def link_loop(folder: Path) -> Path:
    (folder / "one.toml").symlink_to(folder / "two.toml")
    (folder / "two.toml").symlink_to(folder / "one.toml")
    return folder / "one.toml"


def folder_itself(folder: Path) -> Path:
    return folder


def missing(folder: Path) -> Path:
    (folder / "sessions.toml").touch()
    return folder / "session.toml"


def under_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "session.toml"


def device(_: Path) -> Path:
    return Path("/dev/null")


def long_name(folder: Path) -> Path:
    return folder / ("x" * 5_000)


def null_byte(folder: Path) -> Path:
    return folder / "a\0b.toml"


def hostile_name(folder: Path) -> Path:
    return folder / "\x1b[31mred\n[bold].toml"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (link_loop, "cannot be read"),
        (folder_itself, "this is a folder"),
        (missing, "there is no such file, did you mean"),
        (under_a_file, "cannot be read"),
        (device, "this is no regular file"),
        (long_name, "cannot be read"),
        (null_byte, "cannot be read"),
        (hostile_name, "there is no such file"),
    ],
)
def test_a_path_without_a_readable_file_is_told(capsys, tmp_path, place, said):
    assert main(["--answers", str(place(tmp_path))]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert not acts(told.err)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_told(tmp_path):
    path = tmp_path / "a.toml"
    path.touch(mode=0o000)
    with pytest.raises(AnswersError, match="cannot be read"):
        read_bytes(path)


def test_a_file_that_the_system_refuses_is_told(tmp_path, monkeypatch):
    path = tmp_path / "a.toml"
    path.touch()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(AnswersError, match="Permission denied"):
        read_bytes(path)


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"[data]\nexamples = 500\n", 0, ""),
        (b"", 0, ""),
        (b"[data]\nexamples = true\n", 2, "standard input: data.examples: found true"),
        (b"\xff", 2, "standard input: not UTF-8 (line 1, column 1)"),
        (b"#" * 1_000_001, 2, "standard input: the file is over 1 MB"),
    ],
)
def test_a_dash_reads_standard_input(capsys, monkeypatch, small_folder, content, status, said):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["--answers", "-", "--knowledge", str(small_folder)]) == status
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert bool(told.out) == (status == 0)


@pytest.mark.parametrize("name", ["escapes-in-keys-and-texts", "many-at-once"])
def test_a_process_of_its_own_ends_with_two_and_no_traceback(name):
    path = HERE / "bad" / f"{name}.toml"
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "--answers", path.name],
        cwd=path.parent,
        env={**os.environ, "PYTHONPATH": str(HERE.parent.parent), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == expected(path)


def test_the_whole_example_is_no_longer_good_with_one_letter_changed(real):
    """Guards the good file against a reader that accepts anything."""
    text = (HERE / "good" / "whole.toml").read_text(encoding="utf-8")
    for key in tomllib.loads(text)["data"]:
        with pytest.raises(AnswersError, match=f"data.{key}x"):
            read(real, text.replace(f"\n{key} =", f"\n{key}x =", 1).encode(), "a.toml")
