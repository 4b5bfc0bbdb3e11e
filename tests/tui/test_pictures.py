"""A few pinned pictures over the small knowledge. After a wanted change: --snapshot-update."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from advisor.tui.app import AdvisorApp
from tests.tui.screen import keys, normalise

SMALL, WIDE = (80, 24), (120, 40)
SOME = "down down enter 5 0 0 enter 1 2 enter 4 enter"
PICTURES = {
    "choice": (SMALL, "down down"),
    "fault": (SMALL, "f2 4 x enter"),
    "wide": (WIDE, SOME),
    "verdict": (SMALL, f"{SOME} f6"),
    "verdict-wide": (WIDE, f"{SOME} f6"),
    "evidence": (SMALL, f"{SOME} tab tab enter"),
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
    made = app()
    async with made.run_test(size=size) as pilot:
        await keys(pilot, pressed)
        assert normalise(made.export_screenshot()) == svg(name=name)
