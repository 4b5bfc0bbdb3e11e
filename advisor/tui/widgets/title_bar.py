"""The top line: where one is on the left, what is recommended on the right."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static


class TitleBar(Horizontal):
    """Two short texts on one line."""

    DEFAULT_CSS = """
    TitleBar { height: 1; padding: 0 1; background: $panel; color: $text; }
    TitleBar > #place { width: 1fr; text-wrap: nowrap; text-overflow: ellipsis; }
    TitleBar > #leader { width: auto; text-style: bold; padding-left: 2; }
    """

    def compose(self) -> ComposeResult:
        """Lay out both texts."""
        yield Static(id="place", markup=False)
        yield Static(id="leader", markup=False)

    def show(self, place: str, leader: str) -> None:
        """Show other texts."""
        self.query_one("#place", Static).update(Content(place))
        self.query_one("#leader", Static).update(Content(leader))


class TooSmall(Static):
    """What stands in place of a screen that the window is too small for."""

    DEFAULT_CSS = """
    TooSmall { display: none; width: 1fr; height: 1fr; content-align: center middle; }
    """

    def __init__(self) -> None:
        """Say what to do."""
        told = "Make the window bigger (60 x 18 at least),\nor use: advisor --answers FILE.toml"
        super().__init__(Content(told), id="too-small")
