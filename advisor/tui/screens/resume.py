"""A window that offers the sessions that were left behind."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from advisor.errors import AdvisorError
from advisor.text import visible
from advisor.tui.keys import bind
from advisor.tui.session import Resumable, Session

NEW = "new"


class ResumeScreen(ModalScreen[None]):
    """Resumes a session in place, or leaves the new one as it is; then it closes."""

    CSS_PATH = "resume.tcss"
    BINDINGS = [
        bind(
            "escape,n",
            "dismiss(None)",
            "Start new",
            "Start a new session; the old ones stay",
            "resume.new",
            show=True,
        ),
        bind(
            "delete,x",
            "discard",
            "Discard",
            "Remove the marked session for good",
            "resume.discard",
            show=True,
        ),
    ]

    def __init__(self, session: Session, found: list[Resumable]) -> None:
        """Offer what was `found`."""
        super().__init__()
        self._session = session
        self._found = found

    def compose(self) -> ComposeResult:
        """Lay out the choices."""
        with Vertical(classes="window"):
            yield Static("Go on where you stopped?", classes="title")
            yield OptionList(*self._options(), markup=False)
            yield Static(id="fault", classes="fault", markup=False)
            keys = "↑ ↓ choose, Enter takes it. Escape starts a new one, x discards the marked one."
            yield Static(keys, classes="hint")

    def _options(self) -> list[Option]:
        offered = [
            Option(Content(_line(entry)), id=f"at{place}")
            for place, entry in enumerate(self._found)
        ]
        return [*offered, Option("Start new", id=NEW)]

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Resume the chosen session, or go on with the new one."""
        event.stop()
        if event.option_id == NEW:
            self.dismiss(None)
            return
        try:
            self._session.resume(self._found[event.option_index].name)
        except AdvisorError as fault:
            told = self.query_one("#fault", Static)
            told.add_class("-told")
            told.update(Content(f"! {fault.message}"))
        else:
            self.dismiss(None)

    def action_discard(self) -> None:
        """Remove the marked session."""
        offered = self.query_one(OptionList)
        at = offered.highlighted
        if at is None or at >= len(self._found):
            return
        self._session.discard(self._found.pop(at).name)
        offered.set_options(self._options())
        offered.highlighted = 0
        if not self._found:
            self.dismiss(None)


def _line(entry: Resumable) -> str:
    name = visible(entry.name)
    if entry.answers is None:
        return f"{name}: cannot be read by this version"
    count = len(entry.answers.given.keys() | entry.answers.dont_know)
    return f"Resume {name} ({count} {'answer' if count == 1 else 'answers'})"
