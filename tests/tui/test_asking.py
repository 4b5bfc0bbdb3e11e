"""The order of the questions on the screen: why now, when to stop, express, and nothing stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from advisor.answers.values import Answers
from advisor.interview import Interview, Order
from advisor.knowledge.base import KnowledgeBase
from advisor.records.asking import provisional, stop_offer, why_now
from advisor.tui import phrases
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.interview import InterviewScreen
from advisor.tui.session import Session
from advisor.tui.widgets.question_card import QuestionCard
from advisor.tui.widgets.title_bar import TitleBar
from tests.tui.screen import answers, keys, rest, screen_text, values

Make = Callable[..., AdvisorApp]
SMALL, WIDE = (80, 24), (120, 40)


def _asked(made: AdvisorApp) -> str:
    """Return the text of the question on the screen."""
    return str(made.screen.query_one("#text").render())


def _interview(made: AdvisorApp) -> Interview:
    assert isinstance(made.screen, InterviewScreen)
    return made.screen.interview


async def test_the_most_telling_question_comes_first_and_says_why(app: Make) -> None:
    made = app(order="telling")
    async with made.run_test(size=SMALL) as pilot:
        await rest(pilot)
        interview = _interview(made)
        first = interview.telling_question()
        assert first is not None
        assert _asked(made) == first.text
        assert why_now(interview.advice, first.id) in screen_text(made)
        assert "Asked now because it could still move you to" in screen_text(made)
        await keys(pilot, "f2")
        second = interview.telling_question()
        assert second is not None
        assert _asked(made) == second.text


async def test_one_key_switches_to_the_order_of_the_list_and_back(app: Make) -> None:
    made = app(order="telling")
    async with made.run_test(size=WIDE) as pilot:
        await keys(pilot, "f2 ctrl+g")
        interview = _interview(made)
        assert interview.order == "fixed"
        first = interview.next_question()
        assert first is not None and _asked(made) == first.text
        await keys(pilot, "ctrl+g")
        assert interview.order == "telling"
        telling = interview.telling_question()
        assert telling is not None
        assert _asked(made) == telling.text


@pytest.mark.parametrize("order", ["telling", "fixed", "express"])
async def test_what_a_build_found_to_ask_first_is_asked_without_a_look(
    small: KnowledgeBase, day: date, order: Order
) -> None:
    found = Interview(small, Answers(), day, order).following()
    assert found is not None
    base = replace(small, asked_first=found.id)
    made = AdvisorApp(Session(base, day, order=order))
    async with made.run_test(size=WIDE) as pilot:
        await rest(pilot)
        assert _asked(made) == found.text
        reason = str(made.screen.query_one(QuestionCard).query_one("#reason").render()).strip()
        assert reason == why_now(_interview(made).advice, found.id)


async def test_with_an_answer_what_a_build_found_is_not_asked(
    small: KnowledgeBase, day: date
) -> None:
    path = Path("some.toml")
    path.write_text("advisor = 1\n[data]\nexamples = 500\n", encoding="utf-8")
    base = replace(small, asked_first="data.examples")
    made = AdvisorApp(Session(base, day, path))
    async with made.run_test(size=WIDE) as pilot:
        await rest(pilot)
        assert _asked(made) != small.questions["data.examples"].text


async def test_in_the_order_of_the_list_the_reason_follows_once_it_is_known(app: Make) -> None:
    made = app()
    async with made.run_test(size=WIDE) as pilot:
        await keys(pilot, "f2")
        asked = made.screen.query_one(QuestionCard)
        reason = str(asked.query_one("#reason").render()).strip()
        assert reason == why_now(_interview(made).advice, "data.examples")


async def _until_one_may_stop(made: AdvisorApp, pilot: object) -> None:
    for _ in range(20):
        if _interview(made).may_stop():
            return
        await keys(pilot, "f2")  # type: ignore[arg-type]
    raise AssertionError("one may never stop")


async def test_it_offers_to_stop_and_the_title_of_every_mode_says_so(app: Make) -> None:
    made = app(order="telling")
    async with made.run_test(size=WIDE) as pilot:
        await keys(pilot, "down down enter")
        assert "You may stop here" not in screen_text(made) or _interview(made).may_stop()
        await _until_one_may_stop(made, pilot)
        await rest(pilot)
        offer = stop_offer(_interview(made).advice)
        assert offer[:40] in screen_text(made)
        note = made.screen.query_one(TitleBar).note
        assert note == "settled" or note.startswith("may change: ")
        await keys(pilot, "f6")
        assert made.screen.query_one(TitleBar).note == note


async def test_once_nothing_can_change_it_the_rest_is_asked_to_sharpen_the_pitfalls(
    app: Make,
) -> None:
    made = app(order="telling")
    async with made.run_test(size=WIDE) as pilot:
        for _ in range(20):
            if made.current_mode == "verdict":
                break
            await keys(pilot, "f2")
        assert made.current_mode == "verdict"
        assert answers(made).dont_know


async def test_express_asks_at_most_eight_and_marks_the_verdict_as_provisional(app: Make) -> None:
    made = app(order="express")
    async with made.run_test(size=WIDE) as pilot:
        await rest(pilot)
        assert "Express" in screen_text(made)
        asked = 0
        while made.current_mode == "interview":
            await keys(pilot, "f2")
            asked += 1
        assert 1 <= asked <= 8
        text = screen_text(made)
        assert "provisional: " in text or "settled" in text
        await keys(pilot, "ctrl+r enter")
        advice = next(s for s in made.screen_stack if hasattr(s, "interview")).interview.advice
        with open("decision-record.md", encoding="utf-8") as file:  # noqa: PTH123, ASYNC230
            record = " ".join(file.read().split())
        assert provisional(advice).split(" (")[0] in record.replace("\\", "")


async def test_a_key_typed_while_the_next_question_is_sought_waits_for_it(
    app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = app(order="telling")
    async with made.run_test(size=SMALL) as pilot:
        await rest(pilot)
        held: list[tuple[object, ...]] = []
        look = InterviewScreen._look
        monkeypatch.setattr(InterviewScreen, "_look", lambda *given: held.append(given))
        before = _asked(made)
        await keys(pilot, "f2 f2")
        assert len(answers(made).dont_know) == 1
        assert _asked(made) == before
        monkeypatch.setattr(InterviewScreen, "_look", look)
        look(*held[0])  # type: ignore[arg-type]
        await rest(pilot)
        await rest(pilot)
        assert len(answers(made).dont_know) == 2


async def test_a_question_found_for_older_answers_is_dropped(app: Make) -> None:
    made = app(order="telling")
    async with made.run_test(size=SMALL) as pilot:
        await rest(pilot)
        interview = _interview(made)
        old, asked = interview.advice, _asked(made)
        other = interview.base.questions["operations.evaluation"]
        made.screen.post_message(InterviewScreen.Found(old, other, ""))
        await rest(pilot)
        assert _asked(made) == asked


async def test_undo_in_the_telling_order_goes_to_the_question_undone(app: Make) -> None:
    made = app(order="telling")
    async with made.run_test(size=SMALL) as pilot:
        await rest(pilot)
        asked = _asked(made)
        await keys(pilot, "5 enter")
        assert _asked(made) != asked
        await keys(pilot, "ctrl+z")
        assert _asked(made) == asked
        assert values(made) == {}


@pytest.mark.parametrize("long", [False, True])
async def test_at_80_by_24_no_question_is_cut(real: KnowledgeBase, day: date, long: bool) -> None:
    session = Session(real, day, order="fixed")
    made = AdvisorApp(session)
    async with made.run_test(size=SMALL) as pilot:
        await rest(pilot)
        screen, card = made.screen, made.screen.query_one(QuestionCard)
        for question in real.questions.values():
            if (len(question.choice) > 6) != long:
                continue
            reason = "Asked now because it could still move you to PEFT or Full fine-tuning."
            await card.ask(phrases.asked(session.interview, question, reason))
            await rest(pilot)
            bottom = max(child.region.bottom for child in card.children if child.display)
            assert bottom <= card.region.bottom, question.id
        assert screen is made.screen
