"""The Data mode: files are named, measured, and their answers taken over; all by keyboard."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from advisor.dataset.engine import Progress
from advisor.dataset.values import (
    Cancelled,
    FileFacts,
    Finding,
    Measure,
    Profile,
    WorstRow,
)
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import MODES, AdvisorApp
from advisor.tui.screens import data
from advisor.tui.session import Session
from tests.tui.screen import keys, screen_text, values

SIZE = (100, 40)
KEY = MODES["data"].keys.partition(",")[0]
FOUND = Profile(
    files=(FileFacts("train.jsonl", "sha256:0", "text_label", "jsonl", 900, 0),),
    format="text_label",
    findings=(
        Finding(
            "size", 900, "good", "900 rows.", {"data.examples": Measure(900, method="counted")}
        ),
        Finding(
            "near_duplicates",
            0.07,
            "bad",
            "63 rows [/x] nearly repeat an earlier one.",
            {"data.duplicates": Measure(0.07, 0.06, 0.08, "MinHash")},
            (WorstRow("tr\x1bain.jsonl", 17, "nearly repeats an earlier prompt"),),
        ),
    ),
)


@pytest.fixture
def opened(real: KnowledgeBase, day: date) -> AdvisorApp:
    """Return the app over the knowledge that comes with it."""
    return AdvisorApp(Session(real, day))


@pytest.fixture
def measuring(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Measure nothing, find what these tests want, and keep what was asked for."""
    asked: list[object] = []

    def profile(_: KnowledgeBase, *files: object, progress: Callable[[Progress], None]) -> Profile:
        asked.extend(files)
        progress(Progress("reading train", 0.5, 2e8, 3.0))
        return FOUND

    monkeypatch.setattr(data, "measured", profile)
    return asked


async def _measured(pilot: object, name: str = "t") -> None:
    await keys(pilot, f"{KEY} {' '.join(name)} f2")  # type: ignore[arg-type]


async def test_what_was_found_is_shown_worst_rows_too(
    opened: AdvisorApp, measuring: list[object]
) -> None:
    async with opened.run_test(size=SIZE) as pilot:
        await _measured(pilot)
        text = screen_text(opened)
        assert measuring == [[Path("t")], [], []]
        assert "[good] Size: 900" in text and "[bad] Near duplicates: 7.0 %" in text
        assert "63 rows [/x] nearly" in text and ":17:" not in text
        await keys(pilot, "down enter")
        assert "tr\\u001bain.jsonl:17: nearly repeats" in screen_text(opened)
        await keys(pilot, "enter")
        assert ":17:" not in screen_text(opened)


@pytest.mark.usefixtures("measuring")
async def test_the_answers_are_taken_over_and_taken_back(opened: AdvisorApp) -> None:
    async with opened.run_test(size=SIZE) as pilot:
        await _measured(pilot)
        assert values(opened) == {}
        await keys(pilot, "f3")
        assert values(opened) == {"data.examples": 900, "data.duplicates": 0.07}
        assert "2 answers taken over" in screen_text(opened)
        await keys(pilot, "f5 ctrl+z")
        assert values(opened) == {}


async def test_a_fault_is_told_in_its_place(
    opened: AdvisorApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    def profile(*_: object, **__: object) -> Profile:
        raise AdvisorError("t: there is no such file", "check the name")

    monkeypatch.setattr(data, "measured", profile)
    async with opened.run_test(size=SIZE) as pilot:
        await _measured(pilot)
        assert "! t: there is no such file (check the name)" in screen_text(opened)


async def test_nothing_is_measured_without_a_file(opened: AdvisorApp) -> None:
    async with opened.run_test(size=SIZE) as pilot:
        await keys(pilot, f"{KEY} f2")
        assert "Name a training file first" in screen_text(opened)
        await keys(pilot, "f3")
        assert "Nothing is measured yet" in screen_text(opened)


async def test_escape_stops_and_what_is_found_stays(
    opened: AdvisorApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one who measures is told by an exception; it keeps what it has."""

    begun = Event()

    def profile(*_: object, progress: Callable[[Progress], None], **__: object) -> Profile:
        try:
            while True:
                progress(Progress("reading train", 0.1))
                begun.set()
                # Without a pause its messages would keep the screen from the key.
                time.sleep(0.001)
        except Cancelled:
            return Profile(FOUND.files, FOUND.format, FOUND.findings[:1], cancelled=True)

    monkeypatch.setattr(data, "measured", profile)
    async with opened.run_test(size=SIZE) as pilot:
        await keys(pilot, f"{KEY} t")
        opened.simulate_key("f2")
        async with asyncio.timeout(60):
            while not begun.is_set():
                await asyncio.sleep(0.01)
        await keys(pilot, "escape")
        # The thread that was given up ends by itself, and only then says what it has.
        async with asyncio.timeout(60):
            while "Stopped" not in screen_text(opened):
                await asyncio.sleep(0.01)
        assert "Stopped; until then 1 answers" in screen_text(opened)
        assert "Size: 900" in screen_text(opened)


async def test_a_real_file_is_measured(opened: AdvisorApp) -> None:
    rows = [{"text": f"words of number {n}", "label": f"class {n % 3}"} for n in range(30)]
    Path("t.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    async with opened.run_test(size=SIZE) as pilot:
        await keys(pilot, f"{KEY} t full_stop j s o n l f2")
        await keys(pilot, "f3")
        assert values(opened)["data.examples"] == 30
        assert values(opened)["data.classes"] == 3


async def test_knowledge_without_bands_is_said(app: Callable[..., AdvisorApp]) -> None:
    made = app()
    async with made.run_test(size=SIZE) as pilot:
        await _measured(pilot)
        assert "no bands" in screen_text(made)
