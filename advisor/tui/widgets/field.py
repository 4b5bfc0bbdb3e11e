"""What every field that takes an answer says to the card around it."""

from __future__ import annotations

from textual.message import Message

from advisor.knowledge.conditions import Scalar


class Field:
    """The messages of a field; the field itself is a widget of whatever kind fits."""

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
