"""What screens share however fast the keys come: a window closes once, the app ends quietly."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.events import Event, Mount, ScreenResume
from textual.screen import ModalScreen, Screen

Result = TypeVar("Result")


class Redraw(Event):
    """A screen is to draw what has changed."""


class EndsQuietly(Screen[Result]):
    """Draws nothing once the app ends: what it would draw on is gone, or never came."""

    async def on_event(self, event: Event) -> None:
        """Leave what only draws, where the app has been quit meanwhile."""
        if self.is_attached or not isinstance(event, (Mount, ScreenResume, Redraw)):
            await super().on_event(event)


class ClosesOnce(EndsQuietly[Result]):
    """A second answer, typed before the first took the screen away, is not an answer."""

    _answered = False

    @property
    def may_answer(self) -> bool:
        """Whether it is in front and not answered yet; what it does with an answer waits on that.

        A key that was pressed in quick succession may have opened another window over it.
        """
        # Textual calls a screen current under another one, too; to dismiss it would close that one.
        return self.app.screen is self and not self._answered

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with an answer, the first that is given."""
        if not self.may_answer:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)


# Textual takes styles and component classes from the first base alone.
class Window(ModalScreen[Result], ClosesOnce[Result]):
    """A modal screen of this app."""
