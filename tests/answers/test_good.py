"""Valid answers files are read whole, without a warning, by the reader and by the command line."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor.answers.file import read
from advisor.answers.write import to_toml
from advisor.cli.main import main
from advisor.knowledge.conditions import Span

HERE = Path(__file__).parent
GOOD = sorted((HERE / "good").glob("*.toml"))
IDS = [path.stem for path in GOOD]


def plain(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))


@pytest.mark.parametrize("path", GOOD, ids=IDS)
def test_a_good_file_is_read_without_a_warning(real, path):
    assert read(real, path.read_bytes(), path.name).warnings == ()


@pytest.mark.parametrize("path", GOOD, ids=IDS)
def test_every_answer_is_kept_as_it_was_told(real, path):
    table = plain(path)
    told = {
        f"{topic}.{key}": value
        for topic in real.topics
        for key, value in table.get(topic, {}).items()
    }
    given = read(real, path.read_bytes(), path.name).answers.given
    assert {question: answer.value for question, answer in given.items()} == told


@pytest.mark.parametrize("path", GOOD, ids=IDS)
def test_what_was_read_can_be_written_and_read_again(real, path):
    answers = read(real, path.read_bytes(), path.name).answers
    assert read(real, to_toml(real, answers).encode(), "again").answers == answers


@pytest.mark.parametrize("path", GOOD, ids=IDS)
def test_the_command_line_judges_a_good_file(capsys, path):
    assert main(["--answers", str(path), "--format", "json", "--date", "2026-11-22"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert json.loads(told.out)["schema"] == "advisor-result/1"


def test_every_key_of_the_contract_stands_in_the_whole_example(real):
    table = plain(HERE / "good" / "whole.toml")
    written = {f"{topic}.{key}" for topic in real.topics for key in table[topic]}
    assert written == real.questions.keys()


def test_where_values_came_from_is_kept(real):
    reading = read(real, (HERE / "good" / "whole.toml").read_bytes(), "whole.toml")
    duplicates = reading.answers.given["data.duplicates"]
    assert (duplicates.origin, duplicates.said, duplicates.date) == (
        "measured",
        0.0,
        date(2026, 11, 22),
    )
    assert duplicates.reading == Span(0.02, 0.018, 0.024)
    assert reading.answers.given["data.examples"].origin == "file"
    assert reading.answers.record.deciders == ("Ada", "Grace")
    assert reading.answers.prices["gpt-5.6-terra"]["hosting_hour"] == 2.5


def test_a_dont_know_that_was_answered_after_all_is_an_answer(real):
    content = b"[data]\nleakage = 0.1\n[session]\ndont_know = ['data.leakage', 'data.holdout']\n"
    answers = read(real, content, "a.toml").answers
    assert answers.dont_know == {"data.holdout"}
    assert answers.value("data.leakage") == 0.1


@pytest.mark.parametrize(
    ("name", "hint"),
    [("gpt-4.1-nini", "did you mean gpt-4.1-mini?"), ("zzzzzz", "the rest of [model] stays")],
)
def test_a_model_that_the_catalogue_lacks_is_a_warning(real, capsys, tmp_path, name, hint):
    path = tmp_path / "a.toml"
    path.write_text(f'[model]\nname = "{name}"\naccess = "closed"\n', encoding="utf-8")
    (warning,) = read(real, path.read_bytes(), "a.toml").warnings
    assert warning.key == "model.name"
    assert hint in warning.to_do
    assert main(["--answers", str(path), "--format", "json", "--date", "2026-11-22"]) == 0
    told = capsys.readouterr()
    assert told.err.startswith("warning: ")
    assert json.loads(told.out)["answers"]["model.access"] == {"value": "closed", "from": "file"}


@pytest.mark.parametrize(
    "pair",
    [
        "rarest_class = 40",
        "examples = 500\nrarest_class = 500",
        "rarest_class = 40\nclasses = 12",
        "examples = 500\nimbalance_ratio = 1.0\nrarest_class = 4",
        "examples = 48\nclasses = 12\nrarest_class = 4\nimbalance_ratio = 1",
        "examples = 500\nclasses = 12\nrarest_class = 4\nimbalance_ratio = 1.5",
    ],
)
def test_a_missing_partner_is_no_contradiction(real, pair):
    read(real, f"[data]\n{pair}\n".encode(), "a.toml")
