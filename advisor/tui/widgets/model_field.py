"""A field for the name of a model, with the catalogue to search in."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from advisor.answers.check import problem_with, shown
from advisor.text import nearest
from advisor.tui.keys import bind, named
from advisor.tui.widgets.field import Asked, Field
from advisor.tui.widgets.options import Options


class ModelField(Vertical, Field):
    """An input whose text filters the known models; unknown names are accepted with a warning."""

    DEFAULT_CSS = """
    ModelField { height: auto; }
    ModelField > OptionList {
        height: auto; max-height: 5; border: none; padding: 0; background: transparent;
        &:focus { border: none; }
    }
    """
    BINDINGS = [
        bind(
            "down", "to_list", "To the list", "Go from the name to the list of models", "model.list"
        ),
    ]

    def __init__(self) -> None:
        """Begin without a question."""
        super().__init__()
        self._asked: Asked | None = None
        self._begin = ""

    def compose(self) -> ComposeResult:
        """Lay out the input and the list."""
        yield Input(placeholder="the name of a model")
        yield Options(markup=False, compact=True)

    @property
    def hint(self) -> str:
        """What to say under it before anything is typed."""
        return named(
            "Type to search; {model.list} goes to the list. Any other name is taken as it stands."
        )

    def put(self, asked: Asked) -> None:
        """Ask for a model, beginning with what is known and nothing marked."""
        self._asked = asked
        self._begin = "" if asked.value is None else str(asked.value)
        field, found = self.query_one(Input), self.query_one(OptionList)
        with field.prevent(Input.Changed):
            field.value = self._begin
            field.cursor_position = len(self._begin)
        found.set_options(self._options(""))
        found.highlighted = None

    @property
    def entry(self) -> Input:
        """The input."""
        return self.query_one(Input)

    @property
    def _models(self) -> tuple[tuple[str, str], ...]:
        return self._asked.models if self._asked is not None else ()

    def _options(self, text: str) -> list[Option]:
        words = text.lower().split()
        return [
            Option(Content.assemble(name, ("  " + title, "$foreground 60%")), id=name)
            for name, title in self._models
            if all(word in f"{name} {title}".lower() for word in words)
        ]

    def _known(self, text: str) -> str | None:
        """Return the id of the model that `text` names, by id or by title."""
        wanted = text.strip().lower()
        named = (name for name, title in self._models if wanted in (name.lower(), title.lower()))
        return next(named, None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the models that match."""
        event.stop()
        if event.value == self._begin:
            return
        self._begin = event.value
        found = self.query_one(OptionList)
        found.set_options(self._options(event.value))
        found.highlighted = None
        text = event.value.strip()
        unknown = text and self._known(text) is None
        self.tell(self.warning(text) if unknown else self.hint)

    def warning(self, name: str) -> str:
        """Return what to tell of a name that the catalogue does not have."""
        near = nearest(name, [known for known, _ in self._models])
        hint = f"Did you mean {near}? " if near else ""
        return f"{shown(name)} is not in the catalogue. {hint}Enter keeps it as it stands."

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the name as it stands, or tell what is wrong with it."""
        event.stop()
        name = self._known(event.value) or event.value.strip()
        if not name:
            told = named("Type a name, or press {interview.dont_know} for don't know.")
            self.tell(told, fault=True)
            return
        problem = problem_with(self._asked.question, name) if self._asked else None
        if problem is not None:
            self.tell(f"{problem.what}: {problem.to_do}", fault=True)
        else:
            self.take(name)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.take(str(event.option_id))

    def action_to_list(self) -> None:
        """Go to the list of models."""
        found = self.query_one(OptionList)
        if found.option_count:
            found.focus()
            found.highlighted = 0
