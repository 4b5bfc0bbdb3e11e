"""A window with one entry of the knowledge told whole, and its sources to open."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from advisor.tui.details import Detail
from advisor.tui.keys import bind
from advisor.tui.widgets.entry_list import EntryList


class DetailScreen(ModalScreen[None]):
    """Closed with Escape."""

    CSS_PATH = "detail.tcss"
    BINDINGS = [
        bind(
            "escape,q",
            "dismiss(None)",
            "Close",
            "Back to where you were",
            "detail.close",
            show=True,
        ),
        bind("pagedown,space", "scroll(1)", "Down", "Read on", "detail.down", show=True),
        bind("pageup", "scroll(-1)", "Up", "Read back", "detail.up", show=True),
    ]

    def __init__(self, told: Detail) -> None:
        """Show `told`."""
        super().__init__()
        self._told = told

    def compose(self) -> ComposeResult:
        """Lay out the text and the sources."""
        with Vertical(classes="window"):
            yield Static(Content(self._told.title), classes="title")
            with VerticalScroll(id="text", can_focus=False):
                for label, text in self._told.parts:
                    if text:
                        head = (f"{label}: ", "bold $foreground 60%") if label else ""
                        yield Static(Content.assemble(head, text), classes="part")
            yield Static("Sources", classes="label")
            yield EntryList(self._told.sources)
            keys = "↑ ↓ choose, o opens the address, PgDn reads on, Escape closes."
            yield Static(keys, classes="hint")

    def on_mount(self) -> None:
        """Let the keys walk the sources."""
        self.query_one(EntryList).focus()

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Open the address of the source: there is nothing more to show of it here."""
        event.stop()
        self.query_one(EntryList).action_visit()

    def on_entry_list_visited(self, event: EntryList.Visited) -> None:
        """Open an address in the browser."""
        event.stop()
        self.app.open_url(event.url)

    def action_scroll(self, direction: int) -> None:
        """Scroll the text by most of a page."""
        text = self.query_one("#text", VerticalScroll)
        text.scroll_relative(y=direction * max(1, text.size.height - 1), animate=False)
