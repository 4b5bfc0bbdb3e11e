"""What tests see of the app: the text of its screen, and when it has come to rest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from advisor.answers.values import Answers
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.base import ModeScreen


def screen_text(app: AdvisorApp) -> str:
    """Return the screen as lines of text; the only place that touches this private attribute."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def normalise(picture: str) -> str:
    """Drop the ids that Textual derives from the content."""
    return re.sub(r"terminal-\d+-", "terminal-", picture)


async def rest(pilot: Pilot[Any]) -> None:
    """Wait for the drawing, the workers that it starts, and the drawing of what they found."""
    for _ in range(2):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def keys(pilot: Pilot[Any], text: str) -> None:
    """Press keys given by name, in words; wait until the app has come to rest."""
    for key in text.split():
        if key.isdigit():
            # Nothing moves the focus meanwhile, so the pilot need not wait after each digit.
            pilot.app.simulate_key(key)
        else:
            await pilot.press(key)
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
