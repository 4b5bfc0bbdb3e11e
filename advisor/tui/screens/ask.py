"""Two small windows: one asks for yes or no, one for a line of text."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from advisor.errors import AdvisorError
from advisor.tui.keys import bind, named
from advisor.tui.screens.window import Window


class Confirm(Window[bool]):
    """Answers with whether to go on; Escape and Enter both mean no, so that no slip does harm."""

    BINDINGS = [
        bind("y", "dismiss(True)", "Yes", "Go on with it", "confirm.yes", show=True),
        bind(
            "escape,n,enter,q",
            "dismiss(False)",
            "No",
            "Leave everything as it is",
            "confirm.no",
            show=True,
        ),
    ]

    def __init__(self, title: str, text: str) -> None:
        """Ask what `title` says; `text` tells what would follow."""
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="window"):
            yield Static(Content(self._title), classes="title")
            yield Static(Content(self._text))
            yield Static(
                named("{confirm.yes} does it, {confirm.no} leaves all as it is."), classes="hint"
            )


class AskName(Window[str | None]):
    """Answers with what `act` returned, or with None where the user gave up."""

    BINDINGS = [
        bind("escape", "dismiss(None)", "Cancel", "Keep the name", "name.cancel", show=True),
    ]

    def __init__(self, title: str, value: str, act: Callable[[str], str]) -> None:
        """Propose `value`; `act` takes what was typed, or raises AdvisorError."""
        super().__init__()
        self._title = title
        self._value = value
        self._act = act

    def compose(self) -> ComposeResult:
        """Lay out the title, the field and a place for faults."""
        with Vertical(classes="window"):
            yield Static(Content(self._title), classes="title")
            yield Input(self._value)
            yield Static(id="fault", classes="fault", markup=False)
            hint = named("Letters, digits, - and _. Enter takes it, {name.cancel} cancels.")
            yield Static(hint, classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the name, or say why it cannot be."""
        event.stop()
        if not self.may_answer:
            return
        if not event.value.strip():
            self._tell(named("Type a name, or press {name.cancel}."))
            return
        try:
            self.dismiss(self._act(event.value))
        except AdvisorError as fault:
            self._tell(f"{fault.message}; {fault.hint}.")

    def _tell(self, text: str) -> None:
        fault = self.query_one("#fault", Static)
        fault.add_class("-told")
        fault.update(Content(f"! {text}"))
