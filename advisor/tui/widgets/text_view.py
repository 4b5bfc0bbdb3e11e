"""A long text to scroll: only the lines in sight are drawn, as plain text."""

from __future__ import annotations

import textwrap

from rich.cells import cell_len, chop_cells
from rich.segment import Segment
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip


class TextView(ScrollView, can_focus=True):
    """Wraps at the width of the window; a text of thousands of lines costs no more than one."""

    DEFAULT_CSS = "TextView { height: 1fr; overflow-x: hidden; }"

    _text = ""
    _lines: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show(self, text: str) -> None:
        """Show another text from its beginning."""
        self._text = text
        self._wrap()
        self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Wrap at the new width."""
        self._wrap()

    def _wrap(self) -> None:
        width = max(1, self.scrollable_content_region.width)
        self._lines = tuple(
            part for line in self._text.splitlines() for part in wrapped(line, width)
        )
        self.virtual_size = Size(width, len(self._lines))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        place = self.scroll_offset.y + y
        text = self._lines[place] if place < len(self._lines) else ""
        width = self.scrollable_content_region.width
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(width, self.rich_style)


def wrapped(line: str, width: int) -> list[str]:
    """Return a line in parts of at most `width` cells, broken between words where that can be."""
    if cell_len(line) <= width:
        return [line]
    parts = textwrap.wrap(line, width, replace_whitespace=False, break_on_hyphens=False)
    return [piece for part in parts for piece in chop_cells(part, width)]
