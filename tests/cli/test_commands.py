"""The other commands, and how every run ends: the statuses of the contract."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from advisor.answers.check import problem_with
from advisor.answers.file import read
from advisor.cli.commands import judge
from advisor.cli.main import main
from tests.conftest import ROOT

TICKETS = str(ROOT / "tests" / "fixtures" / "answers" / "tickets.toml")
FOLDER = ROOT / "tests" / "fixtures" / "knowledge"
SMALL = ["--knowledge", str(FOLDER)]


@pytest.fixture
def broken(tmp_path) -> Path:
    """Return a knowledge folder with a rule that breaks the form."""
    folder = tmp_path / "knowledge"
    shutil.copytree(FOLDER, folder)
    path = folder / "rules" / "data-size" / "few.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("grade =", "grad ="), encoding="utf-8")
    return folder


def test_broken_knowledge_ends_with_three(capsys, broken):
    assert main(["--answers", TICKETS, "--knowledge", str(broken)]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "rules/data-size/few.toml" in told.err


@pytest.mark.parametrize("command", [["--answers", TICKETS], ["knowledge", "list"], ["template"]])
def test_a_knowledge_folder_that_is_not_there_ends_with_three(capsys, command):
    assert main([*command, "--knowledge", "/no/such/folder"]) == 3
    assert "no knowledge folder" in capsys.readouterr().err


def test_a_check_that_finds_nothing_ends_with_zero(capsys):
    assert main(["knowledge", "check", *SMALL]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "nothing found\n")


def test_a_check_with_findings_prints_them_and_ends_with_three(capsys, broken):
    assert main(["knowledge", "check", "--knowledge", str(broken)]) == 3
    told = capsys.readouterr()
    assert all(line.startswith("rules/data-size/few.toml: ") for line in told.out.splitlines())
    assert told.out
    assert told.err.endswith("findings\n")


def test_every_entry_is_listed_with_its_title(capsys, small):
    assert main(["knowledge", "list", *SMALL]) == 0
    lines = capsys.readouterr().out.splitlines()
    ids = [line.split("\t")[0] for line in lines]
    for expected in (*small.judging, *small.questions, *small.sources, *small.models, *small.facts):
        assert expected in ids
    assert all(re.fullmatch(r"\S+\t\S.*", line) for line in lines)


@pytest.mark.parametrize(("kind", "count"), [("rules", 6), ("gates", 2), ("models", 3)])
def test_one_kind_can_be_listed(capsys, kind, count):
    main(["knowledge", "list", kind, *SMALL])
    assert len(capsys.readouterr().out.splitlines()) == count


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("data-size/few", "Few examples favour prompting"),
        ("gates/access-closed", "This model can only be prompted."),
        ("access-closed", "This model can only be prompted."),
        ("no-evaluation", "Nothing to judge with"),
        ("retrieval", "Retrieval"),
        ("alpha-2024", "task/own-labels"),
        ("data.examples", "data-size/few"),
        ("labels_per_class", "data-size/many-per-class"),
        ("task-fit", "task/own-labels"),
        ("mini-tunable", "2027-05-22"),
    ],
)
def test_an_entry_is_shown_with_what_links_to_it(capsys, id, said):
    assert main(["knowledge", "show", id, *SMALL]) == 0
    told = capsys.readouterr()
    assert said in told.out
    assert told.err == ""


@pytest.mark.parametrize(
    ("id", "hint"), [("data-size/fw", "did you mean data-size/few?"), ("\x1b[1m", "knowledge list")]
)
def test_an_entry_that_does_not_exist_ends_with_two(capsys, id, hint):
    assert main(["knowledge", "show", id, *SMALL]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert hint in told.err
    assert "\x1b" not in told.err


@pytest.mark.parametrize(
    "arguments", [["knowledge"], ["knowledge", "lst"], ["knowledge", "list", "rule"]]
)
def test_an_unknown_knowledge_command_ends_with_two(arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def uncommented(template: str) -> str:
    """Take the comment sign from every line that answers a question."""
    return re.sub(r"^# ([a-z_]+ = .+)$", r"\1", template, flags=re.MULTILINE)


@pytest.mark.parametrize("folder", [FOLDER, ROOT / "knowledge"], ids=["small", "real"])
def test_a_template_is_an_answers_file_in_which_all_is_unknown(capsys, folder, small, real):
    base = small if folder == FOLDER else real
    assert main(["template", "--knowledge", str(folder)]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert read(base, told.out.encode(), "template").answers.given == {}


def test_a_template_asks_every_question_with_its_choices_and_why(capsys, real):
    main(["template"])
    text = capsys.readouterr().out
    flat = " ".join(text.replace("\n#", " ").split())
    answered = tomllib.loads(uncommented(text))
    for question in real.questions.values():
        assert question.id.partition(".")[2] in answered[question.topic]
        assert " ".join(question.text.split()) in flat
        assert " ".join(question.why.split()) in flat
        for value in question.values:
            assert f"{value}:" in flat


def test_each_sample_in_a_template_is_a_legal_answer(capsys, real):
    main(["template"])
    answered = tomllib.loads(uncommented(capsys.readouterr().out))
    for question in real.questions.values():
        sample = answered[question.topic][question.id.partition(".")[2]]
        assert problem_with(question, sample) is None


def test_a_template_is_never_written_over_a_file(capsys, tmp_path):
    path = tmp_path / "answers.toml"
    assert main(["template", "--output", str(path), *SMALL]) == 0
    first = path.read_bytes()
    assert main(["template", "--output", str(path), *SMALL]) == 2
    assert main(["template", "--output", str(path), "--force", *SMALL]) == 0
    assert path.read_bytes() == first
    assert "--force" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["session.toml"]])
def test_without_a_terminal_the_app_gives_a_hint_and_ends_with_two(capsys, monkeypatch, arguments):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "needs a terminal" in told.err
    assert "advisor --answers" in told.err


def test_an_interruption_ends_with_130(capsys, monkeypatch):
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(judge, "advise", interrupt)
    assert main(["--answers", TICKETS, *SMALL]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_bug_is_shown_as_one(monkeypatch):
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(judge, "advise", stumble)
    with pytest.raises(ZeroDivisionError):
        main(["--answers", TICKETS, *SMALL])


@pytest.mark.skipif(os.name == "nt", reason="pipes break otherwise there")
def test_a_reader_that_goes_away_is_no_fault():
    command = f'"{sys.executable}" -m advisor --answers "{TICKETS}" --knowledge "{FOLDER}"'
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command} --format json | true"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_output_is_utf8_whatever_the_terminals_encoding():
    done = subprocess.run(
        [sys.executable, "-m", "advisor", "--answers", TICKETS, *SMALL],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"},
        capture_output=True,
        check=True,
    )
    golden = ROOT / "tests" / "records" / "golden" / "tickets.txt"
    assert done.stdout == golden.read_bytes()
