"""`advisor --plain`: the interview line by line, from a terminal, a screen reader or a pipe."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from advisor.cli.main import main
from tests.conftest import ROOT

SMALL = ["--knowledge", str(ROOT / "tests" / "fixtures" / "knowledge")]
FIXED = ["--plain", "--order", "fixed", "--format", "json"]


@pytest.fixture
def run(capsys, monkeypatch):
    """Return a function that types lines into the interview on the small knowledge."""

    def running(typed: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        status = main([*(arguments or FIXED), *SMALL])
        told = capsys.readouterr()
        return status, told.out, told.err

    return running


def answers_of(out: str) -> dict:
    return {key: answer["value"] for key, answer in json.loads(out)["answers"].items()}


def test_only_the_result_is_printed_and_the_questions_are_told(run):
    status, out, err = run("2\n500\nq\n")
    assert status == 0
    assert answers_of(out) == {"task.need": "label_convention", "data.examples": 500}
    assert "1. " in err
    assert "Now: " in err


def test_a_choice_is_taken_by_its_number_or_its_word(run):
    assert answers_of(run("2\nq\n")[1]) == answers_of(run("label_convention\nq\n")[1])


@pytest.mark.parametrize("typed", ["", "\n", "?\n"])
def test_the_end_of_input_ends_the_interview_with_what_was_told(run, typed):
    status, out, _ = run(typed)
    assert status == 0
    assert answers_of(out) == {}


def test_an_answer_cut_off_by_the_end_of_input_still_counts(run):
    assert answers_of(run("label_convention\n500")[1])["data.examples"] == 500


def test_b_takes_back_the_last_answer_and_asks_it_again(run):
    status, out, err = run("2\n500\nb\n900\nq\n")
    assert status == 0
    assert answers_of(out) == {"task.need": "label_convention", "data.examples": 900}
    asked = err.split("\n> ")
    assert asked[1].count("training examples") == asked[3].count("training examples")


def test_b_goes_back_question_by_question_to_the_first(run):
    _, out, err = run("2\n500\nb\nb\nb\nfacts\nq\n")
    assert answers_of(out) == {"task.need": "facts"}
    assert "This is the first question." in err


def test_b_opens_a_question_that_was_not_known_again(run):
    _, out, _ = run("?\nb\nstyle\nq\n")
    assert answers_of(out) == {"task.need": "style"}


def test_r_tells_the_result_so_far_and_asks_on(run):
    _, out, err = run("r\n2\nq\n")
    assert answers_of(out) == {"task.need": "label_convention"}
    assert err.count("Now: ") == 2


@pytest.mark.parametrize(
    "line",
    [
        "9",
        "0",
        "-1",
        "label convention?",
        "\x1b[2J\x1b[31mred",
        "a\x00b",
        "‮evil",
        "x" * 9_000,
        "q" * 30_000,
        "true",
        "=1+1",
        "{task.need}",
        "../../etc/passwd",
    ],
)
def test_a_line_that_is_no_answer_is_refused_and_asked_again(run, line):
    status, out, err = run(f"{line}\nlabel_convention\nq\n")
    assert status == 0
    assert answers_of(out) == {"task.need": "label_convention"}
    assert "\x1b" not in err
    assert "\x00" not in err
    assert "‮" not in err
    assert max(len(told) for told in err.splitlines()) < 1_000


@pytest.mark.parametrize("line", ["-5", "1.5", "nan", "1e999", "9" * 400, "５００x", "yes"])
def test_a_number_that_is_none_is_refused_and_asked_again(run, line):
    status, out, _ = run(f"2\n{line}\n500\nq\n")
    assert status == 0
    assert answers_of(out)["data.examples"] == 500


def test_an_answer_that_contradicts_another_is_refused(run):
    arguments = ["--set", "data.examples=500", "--set", "data.classes=2"]
    typed = "2\n400\n200\nq\n"
    status, out, err = run(typed, *FIXED, *arguments)
    assert status == 0
    assert answers_of(out)["data.rarest_class"] == 200
    assert "both cannot be true" in err


def test_it_says_why_it_asks_now_in_the_telling_order(run):
    _, _, err = run("q\n", "--plain", "--format", "json")
    assert "Asked now because it could still move you to" in err


def test_it_offers_to_stop_once(run):
    _, _, err = run("?\n" * 30, "--plain", "--order", "fixed", "--format", "json")
    assert err.count("Press q to stop here") == 1


def test_everything_can_be_left_unknown(run):
    status, out, _ = run("?\n" * 30, "--plain", "--format", "json")
    assert status == 0
    assert answers_of(out) == {}


def test_standard_input_cannot_be_both_answers_and_interview(run):
    status, out, err = run("", "--plain", "--answers", "-")
    assert (status, out) == (2, "")
    assert "standard input" in err


def through_a_pipe(typed: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "advisor", *arguments],
        input=typed,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
        timeout=120,
    )


def test_express_through_a_pipe_asks_at_most_eight_and_marks_the_verdict_as_provisional():
    done = through_a_pipe(b"500\n3\n1\n" + b"?\n" * 20, "--express", "--plain", "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["recommendation"]
    told = done.stderr.decode()
    assert 4 <= told.count("\n> ") <= 8
    assert "Provisional" in told or "Settled" in told


def test_bytes_that_are_not_utf_8_are_refused_and_asked_again():
    typed = b"\xff\xfe\x80\nlabel_convention\nq\n"
    done = through_a_pipe(typed, *FIXED, *SMALL)
    assert done.returncode == 0
    assert answers_of(done.stdout.decode())["task.need"] == "label_convention"


def test_a_pipe_needs_no_terminal_and_colours_nothing():
    done = through_a_pipe(b"2\nq\n", "--plain", "--format", "json", *SMALL)
    assert done.returncode == 0
    assert b"\x1b" not in done.stderr
