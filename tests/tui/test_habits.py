"""Sessions, the menu and looks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advisor.cli.main import main
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.locks import Lock
from advisor.store import SessionFolder
from advisor.tui.app import AdvisorApp
from advisor.tui.session import Session
from advisor.tui.settings import look, remember_look
from advisor.tui.themes import HIGH_CONTRAST, LOOKS
from advisor.tui.wishes import read_wishes
from tests.tui.screen import keys, rest, screen_text, values

Make = Callable[..., AdvisorApp]
SIZE = (100, 30)
ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from advisor.store import SessionFolder
folder = SessionFolder()
print(folder.hold(sys.argv[1]), flush=True)
time.sleep(60)
"""


def left(small: KnowledgeBase, day: date, *names: str) -> None:
    """Leave sessions with the given names."""
    for number, name in enumerate(names, 1):
        session = Session(small, day)
        session.interview.answer("data.examples", 100 * number)
        assert session.autosave() is None
        session.rename(str(session.name), name)
        session.close()


async def test_sessions_are_renamed_opened_and_deleted(
    app: Make, small: KnowledgeBase, day: date
) -> None:
    left(small, day, "first", "second")
    made = app()
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "escape down enter ctrl+o")
        text = screen_text(made)
        assert "open in this window" in text and "first: 1 answer" in text
        await keys(pilot, "down r")
        made.screen.query_one("Input").value = "my [/x] tickets"  # type: ignore[attr-defined]
        await keys(pilot, "enter")
        assert "my-x-tickets: 1 answer" in screen_text(made)
        await keys(pilot, "enter")
        assert values(made)["data.examples"] in (100, 200)
        assert made.current_mode == "interview"
        await keys(pilot, "ctrl+o x")
        assert "present session" in screen_text(made)
        await keys(pilot, "n")
        assert values(made) == {}
        await keys(pilot, "ctrl+o")
        assert "open in this window" not in screen_text(made)
        await keys(pilot, "x y")
    names = set(SessionFolder().names())
    assert len(names) == 2 and not [*SessionFolder().folder.glob("*.lock")]


async def test_a_session_that_cannot_be_saved_is_not_left(
    app: Make, small: KnowledgeBase, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    left(small, day, "other")
    made = app()
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "escape")
        full = AdvisorError("the disk is full", "make room")

        def fail(*_: object, **__: object) -> None:
            raise full

        monkeypatch.setattr(SessionFolder, "save", fail)
        await keys(pilot, "down enter ctrl+o")
        await keys(pilot, "end up enter")
        assert "the disk is full" in screen_text(made)
        await keys(pilot, "escape")
        assert values(made) == {"task.need": "facts"}


def test_two_processes_never_hold_one_session_and_a_killed_one_frees_it() -> None:
    command = [sys.executable, "-c", HOLDER, "shared"]
    folder = SessionFolder()
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=place) as other:
        assert other.stdout is not None and other.stdout.readline().strip() == "True"
        assert not folder.hold("shared")
        assert not folder.discard("shared")
        with pytest.raises(AdvisorError):
            folder.rename("free", "shared")
        other.kill()
        other.wait()
    assert folder.hold("shared")
    folder.release("shared")


def test_a_new_session_never_takes_the_name_of_one_that_was_just_saved(
    small: KnowledgeBase, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    hold = SessionFolder.hold

    def slow(folder: SessionFolder, name: str) -> bool:
        if not taken:
            taken.append(name)
            folder.save(name, "advisor = 1\n")
        return hold(folder, name)

    monkeypatch.setattr(SessionFolder, "hold", slow)
    session = Session(small, day)
    session.interview.answer("data.examples", 5)
    assert session.autosave() is None
    assert session.name != taken[0]
    assert session.path(taken[0]).read_text(encoding="utf-8") == "advisor = 1\n"
    session.close()


def test_a_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    lock = Lock.take(path)
    assert lock is not None and Lock.is_held(path) and Lock.take(path) is None
    lock.release()
    assert not Lock.is_held(path) and not path.exists()


async def test_the_menu_finds_commands_by_name(app: Make) -> None:
    made = app()
    async with made.run_test(size=SIZE, notifications=True) as pilot:
        await keys(pilot, "down enter ctrl+p")
        assert "Take the last change back" in screen_text(made)
        await keys(pilot, "U n d o enter")
        assert values(made) == {}


async def test_a_look_is_chosen_and_remembered(small: KnowledgeBase, day: date) -> None:
    made = AdvisorApp(Session(small, day))
    async with made.run_test(size=SIZE) as pilot:
        await rest(pilot)
        for name, theme in LOOKS.items():
            made.action_look(name)
            await rest(pilot)
            assert made.theme == theme
            assert look() == name
    again = AdvisorApp(Session(small, day), read_wishes())
    assert again.theme == HIGH_CONTRAST.name


def test_a_look_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEXTUAL_THEME", raising=False)
    remember_look("light")
    path = SessionFolder().folder.parent / "settings.toml"
    path.write_text('look = "lihgt"\n', encoding="utf-8")
    wishes = read_wishes()
    assert wishes.look is None
    assert "lihgt" in wishes.warnings[0]


def test_the_high_contrast_look_keeps_its_promise() -> None:
    from textual.color import Color

    def luminance(colour: Color) -> float:
        parts = [part / 255 for part in (colour.r, colour.g, colour.b)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    back = Color.parse(str(HIGH_CONTRAST.background))
    front = Color.parse(str(HIGH_CONTRAST.foreground))
    muted = back.blend(front, 0.6)
    for colour in (front, muted, Color.parse(str(HIGH_CONTRAST.accent))):
        assert (luminance(colour) + 0.05) / (luminance(back) + 0.05) >= 7


async def test_no_motion_and_no_mouse_reach_the_app(
    monkeypatch: pytest.MonkeyPatch, small_folder: Path
) -> None:
    ran: list[tuple[str, bool]] = []

    def run(app: AdvisorApp, *, mouse: bool) -> None:
        ran.append((app.animation_level, mouse))

    monkeypatch.setattr(AdvisorApp, "run", run)
    for stream in (sys.stdin, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    main(["--knowledge", str(small_folder), "--no-motion", "--no-mouse"])
    assert ran == [("none", False)]


@pytest.mark.parametrize("marked", ["down", "home"])
@pytest.mark.parametrize("second", ["escape", "f2", "n", "enter", "x"])
async def test_a_session_is_opened_whole_or_not_at_all(
    marked: str, second: str, app: Make, small: KnowledgeBase, day: date
) -> None:
    left(small, day, "first")
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await keys(pilot, f"escape down enter f6 ctrl+o {marked}")
        before = values(made)
        for key in ("enter", second):
            # In quick succession: the second is there before the line is opened.
            made.simulate_key(key)
        await rest(pilot)
        await keys(pilot, "escape escape")
        assert len(made.screen_stack) == 1
        assert (values(made) != before) == (made.current_mode == "interview")
