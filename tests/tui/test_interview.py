"""Journeys through the questions, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advisor.knowledge.base import KnowledgeBase
from advisor.tui import phrases
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.base import ModeScreen
from advisor.tui.screens.interview import InterviewScreen
from advisor.tui.widgets.entry_list import EntryList
from advisor.tui.widgets.question_card import QuestionCard
from tests.tui.screen import all_but, answers, keys, rest, screen_text, values

Make = Callable[..., AdvisorApp]
SMALL, WIDE = (80, 24), (120, 40)
THREE = "down enter 5 0 0 enter 1 2 enter"


async def test_three_answers_move_the_bars(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await rest(pilot)
        assert "33 %" in screen_text(made)
        await keys(pilot, "down down enter")
        assert values(made) == {"task.need": "label_convention"}
        assert "+" in screen_text(made).split("last answer")[1]
        await keys(pilot, "1 . 2 k enter 1 2 enter")
        assert values(made) == {
            "task.need": "label_convention",
            "data.examples": 1200,
            "data.classes": 12,
        }
        assert "the rarest class have?" in screen_text(made)


async def test_enter_without_a_mark_takes_nothing(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "enter")
        assert values(made) == {}
        assert "! Mark a choice" in screen_text(made)


async def test_dont_know_is_one_key_and_stays_open(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "d f2")
        assert answers(made).dont_know == {"task.need", "data.examples"}
        await keys(pilot, "f3")
        assert "You said that you don't know" in screen_text(made)


async def test_back_shows_the_answer_that_was_given(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "down down enter f3")
        assert "(x) Your own labels" in screen_text(made)
        assert "You said: Your own labels" in screen_text(made)


async def test_back_beyond_the_first_question_says_so(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "f3")
        assert "This is where you began" in screen_text(made)


async def test_an_early_answer_is_edited_from_the_window_of_answers(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, THREE)
        await keys(pilot, "f4")
        assert "500 examples · you said" in screen_text(made)
        await keys(pilot, "down enter")
        assert "How many training examples" in screen_text(made)
        await keys(pilot, "backspace backspace backspace 9 0 0 enter")
        assert values(made)["data.examples"] == 900


async def test_an_early_answer_is_edited_from_the_list_beside(app: Make) -> None:
    made = app()
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, THREE)
        await keys(pilot, "f4 home enter")
        assert "What does a good prompt still lack?" in screen_text(made)
        await keys(pilot, "down enter")
        assert values(made)["task.need"] == "label_convention"


async def test_an_invalid_number_is_told_and_kept(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "f2 4 x enter")
        text = screen_text(made)
        assert "4x" in text
        assert '! found "4x"' in text
        assert "data.examples" not in values(made)
        await keys(pilot, "backspace k")
        assert "= 4,000 examples" in screen_text(made)


async def test_a_contradiction_is_told_and_changes_nothing(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "f2 5 0 enter f2 6 0 enter")
        assert "60 is more than" in screen_text(made)
        assert "data.rarest_class" not in values(made)


async def test_a_share_reads_per_cent(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "f2 5 0 0 enter f2 f2 1 0 percent_sign")
        assert "= 10 %" in screen_text(made)
        await keys(pilot, "enter")
        assert values(made)["data.label_error"] == 0.1


async def test_undo_and_redo_go_to_the_question(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "down enter 5 0 enter ctrl+z")
        assert values(made) == {"task.need": "facts"}
        assert "How many training examples" in screen_text(made)
        await keys(pilot, "ctrl+y")
        assert values(made) == {"task.need": "facts", "data.examples": 50}
        await keys(pilot, "ctrl+z ctrl+z ctrl+z")
        assert "nothing to undo" in screen_text(made)


async def test_escape_never_quits_and_ctrl_q_does(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "escape escape tab escape escape")
        assert made.is_running
        await keys(pilot, "down")
        assert "(x) Facts" in screen_text(made)
        await keys(pilot, "ctrl+q")
        assert not made.is_running


async def test_a_model_is_searched_and_chosen(app: Make, small: KnowledgeBase) -> None:
    made = app(all_but(small, "model.name", "model.access"))
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await rest(pilot)
        await keys(pilot, "c l o s e d down")
        await keys(pilot, "enter")
        assert values(made)["model.name"] == "mini-closed"


async def test_an_unknown_model_is_taken_with_a_warning(app: Make, small: KnowledgeBase) -> None:
    made = app(all_but(small, "model.name", "model.access"))
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await rest(pilot)
        await keys(pilot, "m y slash x")
        assert '"my/x" is not in the catalogue' in screen_text(made)
        await keys(pilot, "enter")
        assert values(made)["model.name"] == "my/x"
        assert "not in the catalogue" in screen_text(made)


async def test_the_last_answer_leads_to_the_verdict(app: Make, small: KnowledgeBase) -> None:
    made = app(all_but(small, "task.need", "operations.evaluation"))
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "down enter f2")
        assert made.current_mode == "verdict"
        assert "How sure" in screen_text(made)
        assert "Probability that it serves you best" in screen_text(made)
        await keys(pilot, "f5")
        assert made.current_mode == "interview"


async def test_from_the_verdict_one_key_leads_to_a_question(app: Make) -> None:
    made = app()
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "down down enter f6")
        told = made.screen.query_one("#told", EntryList)
        told.mark("question:data.examples")
        await keys(pilot, "enter")
        assert made.current_mode == "interview"


async def test_the_tabs_open_by_number(app: Make) -> None:
    made = app()
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "down down enter 5 0 enter 2 enter 9 enter")
        await keys(pilot, "f2 2")
        assert "Your rarest class has 9 examples." in screen_text(made)
        await keys(pilot, "3")
        assert "What would change it" in screen_text(made)
        await keys(pilot, "4")
        assert "https://" in screen_text(made)
        await keys(pilot, "t")
        assert "Your own labels" in screen_text(made)


async def test_what_was_worked_out_for_older_answers_is_dropped(app: Make) -> None:
    made = app()
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "3")
        assert isinstance(made.screen, ModeScreen)
        old = made.screen.interview.advice
        await keys(pilot, "down enter")
        text = screen_text(made)
        made.screen.post_message(ModeScreen.WorkedOut(old, phrases.Prospects((), (), ())))
        await rest(pilot)
        assert screen_text(made) == text


async def test_nothing_stale_is_shown_while_it_is_worked_out(
    app: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = app()
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "3")
        monkeypatch.setattr(ModeScreen, "_work_out", lambda *_: None)
        await keys(pilot, "down enter")
        assert "Working it out…" in screen_text(made)
        assert "Still open" not in screen_text(made)


async def test_a_source_is_opened_by_keyboard(app: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    made, opened = app(), []
    monkeypatch.setattr(made, "open_url", opened.append)
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "down down enter f2 f2")
        made.screen.query_one("#lines", EntryList).focus()
        await keys(pilot, "4 o")
        assert opened and opened[0].startswith("https://")
        await keys(pilot, "1")
        await keys(pilot, "enter")
        assert "When wrong" in screen_text(made)
        await keys(pilot, "o escape")
        assert len(opened) == 2
        assert "When wrong" not in screen_text(made)


async def test_help_lists_the_keys_of_the_screen(app: Make) -> None:
    made = app()
    async with made.run_test(size=WIDE, notifications=True) as pilot:
        await keys(pilot, "question_mark")
        assert "Take the last change back" in screen_text(made)
        await keys(pilot, "question_mark f6 f1")
        assert "The questions" in screen_text(made)


async def test_a_card_that_is_closed_before_its_field_is_there_asks_nothing(app: Make) -> None:
    made = app()
    async with made.run_test(size=SMALL) as pilot:
        await rest(pilot)
        screen = made.screen
        assert isinstance(screen, InterviewScreen)
        card = screen.query_one(QuestionCard)
        size = screen.interview.base.questions["data.examples"]
        gone = card.remove()
        await card.ask(phrases.asked(screen.interview, size))
        await gone
        assert not card.is_attached
