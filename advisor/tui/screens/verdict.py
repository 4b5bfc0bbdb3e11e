"""The verdict: what is recommended, how sure that is, and all that follows, to read and to open."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from advisor.records.reasons import in_one_sentence
from advisor.tui import phrases
from advisor.tui.keys import bind
from advisor.tui.phrases import Prospects
from advisor.tui.screens.base import ModeScreen
from advisor.tui.verdict_lines import MORE, lines
from advisor.tui.widgets.entry_list import EntryList
from advisor.tui.widgets.title_bar import TitleBar
from advisor.tui.widgets.verdict_bars import VerdictBars


class VerdictScreen(ModeScreen):
    """Shows the advice whole; from a line Enter leads to what it rests on."""

    CSS_PATH = "verdict.tcss"
    BINDINGS = [
        bind(
            "m",
            "more",
            "More",
            "Show all lines, or the strongest of each part only",
            "verdict.more",
            show=True,
        ),
        bind(
            "ctrl+s,s",
            "save",
            "Save",
            "Save the answers to a TOML file that you name",
            "session.save",
            show=True,
        ),
        bind(
            "ctrl+r,e",
            "export",
            "Record",
            "Write the decision record as markdown to a file that you name",
            "session.export",
            show=True,
        ),
    ]

    _whole = False
    _found: Prospects | None = None

    def compose_body(self) -> ComposeResult:
        """Lay out the verdict above, the lines below."""
        with Vertical(id="top"):
            yield Static(id="headline", classes="headline", markup=False)
            yield VerdictBars()
        yield EntryList(id="told")

    def on_mount(self) -> None:
        """Let the keys walk the lines."""
        self.query_one("#told").focus()

    def on_screen_resume(self) -> None:
        """Show the advice as it is now."""
        advice = self.interview.advice
        total = len(self.interview.applicable())
        place = f"Verdict · {self.session.answered} of {total} questions answered"
        self.query_one(TitleBar).show(place, phrases.leader(advice))
        self.query_one("#headline", Static).update(Content(in_one_sentence(advice)))
        self.query_one(VerdictBars).bars = phrases.bars(self.interview)
        self.work_out()

    def show_prospects(self, found: Prospects | None) -> None:
        """Show how sure the advice is and what would change it, between what is known at once."""
        self._found = found
        self._show_lines()

    def _show_lines(self) -> None:
        told = lines(self.interview.advice, self._found, whole=self._whole)
        self.query_one("#told", EntryList).show(told)

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Show the rest, or what the line rests on."""
        if event.key.startswith(MORE):
            event.stop()
            event.prevent_default()
            self.action_more()
            self.query_one("#told", EntryList).mark(event.key.removeprefix(MORE))

    def action_more(self) -> None:
        """Show all lines, or the strongest only."""
        self._whole = not self._whole
        self._show_lines()
