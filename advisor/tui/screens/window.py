"""What the windows over a mode share: each closes once, however fast the keys come."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette
from textual.screen import ModalScreen, Screen

from advisor.tui.keys import bind

Result = TypeVar("Result")


class ClosesOnce(Screen[Result]):
    """A second answer, typed before the first took the screen away, is not an answer."""

    _answered = False

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with an answer, the first that is given."""
        if self._answered or not self.is_current:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)


# Textual takes styles and component classes from the first base alone.
class Window(ModalScreen[Result], ClosesOnce[Result]):
    """A modal screen of this app."""


class Menu(CommandPalette, ClosesOnce[None]):
    """The command palette."""

    BINDINGS = [
        bind("pagedown", "page('page_down')", "Page down", "A page on", "menu.page_down"),
        bind("pageup", "page('page_up')", "Page up", "A page back", "menu.page_up"),
    ]

    def action_page(self, action: str) -> None:
        """Go a page on or back, where there is a page: before it is laid out a list has none."""
        listed = self.query_one(CommandList)
        if listed.size.height:
            getattr(listed, f"action_{action}")()
