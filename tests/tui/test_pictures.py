"""A few pinned pictures over the small knowledge. After a wanted change: --snapshot-update."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from advisor.tui.app import AdvisorApp
from tests.tui.screen import keys, normalise

SMALL, WIDE = (80, 24), (120, 40)
SOME = """advisor = 1
[task]
need = "label_convention"
[data]
examples = 500
classes = 12
"""
PICTURES = {
    "choice": (SMALL, "down down"),
    "fault": (SMALL, "x enter"),
    "wide": (WIDE, "4 enter"),
    "verdict": (SMALL, "f6"),
    "verdict-wide": (WIDE, "f6"),
    "evidence": (SMALL, "tab tab enter"),
    "knowledge-wide": (WIDE, "f11 e x a m p l e s down"),
    "record": (SMALL, "f10"),
    "sessions": (SMALL, "down enter ctrl+o"),
}


@pytest.mark.parametrize("name", PICTURES)
async def test_picture(
    name: str,
    app: Callable[..., AdvisorApp],
    svg: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)
    size, pressed = PICTURES[name]
    some = Path("some.toml")
    some.write_text(SOME, encoding="utf-8")
    made = app(some if name != "choice" else None)
    async with made.run_test(size=size) as pilot:
        await keys(pilot, pressed)
        assert normalise(made.export_screenshot()) == svg
