"""What the windows over a mode share: each closes once, however fast the keys come."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen

Result = TypeVar("Result")


class ClosesOnce(Screen[Result]):
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
