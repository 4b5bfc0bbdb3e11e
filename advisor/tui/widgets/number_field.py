"""A field for a number, that says at once how it reads what is typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from advisor.answers.parse import typed
from advisor.errors import AnswersError
from advisor.knowledge.conditions import Scalar
from advisor.tui.keys import named
from advisor.tui.widgets.field import Asked, Field


class NumberField(Vertical, Field):
    """An input for one number question; it keeps what was typed when that is no answer."""

    DEFAULT_CSS = "NumberField { height: auto; } NumberField > Input { max-width: 40; }"

    def __init__(self) -> None:
        """Begin without a question."""
        super().__init__()
        self._asked: Asked | None = None
        self._begin = ""

    def compose(self) -> ComposeResult:
        """Lay out the input."""
        yield Input()

    @property
    def hint(self) -> str:
        """What to say under it before anything is typed."""
        return named("Enter takes the number. {interview.dont_know} if you don't know.")

    def put(self, asked: Asked) -> None:
        """Ask for another number, beginning with what is known."""
        self._asked = asked
        self._begin = "" if asked.value is None else _plain(asked.value)
        examples = ", ".join(asked.question.examples)
        field = self.query_one(Input)
        field.placeholder = f"such as {examples}" if examples else ""
        with field.prevent(Input.Changed):
            field.value = self._begin
            field.cursor_position = len(self._begin)

    @property
    def entry(self) -> Input:
        """The input."""
        return self.query_one(Input)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell how the text reads as a number."""
        event.stop()
        # The text it begins with is not news: the card says where that came from.
        if event.value == self._begin or self._asked is None:
            return
        self._begin = event.value
        question = self._asked.question
        try:
            value = typed(question, event.value)
        except AnswersError:
            self.tell("")
        else:
            unit = f" {question.unit}" if question.unit else ""
            self.tell(f"= {self._asked.shown(value)}{unit}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the number, or tell what is wrong with it."""
        event.stop()
        if self._asked is None:
            return
        if not event.value.strip():
            told = named("Type a number, or press {interview.dont_know} for don't know.")
            self.tell(told, fault=True)
            return
        try:
            value = typed(self._asked.question, event.value)
        except AnswersError as fault:
            problem = fault.problems[0]
            self.tell(f"{problem.what}: {problem.to_do}", fault=True)
        else:
            self.take(value)


def _plain(value: Scalar) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
