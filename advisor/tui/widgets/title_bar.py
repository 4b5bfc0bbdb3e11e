"""The top line: where one is on the left, what is recommended on the right."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static

MUTED = "$foreground 70%"


class TitleBar(Widget):
    """Three short texts on one line; drawn as one widget, since no change of it moves another."""

    DEFAULT_CSS = "TitleBar { height: 1; padding: 0 1; background: $panel; color: $text; }"

    place: reactive[str] = reactive("")
    note: reactive[str] = reactive("")
    leader: reactive[str] = reactive("")

    def show(self, place: str, leader: str) -> None:
        """Show where one is and what is recommended."""
        self.place, self.leader = place, leader

    def render(self) -> Content:
        """Draw the line: what is recommended whole, the rest as far as there is room."""
        width = self.content_size.width
        right = Content.styled(self.leader, "bold")
        note = f"{self.note}  " if self.note else ""
        room = max(0, width - right.cell_length - 1)
        left = Content(self.place).truncate(max(0, room - len(note)), ellipsis=True)
        middle = Content.styled(note.rjust(room - left.cell_length + 1), MUTED)
        return Content.assemble(left, middle, right)


class TooSmall(Static):
    """What stands in place of a screen that the window is too small for."""

    DEFAULT_CSS = """
    TooSmall { display: none; width: 1fr; height: 1fr; content-align: center middle; }
    """

    def __init__(self) -> None:
        """Say what to do."""
        told = "Make the window bigger (60 x 18 at least),\nor use: advisor --answers FILE.toml"
        super().__init__(Content(told), id="too-small")
