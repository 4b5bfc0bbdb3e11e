"""What if: other answers beside the saved ones, both verdicts, and the map over two questions."""

from __future__ import annotations

from dataclasses import dataclass

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from advisor.advice import Advice, advise
from advisor.errors import AnswersError
from advisor.explain.decision_map import DecisionMap
from advisor.knowledge.conditions import Scalar
from advisor.tui import comparing, phrases
from advisor.tui.keys import bind, named
from advisor.tui.modes import MODES
from advisor.tui.screens.axes import AxesScreen
from advisor.tui.screens.base import ModeScreen
from advisor.tui.screens.change import ChangeScreen
from advisor.tui.session import Session
from advisor.tui.trial import Trial
from advisor.tui.widgets.comparison import Comparison
from advisor.tui.widgets.entry_list import Entry, EntryList
from advisor.tui.widgets.map_view import MapView
from advisor.tui.widgets.passage import Passage
from advisor.tui.widgets.title_bar import TitleBar

ACROSS = "data.examples"


@dataclass(frozen=True)
class Wanted:
    """Which map is wanted: of which advice and questions; without `y`, the most telling one."""

    advice: Advice
    x: str
    y: str | None


class WhatIfScreen(ModeScreen):
    """Changes answers beside the saved ones, to keep or to drop."""

    CSS_PATH = "what_if.tcss"
    BINDINGS = [
        bind(
            "k", "keep", "Keep", "Take what is tried into your answers", "what_if.keep", show=True
        ),
        bind("d", "drop", "Drop", "Go back to your saved answers", "what_if.drop", show=True),
        bind("m", "map", "Map", "To the decision map, or back", "what_if.map", show=True),
        bind("x", "axis('x')", "Across", "Choose the question across the map", "what_if.x"),
        bind("y", "axis('y')", "Up", "Choose the question up the map", "what_if.y"),
        bind(
            "delete,backspace",
            "restore",
            "Restore",
            "Go back to the saved answer of the marked question",
            "what_if.restore",
        ),
        bind(
            MODES["verdict"].keys,
            "app.switch_mode('verdict')",
            MODES["verdict"].title,
            MODES["verdict"].told,
            "mode.verdict",
        ),
    ]

    class Drawn(Message):
        """A map is there."""

        def __init__(self, wanted: Wanted, drawn: DecisionMap) -> None:
            self.wanted = wanted
            self.drawn = drawn
            super().__init__()

    def __init__(self, session: Session) -> None:
        """Begin with nothing changed."""
        super().__init__(session)
        self.trial = Trial(session.interview)
        self._axes: dict[str, str | None] = {"x": ACROSS, "y": None}
        self._wanted: Wanted | None = None
        self._drawn: DecisionMap | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out both verdicts above the answers and the map."""
        with Vertical(id="sides"):
            yield Passage(id="sentence", classes="headline")
            yield Comparison()
        with Vertical(id="below"):
            yield EntryList(id="changes")
            with Vertical(id="map"):
                yield MapView()
                yield Static(id="cell", markup=False)
                yield Static(id="legend", classes="muted", markup=False)

    def on_mount(self) -> None:
        """Let the keys walk the answers."""
        self.query_one("#changes").focus()

    def on_screen_resume(self) -> None:
        """Follow what was answered meanwhile."""
        self.trial.follow(self.interview)
        self.show_trial()

    def show_trial(self) -> None:
        """Show both sides, and begin to draw the map."""
        count = len(self.trial.tried)
        told = "nothing changed" if not count else f"{count} changed"
        self.query_one(TitleBar).show(f"What if · {told}", phrases.leader(self.trial.advice))
        self.query_one("#sentence", Passage).say(comparing.sentence(self.trial))
        self.query_one(Comparison).pairs = comparing.pairs(self.trial)
        self.call_after_refresh(self._show_rest)

    def _show_rest(self) -> None:
        self.query_one("#changes", EntryList).show(comparing.entries(self.trial))
        self._draw(stay=True)

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Ask for another answer to the question of that line."""
        event.stop()
        # Else the handler of the other modes would run as well.
        event.prevent_default()
        question = event.key.partition(":")[2]

        def take(value: Scalar | None) -> None:
            self.trial.change({question: value})

        self.app.push_screen(ChangeScreen(comparing.asked(self.trial, question), take), self._taken)

    def _taken(self, taken: bool | None) -> None:
        if taken:
            self.show_trial()

    def action_restore(self) -> None:
        """Go back to the saved answer of the marked question."""
        marked = self.query_one("#changes", EntryList).under_cursor
        question = marked.key.partition(":")[2] if marked is not None else ""
        if question in self.trial.tried:
            self.trial.restore(question)
            self.show_trial()
        else:
            self.tell("Nothing is tried on the marked line.")

    def action_keep(self) -> None:
        """Take what is tried into the interview."""
        count = self.trial.keep()
        if not count:
            self.tell("Nothing is changed, so there is nothing to keep.")
            return
        self.autosave()
        plural = "answer" if count == 1 else "answers"
        back = named("{interview.undo} among the questions takes that back.")
        self.tell(f"Kept {count} {plural}. {back}")
        self.show_trial()

    def action_drop(self) -> None:
        """Go back to the saved answers."""
        if not self.trial.tried:
            self.tell("Nothing is changed, so there is nothing to drop.")
            return
        self.trial.drop()
        self.show_trial()

    def action_map(self) -> None:
        """Go to the map, or back to the answers."""
        view = self.query_one(MapView)
        to_map = not view.has_focus
        self.set_class(to_map, "-map")
        (view if to_map else self.query_one("#changes")).focus()

    def action_axis(self, axis: str) -> None:
        """Ask which question an axis stands for."""
        other = self._axes["y" if axis == "x" else "x"]
        questions = self.interview.base.questions.values()
        entries = [
            Entry(f"question:{question.id}", question.text)
            for question in questions
            if question.kind != "model" and question.id != other
        ]

        def take(question: str | None) -> None:
            if question is not None:
                self._axes[axis] = question
                self._draw(stay=False)

        title = "Across the map" if axis == "x" else "Up the map"
        marked = f"question:{self._axes[axis]}"
        self.app.push_screen(AxesScreen(title, entries, marked), take)

    def _draw(self, *, stay: bool) -> None:
        wanted = Wanted(self.trial.advice, str(self._axes["x"]), self._axes["y"])
        if self._wanted == wanted:
            return
        if self._wanted is None or not stay:
            self._drawn = None
        self._wanted = wanted
        self.query_one(MapView).show(None, stay=True)
        self.query_one("#cell", Static).update("")
        self._map(wanted)

    @work(thread=True, exclusive=True, group="map", description="map")
    def _map(self, wanted: Wanted) -> None:
        drawn = wanted.advice.map(wanted.x, wanted.y)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Drawn(wanted, drawn))

    def on_what_if_screen_drawn(self, event: Drawn) -> None:
        """Show the map, unless another is wanted by now."""
        if event.wanted is not self._wanted:
            return
        first, self._drawn = self._drawn is None, event.drawn
        self._axes["y"] = event.drawn.y
        picture = comparing.picture(event.wanted.advice, event.drawn)
        self.query_one("#legend", Static).update(Content(picture.legend))
        self.query_one(MapView).show(picture, stay=not first)

    def on_map_view_moved(self, event: MapView.Moved) -> None:
        """Tell what is recommended in the marked cell."""
        if self._drawn is None or self.query_one(MapView).picture is None:
            return
        answers = self.trial.advice_answers
        for question, value in self._cell(event.column, event.row).items():
            answers = answers.with_value(question, value)
        there = advise(self.interview.base, answers, self.interview.day)
        told = comparing.cell_sentence(there, self._drawn, (event.column, event.row))
        self.query_one("#cell", Static).update(Content(told))

    def _cell(self, column: int, row: int) -> dict[str, Scalar]:
        drawn = self._drawn
        if drawn is None:
            return {}
        return {drawn.x: drawn.columns[column].value, drawn.y: drawn.rows[row].value}

    def on_map_view_chosen(self, event: MapView.Chosen) -> None:
        """Try the answers of the marked cell."""
        event.stop()
        try:
            self.trial.change(self._cell(event.column, event.row))
        except AnswersError as fault:
            self.tell(f"{fault.problems[0].what}: {fault.problems[0].to_do}", "warning")
        else:
            self.show_trial()
