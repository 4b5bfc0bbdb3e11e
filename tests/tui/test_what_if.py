"""What if: other answers beside the saved ones, the map, and keeping or dropping them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.advice import advise
from advisor.answers.values import from_values
from advisor.errors import AnswersError
from advisor.interview import Interview
from advisor.knowledge.base import KnowledgeBase
from advisor.tui import comparing
from advisor.tui.app import AdvisorApp
from advisor.tui.screens.what_if import WhatIfScreen
from advisor.tui.trial import Trial
from advisor.tui.widgets.entry_list import EntryList
from advisor.tui.widgets.map_view import MapView
from tests.tui.screen import answers, keys, rest, screen_text, values

Make = Callable[..., AdvisorApp]
SMALL, WIDE = (80, 24), (120, 40)
TOLD = {"task.need": "label_convention", "data.examples": 500, "data.classes": 12}
SOME = """advisor = 1
[task]
need = "label_convention"
[data]
examples = 500
classes = 12
"""


@pytest.fixture
def some() -> Path:
    """Return a file with three answers."""
    path = Path("some.toml")
    path.write_text(SOME, encoding="utf-8")
    return path


@pytest.fixture
def trial(small: KnowledgeBase, day: object) -> Trial:
    """Return a trial beside three answers."""
    return Trial(Interview(small, from_values(TOLD), day))  # type: ignore[arg-type]


def test_the_trial_is_judged_as_if_its_answers_were_given(trial: Trial) -> None:
    trial.change({"task.need": "facts", "data.examples": None})
    interview = trial.interview
    alone = from_values({"task.need": "facts", "data.classes": 12}).not_known("data.examples")
    assert trial.advice.verdict == advise(interview.base, alone, interview.day).verdict
    assert interview.answers.value("task.need") == "label_convention"


def test_what_equals_the_saved_answer_is_not_tried(trial: Trial) -> None:
    trial.change({"data.examples": 900})
    trial.change({"data.examples": 500})
    assert trial.tried == {}
    assert trial.advice.verdict == trial.interview.advice.verdict


@pytest.mark.parametrize("faulty", [{"data.rarest_class": 400}, {"data.examples": -1}])
def test_what_cannot_be_true_is_refused_and_changes_nothing(
    trial: Trial, faulty: dict[str, int]
) -> None:
    trial.change({"task.need": "facts"})
    before = trial.advice
    with pytest.raises(AnswersError):
        trial.change(faulty)
    assert (trial.tried, trial.advice) == ({"task.need": "facts"}, before)


def test_keeping_is_one_change_that_can_be_undone(trial: Trial) -> None:
    trial.change({"task.need": "facts", "data.examples": 900})
    kept = trial.advice.verdict
    assert trial.keep() == 2
    assert trial.interview.advice.verdict == kept
    assert trial.tried == {}
    assert trial.interview.undo()
    assert {key: a.value for key, a in trial.interview.answers.given.items()} == TOLD


def test_it_follows_what_is_answered_meanwhile(trial: Trial) -> None:
    trial.change({"task.need": "facts"})
    trial.interview.answer("data.examples", 900)
    trial.follow(trial.interview)
    assert trial.advice.answers.value("data.examples") == 900
    assert trial.advice.answers.value("task.need") == "facts"
    trial.interview.answer("task.need", "facts")
    trial.follow(trial.interview)
    assert trial.tried == {}


def test_both_sides_and_what_moved_are_told(trial: Trial) -> None:
    assert comparing.sentence(trial) == comparing.SAME
    assert all(pair.moved == "" for pair in comparing.pairs(trial))
    trial.change({"task.need": "facts"})
    assert "points" in comparing.pairs(trial)[0].moved
    gained = sum(
        round(100 * p.tried.share) - round(100 * p.saved.share) for p in comparing.pairs(trial)
    )
    assert abs(gained) <= 2


async def test_an_answer_is_tried_dropped_tried_and_kept(app: Make, some: Path) -> None:
    made = app(some)
    async with made.run_test(size=SMALL, notifications=True) as pilot:
        await keys(pilot, "f7 home enter up enter")
        assert "1 changed" in screen_text(made)
        assert "→" in screen_text(made)
        assert values(made)["task.need"] == "label_convention"
        await keys(pilot, "d")
        assert "nothing changed" in screen_text(made)
        await keys(pilot, "home enter up enter k")
        assert values(made)["task.need"] == "facts"
        assert "Kept 1 answer" in screen_text(made)
        await keys(pilot, "f5 ctrl+z")
        assert values(made)["task.need"] == "label_convention"


async def test_what_is_kept_is_autosaved(app: Make, some: Path, tmp_path: Path) -> None:
    made = app(some)
    async with made.run_test(size=SMALL) as pilot:
        await keys(pilot, "f7 home enter up enter k")
    saved = tmp_path / "state" / "finetune-advisor" / "sessions" / "some.toml"
    assert 'need = "facts"' in saved.read_text(encoding="utf-8")


async def test_a_dont_know_can_be_tried_and_one_answer_restored(app: Make, some: Path) -> None:
    made = app(some)
    async with made.run_test(size=WIDE) as pilot:
        await keys(pilot, "f7 home enter f2")
        assert "don't know" in screen_text(made)
        screen = made.screen
        assert isinstance(screen, WhatIfScreen)
        assert screen.trial.tried == {"task.need": None}
        await keys(pilot, "home delete")
        assert screen.trial.tried == {}
        assert answers(made).dont_know == frozenset()


async def test_a_contradiction_is_told_in_the_window_and_nothing_is_tried(
    app: Make, some: Path
) -> None:
    made = app(some)
    async with made.run_test(size=WIDE) as pilot:
        await keys(pilot, "f7")
        screen = made.screen
        assert isinstance(screen, WhatIfScreen)
        screen.query_one("#changes", EntryList).mark("question:data.rarest_class")
        await keys(pilot, "enter 4 0 0 enter")
        assert "! 400 in each of" in screen_text(made)
        await keys(pilot, "escape")
        assert screen.trial.tried == {}


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_map_is_walked_by_keys_and_its_cell_tried(
    app: Make, some: Path, size: tuple[int, int]
) -> None:
    made = app(some)
    async with made.run_test(size=size) as pilot:
        await keys(pilot, "f7 m")
        screen, view = made.screen, made.screen.query_one(MapView)
        assert isinstance(screen, WhatIfScreen)
        assert view.picture is not None and view.picture.here[0] is not None
        assert view.cursor[0] == view.picture.here[0]
        text = screen_text(made)
        assert "P Prompt engineering, A PEFT, F Full fine-tuning" in text
        assert "› " in text or "›" in text
        await keys(pilot, "left")
        column, row = view.cursor
        assert column == view.picture.here[0] - 1
        letter = view.picture.cells[row][column][0]
        names = {"P": "Prompt engineering", "A": "PEFT", "F": "Full fine-tuning"}
        # The sentence of a cell is judged apart from the map, and says the same.
        assert f"{names[letter]}: " in str(screen.query_one("#cell").render())
        await keys(pilot, "enter")
        assert "data.examples" in screen.trial.tried
        assert view.picture is not None and view.picture.here[0] == column


async def test_the_axes_are_chosen_from_a_list(app: Make, some: Path) -> None:
    made = app(some)
    async with made.run_test(size=WIDE) as pilot:
        await keys(pilot, "f7 m")
        across = made.screen.query_one(MapView).picture
        await keys(pilot, "x end enter")
        picture = made.screen.query_one(MapView).picture
        assert picture is not None and across is not None
        assert picture.across == "How will you evaluate?"
        assert picture.down == across.down


async def test_a_map_of_older_answers_is_never_shown(
    app: Make, some: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = app(some)
    async with made.run_test(size=WIDE) as pilot:
        await keys(pilot, "f7")
        screen, view = made.screen, made.screen.query_one(MapView)
        assert isinstance(screen, WhatIfScreen)
        wanted, drawn = screen._wanted, screen._drawn
        monkeypatch.setattr(WhatIfScreen, "_map", lambda *_: None)
        await keys(pilot, "home enter up enter")
        assert view.picture is None
        assert "Working it out…" in screen_text(made)
        assert wanted is not None and drawn is not None
        screen.post_message(WhatIfScreen.Drawn(wanted, drawn))
        await rest(pilot)
        assert view.picture is None
