"""What holds of every screen: keys that can be told and remapped, and the environment's wishes."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import advisor.tui
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp, open_app
from advisor.tui.session import Session
from advisor.tui.widgets.key_bar import KeyBar
from tests.tui.screen import keys, rest, screen_text

Make = Callable[..., AdvisorApp]
FOLDER = Path(advisor.tui.__file__).parent
EXAMPLE = FOLDER.parents[1] / "docs" / "examples" / "support-tickets.toml"


def _modules() -> Iterator[str]:
    for found in walk_packages(advisor.tui.__path__, "advisor.tui."):
        yield found.name


def _classes() -> Iterator[type[DOMNode]]:
    for name in _modules():
        for value in vars(import_module(name)).values():
            if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == name:
                yield value


@pytest.mark.parametrize("made", sorted(set(_classes()), key=str), ids=lambda made: made.__name__)
def test_every_binding_has_an_id_and_a_tooltip(made: type[DOMNode]) -> None:
    for binding in made.__dict__.get("BINDINGS", []):
        assert isinstance(binding, Binding)
        assert binding.id and binding.tooltip, binding.key


@pytest.mark.parametrize("name", sorted(name for name in _modules() if ".widgets." in name))
def test_widgets_know_neither_app_nor_screens(name: str) -> None:
    source = (FOLDER.parent.parent / name.replace(".", "/")).with_suffix(".py")
    text = source.read_text(encoding="utf-8")
    for upper in ("tui.app", "tui.screens", "tui.session", "tui.phrases", "tui.details"):
        assert f"advisor.{upper}" not in text


def test_every_style_sheet_stands_beside_its_screen() -> None:
    for sheet in FOLDER.rglob("*.tcss"):
        assert sheet.with_suffix(".py").exists() or sheet.name == "theme.tcss"


@pytest.mark.parametrize("place", ["question", "number", "verdict"])
async def test_at_most_six_keys_are_shown_and_they_fit(app: Make, place: str) -> None:
    made = app()
    async with made.run_test(size=(80, 24)) as pilot:
        await keys(pilot, {"question": "down", "number": "f2", "verdict": "f6"}[place])
        shown = made.screen.query_one(KeyBar).keys
        assert 3 <= len(shown) <= 6
        assert sum(len(name) + len(told) + 3 for _, name, told in shown) <= 78
        if place == "number":
            assert all(key.startswith(("f", "ctrl+")) and len(key) > 1 for key, _, _ in shown)


async def test_an_empty_no_color_is_no_wish(
    monkeypatch: pytest.MonkeyPatch, small_folder: Path, day: date
) -> None:
    ran = []
    monkeypatch.setenv("NO_COLOR", "")
    monkeypatch.setattr(AdvisorApp, "run", lambda self, **_: ran.append(self.no_color))
    assert open_app(None, small_folder, day) == 0
    assert ran == [False]
    monkeypatch.setenv("NO_COLOR", "1")
    assert open_app(None, small_folder, day) == 0
    assert ran == [False, True]
    os.environ.pop("NO_COLOR", None)


async def test_every_mode_draws_without_colour(app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    made = app()
    async with made.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        await keys(pilot, "down f6 f5 f1")
        assert made.is_running


async def test_garbage_is_looked_for_again_once_the_start_is_over(
    app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.tui.app.STARTED", 0.01)
    gc.disable()
    try:
        async with app().run_test() as pilot:
            await pilot.pause(0.1)
            assert gc.isenabled()
            assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
        gc.enable()


WINDOWS = {
    "answers": ("f4", "closes"),
    "help": ("f1", "Single letters work"),
    "sessions": ("ctrl+o", "renames"),
    "axes": ("f7 x", "takes the marked question"),
    "change": ("f7 enter", "tries it"),
    "path": ("ctrl+s", "cancels"),
    "detail": ("f6 enter", "follows"),
}


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (100, 40)])
async def test_each_window_says_how_to_leave_it_however_small(
    size: tuple[int, int], real: KnowledgeBase, day: date
) -> None:
    made = AdvisorApp(Session(real, day, EXAMPLE, order="fixed"))
    async with made.run_test(size=size) as pilot:
        for name, (pressed, hint) in WINDOWS.items():
            await keys(pilot, f"f5 {pressed}")
            assert len(made.screen_stack) == 2, name
            assert hint in screen_text(made), name
            await keys(pilot, "escape")
            assert len(made.screen_stack) == 1, name
