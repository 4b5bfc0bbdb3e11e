"""`advisor --answers`: what is printed where, what is written, and how it ends."""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from advisor.advice import advise
from advisor.answers.file import read
from advisor.cli.commands import judge
from advisor.cli.main import main
from tests.conftest import ROOT

TICKETS = str(ROOT / "tests" / "fixtures" / "answers" / "tickets.toml")
CLOSED = str(ROOT / "tests" / "fixtures" / "answers" / "closed.toml")
SMALL = ["--knowledge", str(ROOT / "tests" / "fixtures" / "knowledge")]


@pytest.fixture
def run(capsys):
    """Return a function that runs the command line on the small knowledge."""

    def running(*arguments: str) -> tuple[int, str, str]:
        status = main([*arguments, *SMALL])
        told = capsys.readouterr()
        return status, told.out, told.err

    return running


def result(text: str) -> dict:
    return json.loads(text)


@pytest.mark.parametrize("format", ["text", "markdown", "madr4", "json", "toml"])
def test_a_recommendation_ends_with_zero_and_nothing_but_it_is_printed(run, format):
    status, out, err = run("--answers", TICKETS, "--format", format)
    assert (status, err) == (0, "")
    golden = {"text": "txt", "markdown": "md", "madr4": "md"}.get(format, format)
    expected = ROOT / "tests" / "records" / "golden" / f"tickets.{golden}"
    assert out == expected.read_text(encoding="utf-8")


def test_text_is_the_format_where_none_is_named(run):
    assert run("--answers", TICKETS) == run("--answers", TICKETS, "--format", "text")


def test_a_toss_up_ends_with_zero(run):
    status, out, _ = run("--set", "data.classes=3", "--format", "json")
    assert status == 0
    assert result(out)["strength"] == "toss_up"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("data.examples=800", 800),
        ("data.examples=1.2k", 1200),
        ("data.examples = 1_000", 1000),
        ("data.label_error=10%", 0.1),
        ("data.label_error=0.05", 0.05),
        ("data.critical_rare_class=no", False),
        ("task.need=facts", "facts"),
        ("model.name=mini=closed", "mini=closed"),
    ],
)
def test_an_answer_that_is_set_is_cast_and_beats_the_file(run, setting, value):
    status, out, _ = run("--answers", TICKETS, "--set", setting, "--format", "json")
    assert status == 0
    key = setting.partition("=")[0].strip()
    assert result(out)["answers"][key] == {"value": value, "from": "said"}


def test_several_answers_are_set_and_the_last_of_one_counts(run):
    settings = ["data.examples=5", "data.examples=7", "data.classes=2", "data.rarest_class=1"]
    arguments = [part for setting in settings for part in ("--set", setting)]
    _, out, _ = run(*arguments, "--format", "json")
    answers = result(out)["answers"]
    assert [answers[key]["value"] for key in answers] == [7, 2, 1]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("data.exampels=5", "did you mean data.examples?"),
        ("data.examples", "write KEY=VALUE"),
        ("data.examples=many", "data.examples: found"),
        ("data.examples=-1", "too small"),
        ("data.examples=", "data.examples: found"),
        ("data.label_error=5", "too large"),
        ("data.examples=5%", "without %"),
        ("task.need=fact", 'did you mean "facts"?'),
        ("data.critical_rare_class=1", "true or false"),
        ("data.rarest_class=501", "more than data.examples"),
        ("\x1b[31m=5", "there is no such question"),
    ],
)
def test_a_bad_setting_is_told_and_nothing_printed(run, setting, said):
    status, out, err = run("--answers", TICKETS, "--set", setting)
    assert (status, out) == (2, "")
    assert err.startswith("--set: ")
    assert said in err
    assert "\x1b" not in err


def test_all_bad_settings_are_told_at_once(run):
    _, _, err = run("--set", "data.exampels=5", "--set", "task.need=x", "--set", "oops")
    assert len(err.splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "day"),
    [
        (["--answers", TICKETS, "--date", "2030-01-31"], "2030-01-31"),
        (["--answers", TICKETS], "2026-11-22"),
        (["--set", "data.examples=5"], "2031-02-03"),
    ],
)
def test_the_date_is_told_else_the_records_else_todays(run, monkeypatch, arguments, day):
    monkeypatch.setattr(judge, "today", lambda: date(2031, 2, 3))
    _, out, _ = run(*arguments, "--format", "json")
    assert result(out)["date"] == day


def test_today_is_a_day_of_the_clock():
    assert abs((judge.today() - datetime.now(UTC).date()).days) <= 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["--answers", TICKETS, "--date", "22.11.2026"],
        ["--answers", TICKETS, "--date", "2026-02-30"],
        ["--answers", TICKETS, "--format", "\x1b[31mpdf"],
        ["--answers"],
        ["--no-such-option"],
        ["one.toml", "two.toml"],
    ],
)
def test_a_command_line_at_fault_ends_with_two(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr()
    assert (ended.value.code, told.out) == (2, "")
    assert "--help" in told.err
    assert "\x1b" not in told.err


def test_a_session_beside_an_answers_file_is_refused(run):
    status, out, err = run("session.toml", "--answers", TICKETS)
    assert (status, out) == (2, "")
    assert "one file only" in err


def test_output_is_written_whole_and_told_on_standard_error(run, tmp_path):
    path = tmp_path / "record.md"
    status, out, err = run("--answers", TICKETS, "--format", "markdown", "--output", str(path))
    assert (status, out, err) == (0, "", f"written: {path}\n")
    golden = ROOT / "tests" / "records" / "golden" / "tickets.md"
    assert path.read_bytes() == golden.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["record.md"]


def test_an_existing_file_is_never_written_over(run, tmp_path):
    path = tmp_path / "record.md"
    path.write_text("mine", encoding="utf-8")
    status, out, err = run("--answers", TICKETS, "--output", str(path))
    assert (status, out) == (2, "")
    assert "--force" in err
    assert path.read_text(encoding="utf-8") == "mine"
    assert [entry.name for entry in tmp_path.iterdir()] == ["record.md"]


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_force_replaces_a_file_and_keeps_its_mode(run, tmp_path):
    path = tmp_path / "record.md"
    path.write_text("mine", encoding="utf-8")
    path.chmod(0o640)
    assert run("--answers", TICKETS, "--output", str(path), "--force")[0] == 0
    assert "mine" not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def missing_folder(folder: Path) -> Path:
    return folder / "missing" / "record.md"


def under_a_file(folder: Path) -> Path:
    (folder / "file").touch()
    return folder / "file" / "record.md"


def folder_itself(folder: Path) -> Path:
    return folder


def long_name(folder: Path) -> Path:
    return folder / ("x" * 5_000)


def null_byte(folder: Path) -> Path:
    return folder / "a\0b.md"


@pytest.mark.parametrize(
    "place", [missing_folder, under_a_file, folder_itself, long_name, null_byte]
)
@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "force"])
def test_a_place_that_cannot_be_written_is_told(run, tmp_path, place, force):
    path = place(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    status, out, err = run("--answers", TICKETS, "--output", str(path), *force)
    assert (status, out) == (2, "")
    assert err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_file_is_whole_or_not_there(run, tmp_path, monkeypatch):
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    status, _, err = run("--answers", TICKETS, "--output", str(tmp_path / "record.md"))
    assert status == 2
    assert "No space left on device" in err
    assert list(tmp_path.iterdir()) == []


def test_a_saved_file_can_be_judged_again_with_the_same_result(run, tmp_path):
    path = tmp_path / "saved.toml"
    run("--answers", CLOSED, "--format", "toml", "--output", str(path))
    assert (
        tomllib.loads(path.read_text(encoding="utf-8"))["advice"]["recommendation"] == "prompting"
    )
    assert (
        run("--answers", str(path), "--format", "json")[1]
        == run("--answers", CLOSED, "--format", "json")[1]
    )


def test_no_answer_is_written_for_a_bad_file(run, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("[data]\nexamples = true\n", encoding="utf-8")
    assert run("--answers", str(bad), "--output", str(tmp_path / "record.md"))[0] == 2
    assert not (tmp_path / "record.md").exists()


@pytest.mark.parametrize(
    "file", sorted((ROOT / "docs" / "examples").glob("*.toml")), ids=lambda p: p.stem
)
def test_an_example_has_the_record_that_is_committed(capsys, file):
    """To write them anew: `python docs/examples`."""
    arguments = ["--answers", str(file), "--format", "markdown", "--date", "2026-11-22"]
    assert main(arguments) == 0
    assert capsys.readouterr().out == file.with_suffix(".md").read_text(encoding="utf-8")


def test_the_examples_reach_each_option_and_a_toss_up(real, day):
    found = set()
    for file in (ROOT / "docs" / "examples").glob("*.toml"):
        verdict = advise(real, read(real, file.read_bytes(), file.name).answers, day).verdict
        found |= {verdict.recommendation, verdict.strength}
    assert found >= {"prompting", "peft", "full_fine_tuning", "toss_up"}


def test_the_version_is_printed(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert re.fullmatch(r"advisor (\d+\.\d+\.\d+\S*|\(not installed\))\n", capsys.readouterr().out)
