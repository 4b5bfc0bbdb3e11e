"""What tests see of the app: the text of its screen, and when it has come to rest.

Nothing but this module touches what is private in Textual.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled

from advisor.answers.values import Answers
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.base import ModeScreen

# A handler that waits for another has an empty queue for some turns of the loop.
TURNS = 8
MOST_LOOKS = 10_000
# What keys type that have a name of their own.
CHARACTERS = {
    "full_stop": ".",
    "left_square_bracket": "[",
    "percent_sign": "%",
    "question_mark": "?",
    "right_square_bracket": "]",
    "slash": "/",
}


def screen_text(app: AdvisorApp) -> str:
    """Return the screen as lines of text."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def normalise(picture: str) -> str:
    """Drop the ids that Textual derives from the content."""
    return re.sub(r"terminal-\d+-", "terminal-", picture)


async def rest(pilot: Pilot[Any]) -> None:
    """Wait for the drawing, the workers that it starts, and the drawing of what they found.

    It looks at queues and workers, where `pilot.pause()` guesses by the processor's time: done as
    soon as the app is, and not before, however busy the machine.
    """
    app, drawn = pilot.app, False
    for _ in range(MOST_LOOKS):
        if not app.is_running:
            return
        working = [worker for worker in app.workers if not worker.is_finished]
        if working:
            # One that was given up for a newer one is no fault.
            with suppress(WorkerCancelled):
                await app.workers.wait_for_complete(working)
        while app._batch_count:
            # For 50 ms after a change of the mode nothing is drawn.
            await asyncio.sleep(0.005)
        quiet = not working and await _is_quiet(app)
        if quiet and drawn:
            return
        if quiet:
            # Whoever is still at work ends that; then all is scrolled and drawn.
            await pilot.pause(0)
            await app.animator.wait_until_complete()
            for screen in app.screen_stack:
                screen._on_timer_update()
        drawn = quiet
    raise AssertionError("the app never comes to rest")


async def _is_quiet(app: App[Any]) -> bool:
    """Return whether nothing is sent to anybody within some turns of the loop."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
        parts = (part for screen in app.screen_stack for part in screen.walk_children())
        sizes = (part.message_queue_size for part in (app, *app.screen_stack, *parts))
        if app.workers or app._batch_count or any(sizes):
            return False
    return True


async def keys(pilot: Pilot[Any], text: str) -> None:
    """Press keys given by name, in words; wait until the app has come to rest."""
    typed = True
    for key in text.split():
        character = CHARACTERS.get(key, key)
        typed = len(character) == 1 and isinstance(pilot.app.focused, Input)
        pilot.app.post_message(Key(key, character if len(character) == 1 else None))
        if not typed:
            await rest(pilot)
    # What is typed into a field does not move the focus: one wait does for all of it.
    if typed:
        await rest(pilot)


def answers(app: AdvisorApp) -> Answers:
    """Return the answers as they stand."""
    return next(s for s in app.screen_stack if isinstance(s, ModeScreen)).interview.answers


def values(app: AdvisorApp) -> dict[str, object]:
    """Return the values of the answers."""
    return {key: answer.value for key, answer in answers(app).given.items()}


def all_but(small: KnowledgeBase, *left: str) -> Path:
    """Return a file in which every other question is closed, so that these are asked."""
    closed = [f'"{question}"' for question in small.questions if question not in left]
    path = Path("closed.toml")
    path.write_text(
        f"advisor = 1\n[session]\ndont_know = [{', '.join(closed)}]\n", encoding="utf-8"
    )
    return path
