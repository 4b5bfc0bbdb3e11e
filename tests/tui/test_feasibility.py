"""Fit and cost: settings are stepped by keyboard, what follows is drawn, no answer changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp
from advisor.tui.bench import Bench
from advisor.tui.session import Session
from tests.tui.screen import keys, screen_text, values

TOLD = """advisor = 1
[model]
name = "qwen3-8b"
[data]
examples = 3000
[operations]
gpus = 1
gpu_memory_gb = 24.0
calls_per_month = 200000
prompt_tokens = 3000
"""


@pytest.fixture
def opened(real: KnowledgeBase) -> Callable[..., AdvisorApp]:
    def make(text: str = TOLD) -> AdvisorApp:
        path = Path("told.toml")
        path.write_text(text, encoding="utf-8")
        return AdvisorApp(Session(real, date(2026, 11, 25), path))

    return make


async def test_the_memory_is_drawn_against_the_card_and_follows_the_settings(opened) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "f9")
        text = screen_text(app)
        assert "Does it fit" in text
        assert "Qwen3 8B" in text
        assert "24 GiB" in text
        assert "Peak 12.8 GiB" in text
        assert "│" in text and "█" in text
        before = values(app)
        await keys(pilot, "down right right")
        text = screen_text(app)
        assert "Full fine-tuning" in text
        assert "Does not fit" in text
        assert "What makes it fit" in text
        await keys(pilot, "r")
        assert "Peak 12.8 GiB" in screen_text(app)
        assert values(app) == before


async def test_the_break_even_is_a_plot_with_its_axes(opened) -> None:
    app = opened()
    async with app.run_test(size=(120, 40)) as pilot:
        await keys(pilot, "f8 v")
        text = screen_text(app)
        assert "What it costs" in text
        assert "Without a cache tuning pays from" in text
        for label in ("US$ a month", "calls a month", "prompted, no cache", "tuned", "100k"):
            assert label in text
        assert any("⠁" <= character <= "⣿" for character in text)
        told = [line for line in text.splitlines() if "1,000 calls" in line]
        await keys(pilot, "down down down right")
        assert "5,000" in screen_text(app)
        assert [line for line in screen_text(app).splitlines() if "1,000 calls" in line] != told
        await keys(pilot, "tab")
        assert "Does it fit" in screen_text(app)


async def test_an_end_of_the_values_is_no_way_out(opened) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "f8 up " + "right " * 9 + "left " * 20 + "up " + "left " * 30)
        assert "Peak" in screen_text(app)


async def test_without_answers_an_example_stands_in_and_says_so(opened) -> None:
    app = opened("advisor = 1\n")
    async with app.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "f9")
        assert "No model is told: an example" in screen_text(app)


async def test_a_price_with_markup_is_shown_as_it_is(opened) -> None:
    app = opened(TOLD + '[prices."[/x]\\u001b[31m"]\nhosting_hour = 0.01\n')
    async with app.run_test(size=(120, 40)) as pilot:
        await keys(pilot, "f8 v down left right right right left left left")
        assert "What it costs" in screen_text(app)
        assert "\x1b" not in screen_text(app)


async def test_the_mode_is_there_only_where_the_knowledge_has_what_it_needs(
    app: Callable[..., AdvisorApp],
) -> None:
    made = app()
    async with made.run_test(size=(80, 24)) as pilot:
        await keys(pilot, "f9")
        assert "Does it fit" not in screen_text(made)


def test_every_value_of_every_setting_has_its_result(real: KnowledgeBase) -> None:
    from advisor.answers.values import from_values

    answers = from_values({"operations.gpus": 3, "operations.gpu_memory_gb": 20.5})
    bench = Bench(real, real.feasibility, answers, date(2026, 11, 25))
    assert bench.value("gpus") == 3
    assert bench.value("card") == 20.5
    for rows in (bench.memory, bench.cost):
        for row in list(rows):
            if row.id == "model":
                continue
            bench.step(row.id, -len(row.values))
            for _ in row.values:
                assert bench.fit().estimate.device > 0
                assert bench.sheet() is not None
                bench.step(row.id, 1)
