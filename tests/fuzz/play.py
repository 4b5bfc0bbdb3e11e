"""Random keys and window sizes, by a seed, with what must hold of the app after each of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from textual.pilot import Pilot

from advisor.answers.file import read
from advisor.answers.values import Answers
from advisor.records.reasons import in_one_sentence
from advisor.tui.app import BETWEEN, MODES, AdvisorApp
from advisor.tui.keymap import acts
from advisor.tui.session import Session
from tests.tui.screen import rest, screen_text

SMALLEST, LARGEST = (20, 5), (250, 80)
USUAL = [(80, 24), (120, 40)]
# Quitting is tried too, by the menu; these end the app so often that nothing else would be tried.
LEFT_OUT = {"ctrl+q", "ctrl+c"}
PLAIN = [*"0123456789kx%.[]/ ", "enter", "tab", "shift+tab", "up", "down", "left", "right"]
PLAIN += ["home", "end", "pageup", "pagedown", "escape", "backspace", "delete", "space"]
NEVER_IN_TEXT = {"\x1b", "\u202e", "\u202c"}
TOGETHER = 12
MOST_ESCAPES = 200


def all_keys() -> list[str]:
    """Return every key that does something, and those that type and move."""
    bound = {key for act in acts().values() for key in act.keys} - LEFT_OUT
    return [*sorted(bound), *PLAIN, *["enter"] * 6, *["down"] * 6]


@dataclass
class Report:
    """What was played: keys, resizes, starts, and in which modes."""

    keys: int = 0
    resizes: int = 0
    starts: int = 0
    checks: int = 0
    modes: dict[str, int] = field(default_factory=dict)
    windows: dict[str, int] = field(default_factory=dict)
    lately: list[str] = field(default_factory=list)


async def play(begin: Callable[[], Session], seed: int, keys: int) -> Report:
    """Play until so many keys are pressed; an app that was quit is started again.

    Raises AssertionError, or whatever the app raised, with the last keys in `report.lately`.
    """
    chance, report = random.Random(seed), Report()
    modes = _modes(chance)
    while report.keys < keys:
        session = begin()
        app = AdvisorApp(session)
        app.open_url = lambda *_, **__: None  # type: ignore[method-assign]
        report.starts += 1
        async with app.run_test(size=chance.choice(USUAL)) as pilot:
            await rest(pilot)
            while report.keys < keys and app.is_running:
                try:
                    await _some(pilot, app, session, chance, modes, report)
                except BaseException:
                    print(f"seed {seed}, {report.keys} keys, the last: {report.lately[-40:]}")
                    raise
    return report


def _modes(chance: random.Random) -> Iterator[str]:
    """Yield the modes by turns in random order, so that each is played equally often."""
    while True:
        order = list(MODES)
        chance.shuffle(order)
        yield from order


async def _some(
    pilot: Pilot[Any],
    app: AdvisorApp,
    session: Session,
    chance: random.Random,
    modes: Iterator[str],
    report: Report,
) -> None:
    """Press some keys, now and then in another window or another mode, and look."""
    if chance.random() < 0.3:
        drawn = [chance.randint(low, high) for low, high in zip(SMALLEST, LARGEST, strict=True)]
        size = chance.choice([tuple(drawn), *USUAL])
        report.lately.append(f"{size[0]}x{size[1]}")
        report.resizes += 1
        await pilot.resize_terminal(*size)
    if chance.random() < 0.2:
        await _leave(pilot, app)
    if chance.random() < 0.3 and len(app.screen_stack) == 1 and app.current_mode != BETWEEN:
        await app.switch_mode(next(modes))
    pressed = chance.choices(all_keys(), k=chance.randint(1, TOGETHER))
    report.lately += pressed
    for key in pressed:
        # Without a pause between them, as a person types ahead.
        app.simulate_key(key)
    report.keys += len(pressed)
    report.modes[app.current_mode] = report.modes.get(app.current_mode, 0) + len(pressed)
    top = type(app.screen).__name__
    report.windows[top] = report.windows.get(top, 0) + len(pressed)
    await rest(pilot)
    if app.is_running:
        look(app, session)
        report.checks += 1


async def _leave(pilot: Pilot[Any], app: AdvisorApp) -> None:
    """Leave every window by Escape, which must do."""
    for _ in range(MOST_ESCAPES):
        if len(app.screen_stack) == 1:
            return
        app.simulate_key("escape")
        await rest(pilot)
    raise AssertionError(f"Escape does not leave {app.screen}")


def look(app: AdvisorApp, session: Session) -> None:
    """Check that the app is in order: its file, its screen, its answers."""
    assert app.current_mode in MODES, app.current_mode
    text = screen_text(app)
    assert not NEVER_IN_TEXT & set(text), "something in the text acts on the terminal"
    assert session.interview.advice.answers.given.keys() >= session.interview.answers.given.keys()
    if app.current_mode == "verdict" and len(app.screen_stack) == 1:
        shown = str(app.screen.query_one("#headline").render())
        told = in_one_sentence(session.interview.advice)
        assert shown == told, f"the verdict shows {shown!r}, and not {told!r}"
    if session.name is not None:
        path = session.path(session.name)
        kept = read(session.base, path.read_bytes(), path.name).answers if path.exists() else None
        assert kept is not None, "the session has a name and no file"
        assert _told(kept) == _told(session.interview.answers), "the file is behind the answers"


def _told(answers: Answers) -> tuple[dict[str, object], frozenset[str]]:
    return {key: a.value for key, a in answers.given.items()}, frozenset(answers.dont_know)
