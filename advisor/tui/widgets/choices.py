"""Choices to mark with the arrows and to take with Enter; state shows by shape, not by colour."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding
from textual.content import Content
from textual.widgets import OptionList, RadioButton, RadioSet
from textual.widgets.option_list import Option

from advisor.knowledge.conditions import Scalar
from advisor.tui.widgets.field import Field

FEW = 6
UNMARKED = "Mark a choice with the arrow keys, then press Enter; F2 if you don't know."


@dataclass(frozen=True)
class Choice:
    """One choice: its value, its label and one line of help."""

    value: Scalar
    label: str
    help: str = ""


def choices_field(choices: tuple[Choice, ...], value: Scalar | None) -> RadioChoices | LongChoices:
    """Return the field that fits the number of choices, with `value` marked."""
    marked = next((at for at, choice in enumerate(choices) if choice.value == value), None)
    if value is None:
        marked = None
    if len(choices) <= FEW:
        return RadioChoices(choices, marked)
    return LongChoices(choices, marked)


class ShapeRadio(RadioButton):
    """A radio button whose state shows without colour."""

    # The sides are drawn in the colour of the button's background, and so would not be seen.
    BUTTON_LEFT = ""
    BUTTON_RIGHT = ""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802
        """The brackets with the mark between them."""
        return "(x)" if self.value else "( )"


class RadioChoices(RadioSet, Field):
    """A few choices as radio buttons; the mark follows the arrows."""

    DEFAULT_CSS = """
    RadioChoices {
        border: none;
        padding: 0;
        background: transparent;
        width: 1fr;
        &:focus { border: none; background-tint: transparent; }
        & > ShapeRadio { border: none; padding: 0 1; background: transparent; width: 1fr; }
        & > ShapeRadio > .toggle--button { background: transparent; color: $foreground 60%; }
        & > ShapeRadio.-on > .toggle--button { background: transparent; color: $accent; }
        &:focus > ShapeRadio.-selected > .toggle--label,
        &:blur > ShapeRadio.-selected > .toggle--label {
            background: transparent; color: $foreground; text-style: none;
        }
        &:focus > ShapeRadio.-on > .toggle--label {
            background: transparent; color: $text-accent; text-style: bold;
        }
        &:blur > ShapeRadio.-on > .toggle--label { text-style: bold; }
    }
    """
    BINDINGS = [
        Binding(
            "down,right",
            "mark_next",
            "Next choice",
            show=False,
            id="choices.next",
            tooltip="Mark the next choice",
        ),
        Binding(
            "up,left",
            "mark_previous",
            "Previous choice",
            show=False,
            id="choices.previous",
            tooltip="Mark the choice before",
        ),
        Binding(
            "enter",
            "take",
            "Take",
            show=False,
            id="choices.take",
            tooltip="Take the marked choice and go on",
        ),
        Binding(
            "space",
            "mark",
            "Mark",
            show=False,
            id="choices.mark",
            tooltip="Mark the choice under the cursor",
        ),
    ]

    def __init__(self, choices: tuple[Choice, ...], marked: int | None) -> None:
        """Show `choices`; `marked` is the place of the one to begin with."""
        buttons = [
            ShapeRadio(Content(choice.label), value=place == marked)
            for place, choice in enumerate(choices)
        ]
        super().__init__(*buttons)
        self._choices = choices
        self._marked = marked

    def on_mount(self) -> None:
        """Bring the cursor to the marked choice."""
        # The base class then takes the last step itself, from no choice to the first one.
        for _ in range(self._marked or 0):
            self.action_next_button()

    def action_mark_next(self) -> None:
        """Mark the next choice, or the first where none is marked."""
        if self.pressed_index >= 0:
            self.action_next_button()
        self.action_toggle_button()

    def action_mark_previous(self) -> None:
        """Mark the choice before, or the last where none is marked."""
        self.action_previous_button()
        self.action_toggle_button()

    def action_mark(self) -> None:
        """Mark the choice under the cursor."""
        if self.pressed_index < 0:
            self.action_toggle_button()

    def action_take(self) -> None:
        """Take the marked choice."""
        if self.pressed_index < 0:
            self.post_message(self.Told(UNMARKED, fault=True))
        else:
            self.post_message(self.Taken(self._choices[self.pressed_index].value))

    def on_radio_set_changed(self, event: RadioSet.Changed) -> None:
        """Tell what the marked choice means."""
        self.post_message(self.Told(self._choices[event.index].help))


class LongChoices(OptionList, Field):
    """Many choices as a list; the mark follows the arrows."""

    DEFAULT_CSS = """
    LongChoices {
        border: none;
        padding: 0;
        background: transparent;
        height: auto;
        &:focus { border: none; background-tint: transparent; }
        &:focus > .option-list--option-highlighted {
            background: transparent; color: $text-accent; text-style: bold;
        }
        & > .option-list--option-highlighted { background: transparent; text-style: bold; }
    }
    """
    BINDINGS = [
        Binding(
            "enter",
            "take",
            "Take",
            show=False,
            id="choices.take",
            tooltip="Take the marked choice and go on",
        ),
    ]

    def __init__(self, choices: tuple[Choice, ...], marked: int | None) -> None:
        """Show `choices`; `marked` is the place of the one to begin with."""
        # The base class watches the cursor as soon as it is made.
        self._choices = choices
        self._drawn: int | None = None
        super().__init__(markup=False)
        self.add_options(Option(_line(choice, marked=False)) for choice in choices)
        self.highlighted = marked

    def watch_highlighted(self, highlighted: int | None) -> None:
        """Move the mark to the choice under the cursor."""
        super().watch_highlighted(highlighted)
        for place in {self._drawn, highlighted} - {None}:
            line = _line(self._choices[place], marked=place == highlighted)  # type: ignore[index]
            self.replace_option_prompt_at_index(place, line)  # type: ignore[arg-type]
        if highlighted is not None and self.is_mounted:
            self.post_message(self.Told(self._choices[highlighted].help))
        self._drawn = highlighted

    def action_take(self) -> None:
        """Take the marked choice."""
        if self.highlighted is None:
            self.post_message(self.Told(UNMARKED, fault=True))
        else:
            self.post_message(self.Taken(self._choices[self.highlighted].value))


def _line(choice: Choice, *, marked: bool) -> Content:
    return Content(f"({'x' if marked else ' '}) {choice.label}")
