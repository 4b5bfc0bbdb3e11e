"""What the app writes: autosaved sessions, the user's own answers, and the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advisor.answers.file import read
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.locks import Lock
from advisor.tui.app import AdvisorApp
from advisor.tui.session import Session
from tests.tui.screen import answers, keys, rest, screen_text, values

Make = Callable[..., AdvisorApp]
SIZE = (100, 30)
OWN = "# my own comment\nadvisor = 1\n\n[data]\nexamples = 500\n"


@pytest.fixture
def sessions(tmp_path: Path) -> Path:
    """Return the folder of autosaved sessions."""
    return tmp_path / "state" / "finetune-advisor" / "sessions"


@pytest.fixture
def own() -> Path:
    """Return a file of the user's."""
    path = Path("own.toml")
    path.write_text(OWN, encoding="utf-8")
    return path


def _left_behind(small: KnowledgeBase, day: date) -> None:
    """Leave a session as a killed process does: saved, and never given back."""
    left = Session(small, day)
    left.interview.answer("data.examples", 700)
    left.interview.dont_know("task.need")
    assert left.autosave() is None


async def test_every_answer_is_autosaved_for_the_owner_only(app: Make, sessions: Path) -> None:
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, "down enter")
        saved = sessions / "2026-11-22.toml"
        assert 'need = "facts"' in saved.read_text(encoding="utf-8")
        assert saved.stat().st_mode & 0o777 == 0o600
        assert saved.with_suffix(".lock").exists()
        await keys(pilot, "5 0 enter")
        assert "examples = 50" in saved.read_text(encoding="utf-8")
    assert not saved.with_suffix(".lock").exists()


async def test_nothing_is_written_without_an_answer(app: Make, sessions: Path) -> None:
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, "down f6 f5")
    assert not sessions.exists()


async def test_a_session_left_behind_is_resumed(
    app: Make, small: KnowledgeBase, day: date, sessions: Path
) -> None:
    _left_behind(small, day)
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await rest(pilot)
        assert "2026-11-22: 2 answers" in screen_text(made)
        await keys(pilot, "enter")
        assert values(made) == {"data.examples": 700}
        assert answers(made).given["data.examples"].origin == "said"
        assert answers(made).dont_know == {"task.need"}
        assert "How many classes" in screen_text(made)
        await keys(pilot, "9 enter")
    assert "classes = 9" in (sessions / "2026-11-22.toml").read_text(encoding="utf-8")


async def test_a_new_session_leaves_the_old_one_alone(
    app: Make, small: KnowledgeBase, day: date, sessions: Path
) -> None:
    _left_behind(small, day)
    before = (sessions / "2026-11-22.toml").read_bytes()
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, "escape down enter")
    assert (sessions / "2026-11-22.toml").read_bytes() == before
    assert (sessions / "2026-11-22-2.toml").exists()


async def test_a_session_left_behind_is_discarded(
    app: Make, small: KnowledgeBase, day: date, sessions: Path
) -> None:
    _left_behind(small, day)
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, "x enter")
        assert "2026-11-22: 2 answers" in screen_text(made)
        await keys(pilot, "x")
        assert "It cannot be brought back." in screen_text(made)
        await keys(pilot, "y")
        assert "What does a good prompt" in screen_text(made)
    assert not list(sessions.iterdir())


async def test_a_session_that_another_process_holds_is_not_offered(
    app: Make, small: KnowledgeBase, day: date, sessions: Path
) -> None:
    _left_behind(small, day)
    elsewhere = Lock.take(sessions / "2026-11-22.lock")
    assert elsewhere is not None
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, "down enter")
        assert "Go on where" not in screen_text(made)
    elsewhere.release()
    assert (sessions / "2026-11-22-2.toml").exists()


async def test_a_failed_autosave_is_told_once_and_work_goes_on(app: Make, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be", encoding="utf-8")
    made = app()
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "down enter")
        assert screen_text(made).count("Autosave failed") == 1
        await keys(pilot, "5 0 enter")
        assert screen_text(made).count("Autosave failed") == 1
        assert values(made)["data.examples"] == 50


async def test_answers_are_saved_and_read_back(
    app: Make, small: KnowledgeBase, sessions: Path
) -> None:
    made = app()
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "down enter 5 0 enter f2 ctrl+s enter")
        assert "Answers saved: answers.toml" in screen_text(made)
        told = answers(made)
    reread = read(small, Path("answers.toml").read_bytes(), "answers.toml").answers
    assert {key: a.value for key, a in reread.given.items()} == {
        key: a.value for key, a in told.given.items()
    }
    assert reread.dont_know == told.dont_know
    assert reread.advised["recommendation"]
    # The user's own file holds it all: there is nothing left to resume.
    assert not list(sessions.iterdir())


async def test_another_file_is_never_replaced(app: Make) -> None:
    Path("answers.toml").write_text("mine", encoding="utf-8")
    made = app()
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "down enter ctrl+s")
        assert "answers-2.toml" in screen_text(made)
        await keys(pilot, "ctrl+u a n s w e r s full_stop t o m l enter")
        assert "exists already" in screen_text(made)
        assert "answers-2.toml" in screen_text(made)
        await keys(pilot, "enter")
        assert "Answers saved: answers-2.toml" in screen_text(made)
    assert Path("answers.toml").read_text(encoding="utf-8") == "mine"


async def test_the_opened_file_changes_on_save_only_and_keeps_its_version_before(
    app: Make, own: Path
) -> None:
    made = app(own)
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "down enter")
        assert own.read_text(encoding="utf-8") == OWN
        await keys(pilot, "ctrl+s enter")
        assert "own.toml.bak" in screen_text(made)
    assert Path("own.toml.bak").read_text(encoding="utf-8") == OWN
    assert 'need = "facts"' in own.read_text(encoding="utf-8")


async def test_an_opened_file_that_changed_on_disk_is_not_replaced(app: Make, own: Path) -> None:
    made = app(own)
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "down enter")
        own.write_text("advisor = 1 # by somebody else\n", encoding="utf-8")
        await keys(pilot, "ctrl+s enter")
        assert "changed on disk" in screen_text(made)
        await keys(pilot, "enter")
        assert "own-2.toml" in screen_text(made)
    assert "somebody else" in own.read_text(encoding="utf-8")
    assert not Path("own.toml.bak").exists()


async def test_a_second_save_replaces_the_first(app: Make) -> None:
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, "down enter ctrl+s enter 5 0 enter ctrl+s enter")
    assert "examples = 50" in Path("answers.toml").read_text(encoding="utf-8")
    assert "examples" not in Path("answers.toml.bak").read_text(encoding="utf-8")


async def test_the_record_is_exported(app: Make) -> None:
    made = app()
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "down enter ctrl+r enter")
        assert "Record written: decision-record.md" in screen_text(made)
    record = Path("decision-record.md").read_text(encoding="utf-8")
    assert "status: proposed" in record.replace('"', "")
    assert "What does a good prompt still lack" in record or "task.need" in record


@pytest.mark.parametrize("name", ["no/such/folder/x.md", ".", "~nobody-of-this-name/x", "x\0y"])
async def test_an_unusable_path_is_told_and_nothing_breaks(app: Make, name: str) -> None:
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, "ctrl+r")
        made.screen.query_one("Input").value = name  # type: ignore[attr-defined]
        await keys(pilot, "enter")
        assert "! " in screen_text(made)
        await keys(pilot, "escape down enter")
        assert values(made) == {"task.need": "facts"}


def test_a_faulty_file_is_told_before_the_app_starts(small: KnowledgeBase, day: date) -> None:
    Path("bad.toml").write_text("advisor = 1\n[data]\nexamples = -1\n", encoding="utf-8")
    with pytest.raises(AdvisorError, match="too small"):
        Session(small, day, Path("bad.toml"))
