"""A few pinned pictures over the small knowledge. After a wanted change: --snapshot-update.

What the small knowledge lacks for Data and for Fit and cost is frozen in `tests/fixtures/frozen`:
a new price changes no picture.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.widgets import Input

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.catalogue import Family
from advisor.knowledge.entries.feasibility import Feasibility, PriceList
from advisor.knowledge.entries.profiling import Profile
from advisor.knowledge.load import parsed
from advisor.tui.app import AdvisorApp
from advisor.tui.screens import data
from advisor.tui.session import Session
from tests.tui.screen import keys, normalise
from tests.tui.test_data import FOUND

FROZEN = Path(__file__).resolve().parents[1] / "fixtures" / "frozen"
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
    "evidence": (SMALL, "tab enter"),
    "what-if": (SMALL, "f7 down enter backspace backspace backspace 9 0 0 0 enter"),
    "what-if-wide": (WIDE, "f7 m right right"),
    "knowledge-wide": (WIDE, "f11 e x a m p l e s down"),
    "record": (SMALL, "f10"),
    "sessions": (SMALL, "4 enter ctrl+o"),
    "help": (SMALL, "f6 f1"),
    "menu": (SMALL, "f6 ctrl+p"),
}
MEASURED = {
    "data": (SMALL, "f8 t r a i n enter down enter"),
    "fit": (SMALL, "f9"),
    "cost-wide": (WIDE, "f9 v"),
}


async def taken(app: AdvisorApp, size: tuple[int, int], pressed: str) -> str:
    """Return the picture of the app after these keys."""
    async with app.run_test(size=size) as pilot:
        await keys(pilot, pressed)
        return normalise(app.export_screenshot())


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no cursor blink."""
    monkeypatch.setattr(Input, "cursor_blink", False)


@pytest.mark.parametrize("name", PICTURES)
async def test_picture(name: str, app: Callable[..., AdvisorApp], svg: SnapshotAssertion) -> None:
    size, pressed = PICTURES[name]
    some = Path("some.toml")
    some.write_text(SOME, encoding="utf-8")
    assert await taken(app(some if name != "choice" else None), size, pressed) == svg


@pytest.mark.parametrize("name", MEASURED)
async def test_picture_of_figures(
    name: str,
    small: KnowledgeBase,
    day: date,
    svg: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data, "measured", lambda *_, **__: FOUND)
    size, pressed = MEASURED[name]
    assert await taken(AdvisorApp(Session(frozen(small), day)), size, pressed) == svg


def frozen(small: KnowledgeBase) -> KnowledgeBase:
    """Return the small knowledge with the models, prices, bands and constants of a day."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FROZEN.glob("*.toml")}
    models = parsed("models.toml", texts["models"], Family).model
    prices = parsed("prices.toml", texts["prices"], PriceList).price
    assumed = parsed("feasibility.toml", texts["feasibility"], Feasibility)
    return replace(
        small,
        models={model.id: model for model in models},
        prices={price.id: price for price in prices},
        read_feasibility=lambda: assumed,
        read_profile=lambda: parsed("profile.toml", texts["profile"], Profile),
    )
