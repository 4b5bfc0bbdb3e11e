"""`advisor profile` and `advisor --data`: exit status, what is printed, what is written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.cli.main import main
from advisor.dataset import door
from advisor.dataset.profile import profile as measure_now
from advisor.dataset.values import Profile
from tests.dataset.made import rows

Run = Callable[..., tuple[int, str, str]]
DAY = ("--date", "2026-11-25")
SECRET = "xyzzy"
HOSTILE = "\x1b[31m[/x]<b>`|"


def _write(path: Path, given: list[dict[str, Any]]) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in given), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder with training data, a holdout and production of another source."""
    made = tmp_path_factory.mktemp("data")
    train = [{"text": row.prompt, "label": row.label} for row in rows(4, 60)]
    train += [{"text": f"{HOSTILE} {SECRET} {n}", "label": f"{HOSTILE} class"} for n in range(12)]
    _write(made / "train.jsonl", train)
    held = [{"text": row.prompt, "label": row.label} for row in rows(4, 10, seed=2)]
    _write(made / "holdout.jsonl", [*held, train[0], train[1]])
    away = [{"text": f"{HOSTILE}{row.prompt} {SECRET}"} for row in rows(4, 60, topic="away")]
    _write(made / "production.jsonl", away)
    yield made


@pytest.fixture(scope="module")
def measured_once() -> Callable[..., Profile]:
    """Return the profile of files, measured when they are first asked for."""
    kept: dict[str, Profile] = {}

    def measure(*arguments: Any, progress: Any, **named: Any) -> Profile:
        key = repr((arguments, named))
        if key not in kept:
            kept[key] = measure_now(*arguments, progress=progress, **named)
        return kept[key]

    return measure


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    measured_once: Callable[..., Profile],
) -> Run:
    """Return what runs the command line over the data of this test."""
    monkeypatch.setattr(door, "profile", measured_once)

    def running(*arguments: object) -> tuple[int, str, str]:
        status = main([str(one) for one in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return running


@pytest.fixture(scope="module")
def sides(folder: Path) -> tuple[object, ...]:
    """Return the options that name all three files."""
    held, away = folder / "holdout.jsonl", folder / "production.jsonl"
    return (folder / "train.jsonl", "--holdout", held, "--production", away)


def test_json_is_as_the_contract_says(run: Run, sides: tuple[object, ...]) -> None:
    status, out, err = run("profile", *sides, *DAY, "--format", "json")
    told = json.loads(out)
    assert (status, err) == (0, "")
    assert told["schema"] == "advisor-profile/1" and told["format"] == "text_label"
    leak = told["answers"]["data.leakage"]
    assert leak["from"] == "measured" and leak["value"] == pytest.approx(2 / 42)
    assert leak["method"] and leak["digest"].startswith("sha256:") and leak["date"] == "2026-11-25"
    assert told["answers"]["data.distribution_match"]["value"] == "different"
    for check in told["checks"]:
        assert set(check) >= {"id", "value", "status", "why"}
        assert check["status"] in {"good", "warn", "bad", "cannot_tell"} and check["why"]
    assert {"label_noise", "baseline", "near_duplicates"} <= {one["id"] for one in told["checks"]}


@pytest.mark.parametrize("format", ["text", "json", "markdown"])
def test_no_text_of_the_data_is_written_unless_asked(
    run: Run, sides: tuple[object, ...], format: str
) -> None:
    _, out, _ = run("profile", *sides, *DAY, "--format", format)
    assert SECRET not in out and "class</b>" not in out and "class 0" not in out
    _, quoted, _ = run("profile", *sides, *DAY, "--format", format, "--quote")
    assert SECRET in quoted
    assert "\x1b" not in quoted and "\\u001b" in quoted.replace("\\\\u", "\\u")


def test_pictures_are_written_without_text_of_the_data(
    run: Run, sides: tuple[object, ...], tmp_path: Path
) -> None:
    run("profile", *sides, *DAY, "--pictures", tmp_path / "pictures")
    drawn = {one.name: one.read_text(encoding="utf-8") for one in (tmp_path / "pictures").iterdir()}
    assert set(drawn) == {"classes.svg", "lengths.svg", "headroom.svg"}
    assert "class 1" in drawn["classes.svg"] and "&lt;b&gt;" not in drawn["classes.svg"]


def test_answers_are_written_and_judged_again(
    run: Run, sides: tuple[object, ...], tmp_path: Path
) -> None:
    answers = tmp_path / "answers.toml"
    assert run("profile", *sides, *DAY, "-o", answers)[0] == 0
    status, out, _ = run("--answers", answers, "--format", "json", *DAY)
    assert status == 0
    assert json.loads(out)["answers"]["data.examples"]["from"] == "measured"
    again = run("profile", *sides, *DAY, "-o", answers)
    assert again[0] == 2 and "exists already" in again[2] and again[1] == ""


def test_a_session_keeps_its_comments_and_the_version_before(
    run: Run, sides: tuple[object, ...], tmp_path: Path
) -> None:
    session = tmp_path / "session.toml"
    before = "# mine\n[data]\nexamples = 40  # about\n"
    session.write_text(before, encoding="utf-8")
    assert run("profile", *sides, *DAY, "--into", session)[0] == 0
    after = session.read_text(encoding="utf-8")
    assert after.startswith("# mine\n[data]\nexamples = 252  # about\n")
    assert "said = 40" in after and 'from = "measured"' in after
    assert (tmp_path / "session.toml.bak").read_text(encoding="utf-8") == before


def test_a_session_of_an_unusual_form_is_left_alone(
    run: Run, sides: tuple[object, ...], tmp_path: Path
) -> None:
    session = tmp_path / "session.toml"
    session.write_text("data = { examples = 40 }\n", encoding="utf-8")
    status, _, err = run("profile", *sides, *DAY, "--into", session)
    assert status == 0 and "left alone" in err
    assert session.read_text(encoding="utf-8") == "data = { examples = 40 }\n"
    assert "said = 40" in (tmp_path / "session-measured.toml").read_text(encoding="utf-8")


def test_data_ends_in_a_recommendation_that_cites_what_was_measured(
    run: Run, sides: tuple[object, ...], tmp_path: Path
) -> None:
    said = tmp_path / "said.toml"
    said.write_text("[data]\nexamples = 5\nleakage = 0.0\n", encoding="utf-8")
    status, out, err = run("--data", *sides, "--answers", said, *DAY)
    assert (status, err) == (0, "")
    assert "Measured from the data, and judged as measured" in out
    assert "252; measured on 2026-11-25" in out and "said 5. (data.examples)" in out


def test_both_verdicts_are_shown_where_they_differ(
    run: Run, sides: tuple[object, ...], tmp_path: Path, small_folder: Path, real_folder: Path
) -> None:
    """By the knowledge of the tests, whose verdicts stay what they are."""
    shutil.copytree(small_folder, tmp_path / "knowledge")
    shutil.copy(real_folder / "profile.toml", tmp_path / "knowledge")
    said = tmp_path / "said.toml"
    said.write_text("[data]\nexamples = 5\n", encoding="utf-8")
    folder = ("--knowledge", tmp_path / "knowledge")
    arguments = ("--data", *sides, "--answers", said, *DAY, *folder)
    told = json.loads(run(*arguments, "--format", "json")[1])
    under = told["verdict_under_said"]
    assert under["answers"] == {"data.examples": 5}
    ours = (told["recommendation"], told["strength"])
    assert ours != (under["recommendation"], under["strength"])
    for format in ("text", "markdown", "html"):
        assert "Under what you had said" in " ".join(run(*arguments, "--format", format)[1].split())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("profile", "no-such-file.jsonl"), "no-such-file.jsonl"),
        (("--holdout", "x.jsonl", "--set", "data.examples=5"), "no training file is named"),
        (("profile",), "TRAIN"),
    ],
)
def test_what_is_missing_is_said(run: Run, arguments: tuple[str, ...], told: str) -> None:
    try:
        status, out, err = run(*arguments)
    except SystemExit as stop:
        assert stop.code == 2
        return
    assert (status, out) == (2, "") and told in err and "Traceback" not in err


def test_knowledge_without_bands_is_said(
    run: Run, sides: tuple[object, ...], small_folder: Path
) -> None:
    status, out, err = run("profile", *sides, "--knowledge", small_folder)
    assert (status, out) == (2, "") and "profile.toml" in err
