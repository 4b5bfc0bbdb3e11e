"""A field to search a list with: letters go into it, arrows move in the list."""

from __future__ import annotations

from textual.message import Message
from textual.widgets import Input

from advisor.tui.keys import bind


class SearchField(Input):
    """Posts Moved for the keys that belong to the list below."""

    BINDINGS = [
        bind("down", "move('cursor_down')", "Down", "The next line of the list", "search.down"),
        bind("up", "move('cursor_up')", "Up", "The line before in the list", "search.up"),
        bind("pagedown", "move('page_down')", "Page down", "A page on in the list", "search.on"),
        bind("pageup", "move('page_up')", "Page up", "A page back in the list", "search.back"),
        bind("escape", "clear", "Clear", "Clear the search", "search.clear"),
    ]

    class Moved(Message):
        """The cursor of the list should move."""

        def __init__(self, action: str) -> None:
            self.action = action
            super().__init__()

    def action_move(self, action: str) -> None:
        """Pass a move on to the list."""
        self.post_message(self.Moved(action))

    def action_clear(self) -> None:
        """Take back what was typed."""
        self.value = ""
