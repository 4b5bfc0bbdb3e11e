"""What tests see of the app: the text of its screen, and when it has come to rest."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from advisor.answers.values import Answers
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.base import ModeScreen

# A handler that waits for another has an empty queue for some turns of the loop.
TURNS = 8
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
    """Return the screen as lines of text; the only place that touches this private attribute."""
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
    while pilot.app.is_running:
        # Whoever is at work ends what was sent to it; then the screen is drawn.
        await pilot.pause(0)
        working = [worker for worker in pilot.app.workers if not worker.is_finished]
        if working:
            # One that was given up for a newer one is no fault.
            with suppress(WorkerCancelled):
                await pilot.app.workers.wait_for_complete(working)
        elif await _is_quiet(pilot.app):
            return


async def _is_quiet(app: App[Any]) -> bool:
    """Return whether nothing is sent to anybody within some turns of the loop."""
    for _ in range(TURNS):
        screens = [node for screen in app.screen_stack for node in screen.walk_children()]
        if any(one.message_queue_size for one in (app, *app.screen_stack, *screens)):
            return False
        await asyncio.sleep(0)
    return not app.workers


async def keys(pilot: Pilot[Any], text: str) -> None:
    """Press keys given by name, in words; wait until the app has come to rest after each."""
    for key in text.split():
        pilot.app.post_message(Key(key, CHARACTERS.get(key)))
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
