"""A window that asks which question an axis of the decision map stands for."""

from __future__ import annotations

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from advisor.tui.keys import bind, named
from advisor.tui.screens.window import Window
from advisor.tui.widgets.entry_list import Entry, EntryList

HINT = "{list.open} takes the marked question, {axes.close} closes."


class AxesScreen(Window[str | None]):
    """Answers with the id of a question, or None."""

    CSS_PATH = "axes.tcss"
    BINDINGS = [
        bind("escape,q", "dismiss(None)", "Close", "Leave the map as it is", "axes.close"),
    ]

    def __init__(self, title: str, entries: Iterable[Entry], marked: str) -> None:
        """Offer `entries`, with the one of the key `marked` under the cursor."""
        super().__init__()
        self._title = title
        self._entries = tuple(entries)
        self._marked = marked

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="window"):
            yield Static(Content(self._title), classes="title")
            yield EntryList(self._entries)
            yield Static(named(HINT), classes="hint")

    def on_mount(self) -> None:
        """Let the keys walk the list."""
        found = self.query_one(EntryList)
        found.mark(self._marked)
        found.focus()

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Take that question."""
        event.stop()
        self.dismiss(event.key.partition(":")[2])
