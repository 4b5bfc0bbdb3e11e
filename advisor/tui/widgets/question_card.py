"""The question that is being asked: its text, why it is asked, and the field for the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question
from advisor.tui.widgets.choices import Choice, Choices
from advisor.tui.widgets.field import Field
from advisor.tui.widgets.model_field import SEARCH, ModelField
from advisor.tui.widgets.number_field import NumberField

MARK = "↑ ↓ mark a choice, Enter takes it. F2 if you don't know."
# More choices than these want more room than a small window has for a question.
FEW = 6
TYPE = "Enter takes the number. F2 if you don't know."


@dataclass(frozen=True)
class Asked:
    """A question with what is known of its answer.

    `state` says where the present value came from, `shown` puts a value in words.
    """

    question: Question
    value: Scalar | None
    state: str
    shown: Callable[[Scalar], str]
    models: tuple[tuple[str, str], ...] = ()


def _choices(asked: Asked) -> Field:
    entries = asked.question.choice
    choices = tuple(Choice(entry.value, entry.label, entry.help) for entry in entries)
    return Choices(choices, asked.value)


def _yes_no(asked: Asked) -> Field:
    return Choices((Choice(True, "Yes"), Choice(False, "No")), asked.value)


def _number(asked: Asked) -> Field:
    return NumberField(asked.question, asked.value, asked.shown)


def _model(asked: Asked) -> Field:
    return ModelField(asked.question, asked.value, asked.models)


# Which field asks which kind of question, and what it says before anything is marked or typed.
FIELDS: dict[str, tuple[Callable[[Asked], Field], str]] = {
    "choice": (_choices, MARK),
    "yes_no": (_yes_no, MARK),
    "integer": (_number, TYPE),
    "number": (_number, TYPE),
    "share": (_number, TYPE),
    "model": (_model, SEARCH),
}


class QuestionCard(Vertical):
    """One question at a time; it posts Answered when the user takes an answer."""

    DEFAULT_CSS = """
    QuestionCard { height: auto; }
    QuestionCard > #text { text-style: bold; }
    QuestionCard > #why { color: $text-muted; margin-bottom: 1; }
    QuestionCard > #field { height: auto; }
    QuestionCard > #told { color: $text-muted; padding-left: 1; margin-top: 1; }
    QuestionCard.-long > #told { margin-top: 0; }
    QuestionCard > #told.-fault { color: $text-error; text-style: bold; }
    """

    class Answered(Message):
        """The user answers a question."""

        def __init__(self, question: str, value: Scalar) -> None:
            self.question = question
            self.value = value
            super().__init__()

    def __init__(self) -> None:
        """Begin without a question."""
        super().__init__()
        self._asked: Asked | None = None

    def compose(self) -> ComposeResult:
        """Lay out the text, the reason, the place of the field and the line under it."""
        yield Static(id="text", markup=False)
        yield Static(id="why", markup=False)
        yield Vertical(id="field")
        yield Static(id="told", markup=False)

    async def ask(self, asked: Asked) -> None:
        """Show another question."""
        self._asked = asked
        make, hint = FIELDS[asked.question.kind]
        field = make(asked)
        place = self.query_one("#field")
        with self.app.batch_update():
            self.query_one("#text", Static).update(Content(asked.question.text))
            self.query_one("#why", Static).update(Content(f"Why we ask: {asked.question.why}"))
            self.tell(asked.state or hint)
            long = len(asked.question.choice) > FEW or asked.question.kind == "model"
            self.set_class(long, "-long")
            # Else the focus falls on whatever comes next, and a key typed ahead with it.
            self.screen.set_focus(None)
            await place.remove_children()
            await place.mount(field)
        self.to_field()

    def to_field(self) -> None:
        """Give the field the focus, at once."""
        for field in self.query_one("#field").children:
            self.screen.set_focus(field if field.can_focus else field.query_one(Input))

    def tell(self, text: str, *, fault: bool = False) -> None:
        """Say something under the field."""
        told = self.query_one("#told", Static)
        told.set_class(fault, "-fault")
        told.update(Content(f"! {text}" if fault else text))

    def on_field_told(self, event: Field.Told) -> None:
        """Say under the field what the field has to say."""
        event.stop()
        self.tell(event.text, fault=event.fault)

    def on_field_taken(self, event: Field.Taken) -> None:
        """Pass the answer on with its question."""
        event.stop()
        if self._asked is not None:
            self.post_message(self.Answered(self._asked.question.id, event.value))
