"""`advisor map`: text to standard output, a picture where one is asked for, faults end with 2."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from advisor.cli.main import main
from tests.conftest import ROOT

TICKETS = str(ROOT / "tests" / "fixtures" / "answers" / "tickets.toml")
SMALL = ["--knowledge", str(ROOT / "tests" / "fixtures" / "knowledge")]


@pytest.fixture
def run(capsys):
    """Return a function that runs `advisor map` on the small knowledge."""

    def running(*arguments: str) -> tuple[int, str, str]:
        status = main(["map", *arguments, *SMALL])
        told = capsys.readouterr()
        return status, told.out, told.err

    return running


def test_the_map_is_printed_with_where_you_are(run):
    status, out, err = run("--answers", TICKETS, "--y", "task.need")
    assert (status, err) == (0, "")
    assert out.count("[") == 2  # the legend, and the one cell
    assert out.splitlines()[1].startswith("P ")


def test_the_most_telling_axis_is_chosen_where_none_is_named(run):
    status, out, _ = run("--answers", TICKETS)
    assert status == 0
    assert "(down)" in out


def test_the_picture_is_written_and_nothing_printed(run, tmp_path):
    path = tmp_path / "map.svg"
    status, out, err = run("--answers", TICKETS, "--y", "task.need", "-o", str(path))
    assert (status, out) == (0, "")
    assert str(path) in err
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.tag.endswith("svg")


def test_a_picture_is_never_written_over_a_file_unasked(run, tmp_path):
    path = tmp_path / "map.svg"
    path.write_text("mine", encoding="utf-8")
    assert run("--answers", TICKETS, "-o", str(path))[0] != 0
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("--answers", TICKETS, "-o", str(path), "--force")[0] == 0
    assert path.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--x", "data.exmples"], "did you mean data.examples?"),
        (["--y", "data.examples"], "is across already"),
        (["--y", "model.name"], "there is no such axis"),
        (["--y", "\x1b[31mred"], "there is no such axis"),
    ],
)
def test_an_axis_that_is_none_ends_with_two(run, arguments, told):
    status, out, err = run("--answers", TICKETS, *arguments)
    assert (status, out) == (2, "")
    assert told in err
    assert "\x1b" not in err


def test_a_setting_moves_where_you_are(run):
    few = run("--answers", TICKETS, "--y", "task.need", "--set", "data.examples=60")[1]
    many = run("--answers", TICKETS, "--y", "task.need", "--set", "data.examples=90000")[1]
    assert few != many
