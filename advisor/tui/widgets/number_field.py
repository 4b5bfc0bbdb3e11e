"""A field for a number, that says at once how it reads what is typed."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from advisor.answers.parse import typed
from advisor.errors import AnswersError
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question
from advisor.tui.widgets.field import Field


class NumberField(Vertical, Field):
    """An input for one number question; it keeps what was typed when that is no answer."""

    DEFAULT_CSS = "NumberField { height: auto; } NumberField > Input { max-width: 40; }"

    def __init__(
        self, question: Question, value: Scalar | None, shown: Callable[[Scalar], str]
    ) -> None:
        """Ask for `question`, beginning with `value`; `shown` puts a value in words."""
        super().__init__()
        self._question = question
        self._begin = "" if value is None else _plain(value)
        self._shown = shown

    def compose(self) -> ComposeResult:
        """Lay out the input."""
        examples = ", ".join(self._question.examples)
        hint = f"such as {examples}" if examples else ""
        yield Input(self._begin, placeholder=hint)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell how the text reads as a number."""
        event.stop()
        # The text it begins with is not news: the card says where that came from.
        if event.value == self._begin:
            return
        self._begin = event.value
        try:
            value = typed(self._question, event.value)
        except AnswersError:
            self.tell("")
        else:
            unit = f" {self._question.unit}" if self._question.unit else ""
            self.tell(f"= {self._shown(value)}{unit}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the number, or tell what is wrong with it."""
        event.stop()
        if not event.value.strip():
            self.tell("Type a number, or press F2 for don't know.", fault=True)
            return
        try:
            value = typed(self._question, event.value)
        except AnswersError as fault:
            problem = fault.problems[0]
            self.tell(f"{problem.what}: {problem.to_do}", fault=True)
        else:
            self.take(value)


def _plain(value: Scalar) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
