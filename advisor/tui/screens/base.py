"""What the screens of all modes share: the frame, saving, exporting, and slow work off the loop."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.worker import get_current_worker

from advisor.advice import Advice
from advisor.interview import Interview
from advisor.tui.keys import bind
from advisor.tui.outside import copy, visit
from advisor.tui.phrases import SLOW_PARTS, Prospects, prospects
from advisor.tui.screens.window import EndsQuietly, Redraw
from advisor.tui.session import FORMS, Session
from advisor.tui.widgets.entry_list import EntryList
from advisor.tui.widgets.key_bar import KeyBar
from advisor.tui.widgets.title_bar import TitleBar, TooSmall

# One at a time: a superseded computation then ends before it has begun.
WORKING = Lock()


class ModeScreen(EndsQuietly[None]):
    """A screen of one mode, over the session that all modes share."""

    BINDINGS = [
        bind(
            "ctrl+s",
            "save",
            "Save answers",
            "Save the answers to a TOML file that you name",
            "session.save",
        ),
        bind(
            "ctrl+r",
            "export",
            "Export record",
            "Write the decision record as markdown to a file that you name",
            "session.export",
        ),
    ]

    class QuestionWanted(Message):
        """The user wants to go to a question, which another mode asks."""

        def __init__(self, question: str) -> None:
            self.question = question
            super().__init__()

    class AnswersChanged(Redraw):
        """An answer was taken in another mode after this one had come in front."""

    class WorkedOut(Redraw):
        """The slow part of an advice is there."""

        def __init__(self, advice: Advice, found: Prospects) -> None:
            self.advice = advice
            self.found = found
            super().__init__()

    # The stock one paints the whole screen anew whenever the focus moves; styles do that alone.
    focused: reactive[Widget | None] = reactive(None, repaint=False)

    def __init__(self, session: Session) -> None:
        """Show `session`."""
        super().__init__()
        self.session = session
        self._in_work: Advice | None = None

    @property
    def interview(self) -> Interview:
        """The interview of the session."""
        return self.session.interview

    @property
    def in_work(self) -> bool:
        """Whether the slow part of the present advice is worked out, or being so."""
        return self._in_work is self.interview.advice

    def compose(self) -> ComposeResult:
        """Lay out the frame around the body."""
        self._fit()
        yield TitleBar()
        yield TooSmall()
        with Container(id="body"):
            yield from self.compose_body()
        yield KeyBar()

    def _fit(self) -> None:
        """Take the classes of the window's size now: after the first layout all is laid out twice.

        Textual gives a screen the same ones whenever its size has changed.
        """
        size, app = self.app.size, self.app
        for points, length in (
            (app.HORIZONTAL_BREAKPOINTS, size.width),
            (app.VERTICAL_BREAKPOINTS, size.height),
        ):
            self.add_class(*[name for least, name in sorted(points or ()) if least <= length][-1:])

    def _compositor_refresh(self) -> None:
        """Draw, unless the app holds its drawings back: the stock one draws and throws it away."""
        if not self.app._batch_count:
            super()._compositor_refresh()

    def compose_body(self) -> ComposeResult:
        """Lay out what this mode shows."""
        yield from ()

    def show_prospects(self, found: Prospects | None) -> None:
        """Show the slow part, or with None that it is being worked out."""

    def work_out(self) -> None:
        """Show that the slow part is being worked out, and begin, unless that is done already."""
        if self.in_work:
            return
        self._in_work = self.interview.advice
        self.query_one(TitleBar).note = ""
        self.show_prospects(None)
        # The thread would compete with the drawing of what is known already; by way of the app,
        # which takes no message before the first screen is laid out.
        self.app.call_later(self.call_after_refresh, self._work_out, self._in_work)

    # Without a description Textual writes out the whole advice for one: 50 ms on the key path.
    @work(thread=True, exclusive=True, group="outlook", description="outlook")
    def _work_out(self, advice: Advice) -> None:
        worker = get_current_worker()
        with WORKING:
            for part in SLOW_PARTS:
                if worker.is_cancelled:
                    return
                getattr(advice, part)
            found = prospects(advice)
        if not worker.is_cancelled:
            self.post_message(self.WorkedOut(advice, found))

    def on_mode_screen_worked_out(self, event: WorkedOut) -> None:
        """Show the slow part, unless the answers have changed meanwhile."""
        if event.advice is self.interview.advice:
            self.query_one(TitleBar).note = event.found.standing
            self.show_prospects(event.found)

    def autosave(self) -> None:
        """Write the answers to the state folder; a mode that came in front meanwhile shows them."""
        front = self.app.screen_stack[0]
        if front is not self:
            front.post_message(self.AnswersChanged())
        self._autosave()

    @work(thread=True, group="autosave")
    def _autosave(self) -> None:
        told = self.session.autosave()
        if told is not None:
            self.app.call_from_thread(self.tell, told, "warning")

    def tell(self, text: str, severity: str = "information") -> None:
        """Tell the user something in passing."""
        level = "warning" if severity == "warning" else "information"
        self.notify(text, severity=level, markup=False)  # type: ignore[arg-type]

    def action_save(self) -> None:
        """Ask where to save the answers, and save them."""
        self._ask_path("Save the answers (TOML)", self.session.answers_path, self.session.save)

    def action_export(self) -> None:
        """Ask where to write the record, and write it."""
        self.export_as(FORMS[0])

    def export_as(self, form: str) -> None:
        """Ask where to write the record in a format, and write it."""

        def write(path: Path) -> str:
            return self.session.export(path, form)

        self._ask_path(f"Write the record ({form})", self.session.record_path(form), write)

    def _ask_path(self, title: str, path: Path, act: Callable[[Path], str]) -> None:
        # The same holds of a file that is named.
        from advisor.tui.screens.ask_path import AskPath

        def done(told: str | None) -> None:
            if told:
                self.tell(told)

        self.app.push_screen(AskPath(title, os.fspath(path), act), done)

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Go to the question, or show the entry whole."""
        kind, _, name = event.key.partition(":")
        if kind == "question":
            self.to_question(name)
        else:
            self.open_entry(event.key)

    def open_entry(self, key: str) -> None:
        """Show an entry of the knowledge whole, where there is one of that key."""
        # Read when one is opened: the first question need not wait for it.
        from advisor.tui.details import Detail, detail
        from advisor.tui.screens.detail import DetailScreen

        def look_up(key: str) -> Detail | None:
            return detail(self.interview.advice, key)

        told = look_up(key)
        if told is not None:
            self.app.push_screen(DetailScreen(told, look_up))

    def to_question(self, question_id: str) -> None:
        """Go to a question, by default in the mode that asks."""
        self.post_message(self.QuestionWanted(question_id))

    def on_entry_list_visited(self, event: EntryList.Visited) -> None:
        """Open an address in the browser."""
        visit(self, event.url)

    def on_entry_list_copied(self, event: EntryList.Copied) -> None:
        """Copy the words of an entry."""
        copy(self, event.text)
