"""A short play with random keys and windows; `python -m tests.fuzz` plays long."""

from __future__ import annotations

from datetime import date

from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import MODES
from advisor.tui.session import Session
from tests.fuzz.play import play

KEYS = 80


async def test_random_keys_and_windows_leave_the_app_in_order(
    small: KnowledgeBase, day: date
) -> None:
    report = await play(lambda: Session(small, day), seed=7, keys=KEYS)
    assert report.keys >= KEYS
    assert report.resizes >= 2
    assert report.modes.keys() <= MODES.keys() and len(report.modes) > 2
