"""A window with the sessions that are kept: to open, to rename, to delete, or to begin another."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from advisor.errors import AdvisorError
from advisor.text import shorten, visible
from advisor.tui.keys import bind, named
from advisor.tui.screens.ask import AskName, Confirm
from advisor.tui.screens.window import Window
from advisor.tui.session import Kept, Session
from advisor.tui.widgets.entry_list import Entry, EntryList

NEW = "new"
LONGEST_TITLE = 50
KEYS = (
    "{list.open} opens, {sessions.rename} renames, {sessions.delete} deletes, "
    "{sessions.new} begins a new one"
)


class SessionsScreen(Window[bool]):
    """Answers with whether the session is another one now."""

    CSS_PATH = "sessions.tcss"
    BINDINGS = [
        bind(
            "escape,q",
            "dismiss(False)",
            "Close",
            "Leave it at the present session; the others stay as they are",
            "sessions.close",
            show=True,
        ),
        bind("n", "new", "New", "Begin a new session", "sessions.new", show=True),
        bind("r,f2", "rename", "Rename", "Rename the marked session", "sessions.rename", show=True),
        bind(
            "x,delete",
            "discard",
            "Delete",
            "Delete the marked session, after a question",
            "sessions.delete",
            show=True,
        ),
    ]

    def __init__(
        self, session: Session, found: Callable[[], list[Kept]], *, starting: bool
    ) -> None:
        """List what is `found` of the kept sessions; `starting` before anything is asked."""
        super().__init__()
        self._session = session
        self._find = found
        self._starting = starting

    def compose(self) -> ComposeResult:
        """Lay out the sessions."""
        with Vertical(classes="window"):
            title = "Go on where you stopped?" if self._starting else "Your sessions"
            yield Static(title, classes="title")
            yield EntryList()
            yield Static(id="fault", classes="fault", markup=False)
            close = "starts a new one" if self._starting else "closes"
            keys = f"{KEYS}, {{sessions.close}} {close}."
            yield Static(named(keys), classes="hint")

    def on_mount(self) -> None:
        """Let the keys walk the list."""
        self._list()
        self.query_one(EntryList).focus()

    def _list(self) -> None:
        found = sorted(self._find(), key=lambda one: not one.is_open)
        self._found = {one.name: one for one in found}
        told = [_entry(one) for one in self._found.values()]
        self.query_one(EntryList).show([*told, Entry(NEW, "Start new")])

    @property
    def _marked(self) -> Kept | None:
        entry = self.query_one(EntryList).under_cursor
        return self._found.get(entry.key.removeprefix("kept:")) if entry is not None else None

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Go on with the chosen session."""
        event.stop()
        if not self.may_answer:
            return
        if event.key == NEW:
            self.action_new()
            return
        name = event.key.removeprefix("kept:")
        if self._found[name].is_open:
            self.dismiss(False)
        elif self._tried(lambda: self._session.resume(name)):
            self.dismiss(True)

    def action_new(self) -> None:
        """Begin a new session; at the start there is one already."""
        if not self.may_answer:
            return
        if self._starting:
            self.dismiss(False)
        elif self._tried(self._session.begin_new):
            self.dismiss(True)

    def action_rename(self) -> None:
        """Ask for another name for the marked session."""
        marked = self._marked
        if marked is None:
            return

        def act(typed: str) -> str:
            return self._session.rename(marked.name, typed)

        def done(name: str | None) -> None:
            if name is not None:
                self._list()
                self.query_one(EntryList).mark(f"kept:{name}")

        title = f"Rename the session {visible(marked.name)}"
        self.app.push_screen(AskName(title, marked.name, act), done)

    def action_discard(self) -> None:
        """Delete the marked session where the user means it."""
        marked = self._marked
        if marked is None:
            return
        if marked.is_open:
            self._tell("This is the present session: open another one first.")
            return

        def done(sure: bool | None) -> None:
            if sure and not self._session.discard(marked.name):
                self._tell(f"{visible(marked.name)}: in use by another window.")
            self._list()
            if self._starting and not self._found:
                self.dismiss(False)

        title = f"Delete the session {visible(marked.name)}?"
        self.app.push_screen(Confirm(title, f"{_count(marked)}. It cannot be brought back."), done)

    def _tried(self, act: Callable[[], None]) -> bool:
        try:
            act()
        except AdvisorError as fault:
            self._tell(f"{fault.message}; {fault.hint}.")
            return False
        return True

    def _tell(self, text: str) -> None:
        fault = self.query_one("#fault", Static)
        fault.add_class("-told")
        fault.update(Content(f"! {text}"))


def _entry(one: Kept) -> Entry:
    head = f"{visible(one.name)}: {_count(one)}"
    title = visible(one.answers.record.title) if one.answers is not None else ""
    saved = f"saved {one.saved:%Y-%m-%d %H:%M}" if one.saved is not None else ""
    state = "open in this window" if one.is_open else saved
    return Entry(f"kept:{one.name}", head, shorten(title, LONGEST_TITLE), note=state)


def _count(one: Kept) -> str:
    if one.answers is None:
        return "cannot be read by this version"
    count = len(one.answers.given.keys() | one.answers.dont_know)
    return f"{count} {'answer' if count == 1 else 'answers'}"
