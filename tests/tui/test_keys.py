"""The user's own keys: read, told, in force everywhere; and keys that terminals leave alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advisor.cli.main import main
from advisor.errors import ProblemsError
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp
from advisor.tui.keymap import acts, keys_path, read_keys, told
from advisor.tui.modes import MODES
from advisor.tui.session import Session
from advisor.tui.widgets.key_bar import KeyBar
from advisor.tui.wishes import Wishes
from tests.tui.screen import keys, rest, screen_text

Make = Callable[..., AdvisorApp]
SIZE = (100, 30)
ROOT = Path(__file__).resolve().parents[2]


def write_keys(text: str) -> None:
    keys_path().parent.mkdir(parents=True, exist_ok=True)
    keys_path().write_text(text, encoding="utf-8")


async def test_keys_are_remapped_and_told(small: KnowledgeBase, day: date) -> None:
    write_keys('"mode.verdict" = "ctrl+b"\n[interview]\ndont_know = ["f12", "z"]\n')
    made = AdvisorApp(Session(small, day, order="fixed"), Wishes(keys=read_keys()))
    async with made.run_test(size=SIZE) as pilot:
        await rest(pilot)
        shown = {told: name for _, name, told in made.screen.query_one(KeyBar).keys}
        assert shown["Don't know"].upper() == "F12"
        await keys(pilot, "f2")
        assert not made._session.interview.answers.dont_know
        await keys(pilot, "z")
        assert made._session.interview.answers.dont_know == {"task.need"}
        await keys(pilot, "f6")
        assert made.current_mode == "interview"
        await keys(pilot, "ctrl+b")
        assert made.current_mode == "verdict"


def test_no_file_of_keys_is_no_wish() -> None:
    assert read_keys() == {}


def test_every_fault_of_a_file_of_keys_is_told_at_once() -> None:
    write_keys(
        '"mode.verdit" = "f6"\n"interview.undo" = 7\n"interview.redo" = "ctrl+nonsense"\n'
        '"interview.back" = "f2"\n"interview.skip" = []\n"\\u001b[1m" = "a"\n'
    )
    with pytest.raises(ProblemsError) as caught:
        read_keys()
    said = caught.value.message
    assert "did you mean mode.verdict?" in said
    assert "interview.undo: this is no key" in said
    assert 'interview.redo: found "ctrl+nonsense"' in said
    assert "interview.back: f2 is the key of interview.dont_know" in said
    assert "interview.skip: this is no key" in said
    assert "\x1b" not in said
    write_keys("this is no toml")
    with pytest.raises(ProblemsError, match="cannot be read"):
        read_keys()


def test_no_key_does_two_things_on_one_screen_by_default() -> None:
    every = {act.id: list(act.keys) for act in acts().values()}
    from advisor.tui import keymap

    assert list(keymap._clashes("", every)) == []


def test_the_command_prints_a_file_of_keys_that_says_what_holds(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["keys"]) == 0
    printed = capsys.readouterr().out
    assert printed == "\n".join(told()) + "\n"
    lines = [line[2:] for line in printed.splitlines()[3:] if line.startswith("# ")]
    write_keys("\n".join(lines))
    given = read_keys()
    assert given == {id: ",".join(act.keys) for id, act in acts().items()}


async def test_hints_name_the_keys_in_force(small: KnowledgeBase, day: date) -> None:
    write_keys('"interview.dont_know" = "ctrl+k"\n"sessions.close" = "f12"\n')
    made = AdvisorApp(Session(small, day), Wishes(keys=read_keys()))
    async with made.run_test(size=SIZE) as pilot:
        await rest(pilot)
        assert "^k if you don't know" in screen_text(made)
        await keys(pilot, "ctrl+o")
        assert "F12 closes" in screen_text(made)
        await keys(pilot, "f12")
        assert len(made.screen_stack) == 1
    again = AdvisorApp(Session(small, day))
    async with again.run_test(size=SIZE) as pilot:
        await rest(pilot)
        assert "F2 if you don't know" in screen_text(again)


def test_hints_name_nothing_that_has_no_key() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "advisor/tui").rglob("*.py")]
    nodes = (node for source in sources for node in ast.walk(ast.parse(source)))
    texts = [str(node.value) for node in nodes if isinstance(node, ast.Constant)]
    ids = {id for text in texts for id in re.findall(r"\{([a-z_]+\.[a-z_]+)\}", text)}
    assert len(ids) > 20
    assert ids <= acts().keys()


async def test_every_mode_has_a_key_that_terminals_leave_alone(app: Make) -> None:
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await rest(pilot)
        for name, mode in reversed(MODES.items()):
            if mode.is_there(made._session.base):
                other = mode.keys.split(",")[1]
                assert re.fullmatch("alt\\+[a-z]", other)
                await keys(pilot, other)
                assert made.current_mode == name
