"""What the windows over a mode share: each closes once, however fast the keys come."""

from __future__ import annotations

from typing import TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen

Result = TypeVar("Result")


class Window(ModalScreen[Result]):
    """A modal screen; a second answer, typed before the first took it away, is not an answer."""

    _answered = False

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with an answer, the first that is given."""
        if self._answered or not self.is_current:
            return AwaitComplete()
        self._answered = True
        return super().dismiss(result)
