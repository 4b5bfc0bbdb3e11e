"""Choices to mark with the arrows and to take with Enter; state shows by shape, not by colour.

The stock RadioSet marks a moment after the key, so keys in quick succession go astray in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question
from advisor.tui.keys import bind, named
from advisor.tui.widgets.field import Asked, Field
from advisor.tui.widgets.options import Options

MARK = "↑ ↓ mark a choice, {choices.take} takes it. {interview.dont_know} if you don't know."
UNMARKED = (
    "Mark a choice with the arrow keys, then press {choices.take}; "
    "{interview.dont_know} if you don't know."
)


@dataclass(frozen=True)
class Choice:
    """One choice: its value, its label and one line of help."""

    value: Scalar
    label: str
    help: str = ""


class Choices(Options, Field):
    """One choice a line, drawn as a radio button; the mark follows the arrows."""

    DEFAULT_CSS = """
    Choices {
        border: none;
        padding: 0 1;
        background: transparent;
        height: auto;
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option-highlighted { background: transparent; text-style: bold; }
        &:focus > .option-list--option-highlighted {
            background: transparent; color: $text-accent; text-style: bold;
        }
    }
    """
    BINDINGS = [
        bind("enter", "take", "Take", "Take the marked choice and go on", "choices.take"),
    ]

    def __init__(self) -> None:
        """Begin without a choice."""
        # The base class watches the cursor as soon as it is made.
        self._choices: tuple[Choice, ...] = ()
        self._drawn: int | None = None
        super().__init__(markup=False)

    @property
    def hint(self) -> str:
        """What to say under it before anything is marked."""
        return named(MARK)

    def put(self, asked: Asked) -> None:
        """Show the choices of a question, with the one of its value marked."""
        self._drawn, self._choices = None, _choices(asked.question)
        self.set_options(Option(_line(choice, marked=False)) for choice in self._choices)
        places = [at for at, choice in enumerate(self._choices) if choice.value == asked.value]
        with self.prevent(OptionList.OptionHighlighted, Field.Told):
            self.highlighted = places[0] if places and asked.value is not None else None

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Move the mark to the choice under the cursor."""
        super().watch_highlighted(highlighted)
        for place in (self._drawn, highlighted):
            if place is not None:
                line = _line(self._choices[place], marked=place == highlighted)
                self.replace_option_prompt_at_index(place, line)
        if highlighted is not None:
            self.tell(self._choices[highlighted].help)
        self._drawn = highlighted

    def action_take(self) -> None:
        """Take the marked choice."""
        if self.highlighted is None:
            self.tell(named(UNMARKED), fault=True)
        else:
            self.take(self._choices[self.highlighted].value)


def _choices(question: Question) -> tuple[Choice, ...]:
    if question.kind == "yes_no":
        return Choice(True, "Yes"), Choice(False, "No")
    return tuple(Choice(entry.value, entry.label, entry.help) for entry in question.choice)


def _line(choice: Choice, *, marked: bool) -> Content:
    return Content(f"({'x' if marked else ' '}) {choice.label}")
