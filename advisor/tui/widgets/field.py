"""What every field that takes an answer says to the card around it."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget

from advisor.knowledge.conditions import Scalar


class Field(Widget):
    """A widget that takes an answer, of whatever kind fits."""

    class Taken(Message):
        """The user takes this value as the answer."""

        def __init__(self, value: Scalar) -> None:
            self.value = value
            super().__init__()

    class Told(Message):
        """There is something to say about what is marked or typed."""

        def __init__(self, text: str, *, fault: bool = False) -> None:
            self.text = text
            self.fault = fault
            super().__init__()

    def take(self, value: Scalar) -> None:
        """Pass an answer on; what is typed from now on is meant for the question after this."""
        self.screen.set_focus(None)
        self.post_message(self.Taken(value))

    def tell(self, text: str, *, fault: bool = False) -> None:
        """Have the card say something."""
        self.post_message(self.Told(text, fault=fault))
