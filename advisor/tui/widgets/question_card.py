"""The question that is being asked: its text, why it is asked, and the field for the answer."""

from __future__ import annotations

from importlib import import_module

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from advisor.knowledge.conditions import Scalar
from advisor.tui.widgets.field import Asked, Field
from advisor.tui.widgets.passage import Passage

# More choices than these want more room than a small window has for a question.
FEW = 6

# Where the field for each kind of question stands: the first question waits for its own alone.
FIELDS = {
    "choice": "choices:Choices",
    "yes_no": "choices:Choices",
    "integer": "number_field:NumberField",
    "number": "number_field:NumberField",
    "share": "number_field:NumberField",
    "model": "model_field:ModelField",
}


def _field(place: str) -> type[Field]:
    module, _, name = place.partition(":")
    found: type[Field] = getattr(import_module(f"advisor.tui.widgets.{module}"), name)
    return found


class QuestionCard(Vertical):
    """One question at a time; it posts Answered when the user takes an answer."""

    DEFAULT_CSS = """
    QuestionCard { height: auto; }
    QuestionCard > #text { text-style: bold; }
    QuestionCard > #why { color: $text-muted; }
    QuestionCard > #reason { color: $text-accent; min-height: 1; }
    QuestionCard > #told { color: $text-muted; padding-left: 1; }
    QuestionCard > #offer { color: $text-success; padding-left: 1; }
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
        yield Passage(id="text")
        yield Passage(id="why")
        yield Passage(id="reason")
        yield Passage(id="told")
        yield Passage(id="offer")

    async def ask(self, asked: Asked) -> None:
        """Show another question."""
        self._asked = asked
        field = await self._field(_field(FIELDS[asked.question.kind]))
        if not field.is_attached:
            return  # a key closed the window before its field was there
        field.put(asked)
        self.query_one("#text", Passage).say(asked.question.text)
        self.query_one("#why", Passage).say(f"Why we ask: {asked.question.why}")
        self.give_reason(asked.reason)
        self.query_one("#offer", Passage).hold()
        self.tell(asked.state or field.hint)
        long = len(asked.question.choice) > FEW or asked.question.kind == "model"
        self.set_class(long, "-long")
        self.screen.set_focus(field.entry)

    async def _field(self, kind: type[Field]) -> Field:
        """Return the field of a kind, made when it is first needed, the others out of sight."""
        fields = self._fields()
        for other in fields:
            other.display = isinstance(other, kind)
        found = next((field for field in fields if isinstance(field, kind)), None)
        if found is None:
            found = kind()
            await self.mount(found, before="#told")
        return found

    def _fields(self) -> list[Field]:
        return [child for child in self.children if isinstance(child, Field)]

    def to_field(self) -> None:
        """Give the field the focus, at once."""
        for field in self._fields():
            if field.display:
                self.screen.set_focus(field.entry)

    def leave(self) -> None:
        """Let the field take no more of what is typed."""
        for field in self._fields():
            if field.display:
                field.leave()

    def give_reason(self, text: str) -> None:
        """Say why the question is asked now; the line stays where there is no reason."""
        self.query_one("#reason", Passage).say(text or " ")

    def offer(self, text: str) -> None:
        """Say that one may stop here."""
        self.query_one("#offer", Passage).say(text)

    def tell(self, text: str, *, fault: bool = False) -> None:
        """Say something under the field."""
        told = self.query_one("#told", Passage)
        told.set_class(fault, "-fault")
        told.say(f"! {text}" if fault else text)

    def on_field_told(self, event: Field.Told) -> None:
        """Say under the field what the field has to say."""
        event.stop()
        self.tell(event.text, fault=event.fault)

    def on_field_taken(self, event: Field.Taken) -> None:
        """Pass the answer on with its question."""
        event.stop()
        if self._asked is not None:
            self.post_message(self.Answered(self._asked.question.id, event.value))
