"""Windows too small, hostile text, and keys typed faster than the app draws."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Key

from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp
from tests.tui.screen import all_but, keys, rest, screen_text, values

Make = Callable[..., AdvisorApp]
SMALL, WIDE = (80, 24), (120, 40)


@pytest.mark.parametrize("size", [(59, 24), (80, 17)])
async def test_a_window_too_small_says_what_to_do(app: Make, size: tuple[int, int]) -> None:
    made = app()
    async with made.run_test(size=size, notifications=True) as pilot:
        await rest(pilot)
        assert "window" in screen_text(made)
        await pilot.resize_terminal(80, 24)
        await rest(pilot)
        assert "Make the window" not in screen_text(made)


@pytest.mark.parametrize("hostile", ["[/x][b]\\u001b[31mred\\u202eabc", "a" * 190])
async def test_hostile_text_is_shown_as_text(app: Make, tmp_path: Path, hostile: str) -> None:
    path = tmp_path / "hostile.toml"
    path.write_text(f'advisor = 1\n[model]\nname = "{hostile}"\n', encoding="utf-8")
    made = app(path)
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await rest(pilot)
        # An escape in the file is shown by its code, as it was written there.
        assert hostile[:40] in screen_text(made)
        assert not {"\x1b", "\u202e", "\u202c"} & set(screen_text(made))
        await keys(pilot, "f4 enter")
        assert "Which model" in screen_text(made)
        await keys(pilot, "f6")
        assert made.is_running


async def test_hostile_text_is_typed_as_text(app: Make, small: KnowledgeBase) -> None:
    made = app(all_but(small, "model.name", "model.access"))
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await rest(pilot)
        await keys(pilot, "left_square_bracket slash x right_square_bracket enter")
        assert values(made)["model.name"] == "[/x]"
        assert "[/x]" in screen_text(made)


async def test_a_key_typed_ahead_reaches_the_question_it_was_meant_for(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL) as pilot:
        await rest(pilot)
        ahead = Key("5", "5")
        await keys(pilot, "down enter")
        # So it comes where the screen was busy with the next question when it was typed.
        made.screen.post_message(ahead)
        await rest(pilot)
        await keys(pilot, "0 0 enter")
        assert values(made) == {"task.need": "facts", "data.examples": 500}


async def test_an_answer_taken_twice_answers_one_question(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL) as pilot:
        await keys(pilot, "down")
        for _ in range(3):
            made.simulate_key("enter")
        await rest(pilot)
        assert values(made) == {"task.need": "facts"}
        assert "How many training examples" in screen_text(made)


@pytest.mark.parametrize("turns", [6, 8])
@pytest.mark.parametrize("key", ["f6", "f7", "f8", "f10", "f11", "ctrl+o"])
async def test_the_app_may_be_quit_while_a_screen_comes_up(app: Make, key: str, turns: int) -> None:
    made = app()
    async with made.run_test(size=WIDE) as pilot:
        await rest(pilot)
        made.post_message(Key(key, None))
        # At these turns of the loop a screen is there, and what stands on it is not.
        for _ in range(turns):
            await asyncio.sleep(0)
        made.exit()
