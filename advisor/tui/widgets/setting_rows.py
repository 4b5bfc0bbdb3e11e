"""Settings one below the other: up and down choose one, left and right change it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from advisor.tui.keys import bind

LABEL = 16
MUTED = "$foreground 60%"


@dataclass(frozen=True)
class SettingRow:
    """One setting as it is shown; an arrow on either side says that there is more there."""

    id: str
    label: str
    value: str
    less: bool
    more: bool
    help: str = ""


class SettingRows(Widget, can_focus=True):
    """The rows, with a cursor; it posts Stepped and never changes a value itself."""

    DEFAULT_CSS = """
    SettingRows { height: auto; width: 1fr; }
    """
    BINDINGS = [
        bind("up", "move(-1)", "Up", "The setting above", "setting.up"),
        bind("down", "move(1)", "Down", "The setting below", "setting.down"),
        bind("left,minus", "step(-1)", "Less", "The value before", "setting.less"),
        bind("right,plus", "step(1)", "Change", "The value after", "setting.more", show=True),
    ]

    rows: reactive[tuple[SettingRow, ...]] = reactive((), layout=True)
    cursor: reactive[int] = reactive(0)

    class Stepped(Message):
        """The user wants the value before (-1) or after (1) of a setting."""

        def __init__(self, setting: str, by: int) -> None:
            self.setting = setting
            self.by = by
            super().__init__()

    def watch_rows(self) -> None:
        """Keep the cursor on a row."""
        self.cursor = min(self.cursor, max(0, len(self.rows) - 1))

    def render(self) -> Content:
        """Draw the rows, and below them what the marked one means."""
        lines = [self._line(place, row) for place, row in enumerate(self.rows)]
        help = self.rows[self.cursor].help if self.rows else ""
        return Content("\n").join([*lines, Content.styled(f"  {help}", MUTED)])

    def _line(self, place: int, row: SettingRow) -> Content:
        marked = place == self.cursor
        room = max(4, self.content_size.width - LABEL - 5)
        value = row.value if len(row.value) <= room else f"{row.value[: room - 1]}…"
        before, after = "◂" if row.less else " ", "▸" if row.more else " "
        text = f"{'›' if marked else ' '} {row.label.ljust(LABEL)}{before}{value}{after}"
        focused = marked and self.has_focus
        style = "bold $text-accent" if focused else "bold" if marked else ""
        return Content.styled(text, style)

    def action_move(self, by: int) -> None:
        """Move the cursor, round either end."""
        if self.rows:
            self.cursor = (self.cursor + by) % len(self.rows)

    def action_step(self, by: int) -> None:
        """Ask for another value of the marked setting."""
        if self.rows:
            self.post_message(self.Stepped(self.rows[self.cursor].id, by))

    def on_click(self, event: Click) -> None:
        """Mark the row that was clicked; on a marked one, step to the side of the click."""
        if not 0 <= event.y < len(self.rows):
            return
        if event.y == self.cursor:
            self.action_step(1 if event.x > self.size.width // 2 else -1)
        self.cursor = event.y
