"""A window with one entry of the knowledge told whole, and its sources to open."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from advisor.tui.details import Detail
from advisor.tui.widgets.entry_list import EntryList


class DetailScreen(ModalScreen[None]):
    """Closed with Escape."""

    CSS_PATH = "detail.tcss"
    BINDINGS = [
        Binding(
            "escape,q",
            "dismiss(None)",
            "Close",
            id="detail.close",
            tooltip="Back to where you were",
        ),
        Binding(
            "pagedown,space",
            "scroll(1)",
            "Down",
            id="detail.down",
            tooltip="Read on in the text",
        ),
        Binding(
            "pageup",
            "scroll(-1)",
            "Up",
            id="detail.up",
            tooltip="Read back in the text",
        ),
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
            keys = "↑ ↓ choose a source, o opens its address. PgDn reads on. Escape closes."
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
