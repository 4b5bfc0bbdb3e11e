"""The decision map: a letter in every cell, brackets where you are, and a cursor to move."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from advisor.tui.keys import bind
from advisor.tui.widgets.verdict_bars import MUTED

LABEL, NARROWEST, WIDEST = 20, 4, 9
# One look for each option, in their fixed order; what cannot be has none.
LOOKS = (
    ("$text-primary", "$primary-muted"),
    ("$text-accent", "$accent-muted"),
    ("$text-success", "$success-muted"),
)


@dataclass(frozen=True)
class Picture:
    """A map in words: labels, and in each cell the letter of an option, its look and its place.

    `cells` are (letter, look) by row, from the lowest, and column; `here` is a column and a row,
    each None where that answer is not known.
    """

    across: str
    down: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[tuple[str, int | None], ...], ...]
    here: tuple[int | None, int | None]
    legend: str


class MapView(Widget, can_focus=True):
    """A map to walk with the arrows; it posts Moved, and Chosen on Enter."""

    DEFAULT_CSS = "MapView { height: 1fr; }"
    BINDINGS = [
        bind("left", "step(-1, 0)", "Left", "Move the cursor of the map", "map.left"),
        bind("right", "step(1, 0)", "Right", "Move the cursor of the map", "map.right"),
        bind("up", "step(0, 1)", "Up", "Move the cursor of the map", "map.up"),
        bind("down", "step(0, -1)", "Down", "Move the cursor of the map", "map.down"),
        bind("home", "to_here", "You are here", "Move the cursor to where you are", "map.here"),
        bind("enter", "choose", "Try this", "Try the answers of the marked cell", "map.choose"),
    ]

    picture: reactive[Picture | None] = reactive(None, layout=True)
    cursor: reactive[tuple[int, int]] = reactive((0, 0))

    class Moved(Message):
        """The cursor has moved to a cell."""

        def __init__(self, column: int, row: int) -> None:
            self.column = column
            self.row = row
            super().__init__()

    class Chosen(Moved):
        """The user wants to try the answers of a cell."""

    def show(self, picture: Picture | None, *, stay: bool) -> None:
        """Show another map, the cursor where you are, or where it was if it is to stay."""
        self.picture = picture
        if picture is not None:
            at = self.cursor if stay else _middle(picture)
            self._move(*at)

    def _move(self, column: int, row: int) -> None:
        if self.picture is not None:
            last_column, last_row = len(self.picture.columns) - 1, len(self.picture.rows) - 1
            self.cursor = (min(max(column, 0), last_column), min(max(row, 0), last_row))
            self.post_message(self.Moved(*self.cursor))

    def action_step(self, across: int, up: int) -> None:
        """Move the cursor by one cell."""
        self._move(self.cursor[0] + across, self.cursor[1] + up)

    def action_to_here(self) -> None:
        """Move the cursor to where the answers stand."""
        if self.picture is not None:
            self._move(*_middle(self.picture))

    def action_choose(self) -> None:
        """Ask to try the answers of the marked cell."""
        if self.picture is not None:
            self.post_message(self.Chosen(*self.cursor))

    def get_content_height(self, _container: Size, _viewport: Size, _width: int) -> int:
        """Return the lines that all rows take at their tallest."""
        return 2 + 2 * (len(self.picture.rows) if self.picture is not None else 1)

    def render(self) -> Content:
        """Draw as many rows around the cursor as there is room for."""
        picture = self.picture
        if picture is None:
            return Content.styled("Working it out…", MUTED)
        room = self.content_size.height - 2
        width = (self.content_size.width - LABEL - 2) // max(1, len(picture.columns))
        width = min(WIDEST, max(NARROWEST, width))
        tall = 2 * len(picture.rows) <= room
        shown = max(1, room // (2 if tall else 1))
        top = min(len(picture.rows), max(self.cursor[1] + 1, shown))
        lines = [Content.styled(f"↑ {picture.down}", MUTED)]
        for row in reversed(range(max(0, top - shown), top)):
            lines += self._row(picture, row, width, tall=tall)
        lines.append(Content.styled(f"{'':{LABEL}}  {picture.across} →", MUTED))
        return Content("\n").join(lines)

    def _row(self, picture: Picture, row: int, width: int, *, tall: bool) -> list[Content]:
        label = picture.rows[row]
        label = label if len(label) <= LABEL else f"{label[: LABEL - 1]}…"
        marked = "bold" if row == self.cursor[1] else MUTED
        upper: list[tuple[str, str]] = [(label.rjust(LABEL) + "  ", marked)]
        lower: list[tuple[str, str]] = [(" " * (LABEL + 2), "")]
        for column, (letter, look) in enumerate(picture.cells[row]):
            text = f"[{letter}]" if (column, row) == picture.here else f" {letter} "
            style, edge = "$foreground 60%", "$background"
            if look is not None:
                ink, edge = LOOKS[look % len(LOOKS)]
                style = f"bold {ink} on {edge}"
            if (column, row) == self.cursor:
                text = f"›{text.strip()}‹"
                style = f"bold reverse {style.removeprefix('bold ')}" if self.has_focus else style
            upper += [(text.center(width - 1), style), (" ", "")]
            lower += [("▀" * (width - 1), edge), (" ", "")]
        made = [Content.assemble(*upper)]
        return [*made, Content.assemble(*lower)] if tall else made


def _middle(picture: Picture) -> tuple[int, int]:
    column, row = picture.here
    return column or 0, row or 0
