"""What every field that takes an answer says to the card around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question


@dataclass(frozen=True)
class Asked:
    """A question with what is known of its answer.

    `state` says where the present value came from, `reason` why it is asked now; `shown` puts a
    value in words, `models` are ids with their titles.
    """

    question: Question
    value: Scalar | None
    state: str
    shown: Callable[[Scalar], str]
    models: tuple[tuple[str, str], ...] = ()
    reason: str = ""


class Field(Widget):
    """A widget that takes answers, of whatever kind fits; it stays for the next question."""

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

    @property
    def hint(self) -> str:
        """What to say under it before anything is marked or typed."""
        raise NotImplementedError

    def put(self, asked: Asked) -> None:
        """Take answers to another question from now on."""
        raise NotImplementedError

    @property
    def entry(self) -> Widget:
        """The widget that takes the keys."""
        return self

    def take(self, value: Scalar) -> None:
        """Pass an answer on."""
        self.leave()
        self.post_message(self.Taken(value))

    def leave(self) -> None:
        """Let what is typed from now on be meant for the question after this."""
        # The keys of any other widget pass by the screen anyway, and losing focus costs a repaint.
        if self.entry is not self:
            self.screen.set_focus(None)

    def tell(self, text: str, *, fault: bool = False) -> None:
        """Have the card say something."""
        self.post_message(self.Told(text, fault=fault))
