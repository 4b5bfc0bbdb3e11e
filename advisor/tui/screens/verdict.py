"""The verdict: what is recommended, how sure that is, and all that follows, to read and to open."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from advisor.records import words
from advisor.tui import phrases
from advisor.tui.keys import bind
from advisor.tui.phrases import Prospects
from advisor.tui.screens.base import ModeScreen
from advisor.tui.widgets.entry_list import Entry, EntryList
from advisor.tui.widgets.title_bar import TitleBar
from advisor.tui.widgets.verdict_bars import VerdictBars

MOST_REASONS = 6


class VerdictScreen(ModeScreen):
    """Shows the advice whole; from a line Enter leads to what it rests on."""

    CSS_PATH = "verdict.tcss"
    BINDINGS = [
        bind(
            "ctrl+s,s",
            "save",
            "Save answers",
            "Save the answers to a TOML file that you name",
            "session.save",
            show=True,
        ),
        bind(
            "ctrl+r,e",
            "export",
            "Export record",
            "Write the decision record as markdown to a file that you name",
            "session.export",
            show=True,
        ),
    ]

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
        self.query_one("#headline", Static).update(Content(words.headline(advice)))
        self.query_one(VerdictBars).bars = phrases.bars(self.interview)
        self.work_out()

    def show_prospects(self, found: Prospects | None) -> None:
        """Show how sure the advice is and what would change it, between what is known at once."""
        self.query_one("#told", EntryList).show(self._lines(found))

    def _lines(self, found: Prospects | None) -> Iterator[Entry]:
        advice = self.interview.advice
        yield Entry("", "How sure", "\n".join(found.how_sure) if found else phrases.WORKING)
        yield from _section("Ruled out", list(phrases.gates(advice)))
        yield from _section("First, before any training", list(phrases.first(advice)))
        yield from _section("Add to it", list(phrases.additions(advice)))
        rules = [entry for entry in phrases.evidence(advice) if not entry.key.startswith("gate:")]
        yield from _section("Why, strongest evidence first", rules[:MOST_REASONS])
        yield from _section("Pitfalls of this case, worst first", list(phrases.pitfalls(advice)))
        yield from phrases.outlook(found)
        yield from _section("What published guides would say", list(phrases.guides(advice)))


def _section(title: str, entries: list[Entry]) -> Iterator[Entry]:
    if entries:
        yield Entry("", title)
        yield from entries
