"""A window with every answer so far, to go back to one."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from advisor.tui.keys import bind, named
from advisor.tui.screens.window import Window
from advisor.tui.widgets.entry_list import Entry, EntryList

HINT = "{list.open} changes the marked answer, {answers.close} closes."


class AnswersScreen(Window[str | None]):
    """Answers with the id of a question to go to, or None."""

    CSS_PATH = "answers.tcss"
    BINDINGS = [
        bind(
            "escape,f4,a,q",
            "dismiss(None)",
            "Close",
            "Back to the question",
            "answers.close",
            show=True,
        ),
    ]

    def __init__(self, entries: Iterable[Entry]) -> None:
        """Show `entries`."""
        super().__init__()
        self._entries = tuple(entries) or (Entry("", "", "Nothing is answered yet."),)

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="window"):
            yield Static("Your answers", classes="title")
            yield EntryList(self._entries)
            yield Static(named(HINT), classes="hint")

    def on_mount(self) -> None:
        """Let the keys walk the list."""
        self.query_one(EntryList).focus()

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Go to that question."""
        event.stop()
        self.dismiss(event.key.partition(":")[2])
