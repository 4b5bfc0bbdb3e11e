"""A window with one entry of the knowledge told whole, and all that it leads to."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.tui.details import Detail
from advisor.tui.keys import bind, named
from advisor.tui.outside import copy, visit
from advisor.tui.screens.window import Window
from advisor.tui.widgets.entry_list import Entry, EntryList

LookUp = Callable[[str], Detail | None]
NOTHING = (Entry("", "", "It leads nowhere."),)


def content(told: Detail) -> Content:
    """Return what an entry says, a paragraph each."""
    parts = [Content.styled(told.here, "bold")] if told.here else []
    return Content("\n\n").join([*parts, *(_paragraph(text) for text in told.says)])


def _paragraph(text: str) -> Content:
    label, colon, rest = text.partition(": ")
    if colon and len(label.split()) <= 3:
        return Content.assemble((f"{label}: ", "bold $foreground 60%"), rest)
    return Content(text)


HINT = (
    "{list.open} follows, {detail.back} goes back, {list.visit} visits, "
    "{list.copy} copies, {detail.down} reads on."
)


class DetailScreen(Window[None]):
    """What an entry leads to is told in its place; Escape goes back, and in the end closes."""

    CSS_PATH = "detail.tcss"
    BINDINGS = [
        bind(
            "escape,backspace",
            "back",
            "Back",
            "Back to the entry before, or to where you were",
            "detail.back",
            show=True,
        ),
        bind("q", "dismiss(None)", "Close", "Back to where you were", "detail.close", show=True),
        bind("pagedown,space", "scroll(1)", "Down", "Read on", "detail.down", show=True),
        bind("pageup", "scroll(-1)", "Up", "Read back", "detail.up", show=True),
    ]

    def __init__(self, told: Detail, look_up: LookUp) -> None:
        """Show `told`; `look_up` finds what it leads to."""
        super().__init__()
        self._look_up = look_up
        # Every entry on the way here, each with the link that was followed out of it.
        self._way: list[tuple[Detail, str]] = [(told, "")]

    def compose(self) -> ComposeResult:
        """Lay out the text and the links."""
        with Vertical(classes="window"):
            yield Static(classes="title", markup=False)
            with VerticalScroll(id="text", can_focus=False):
                yield Static(id="says", markup=False)
            yield EntryList()
            yield Static(named(HINT), classes="hint")

    def on_mount(self) -> None:
        """Let the keys walk the links."""
        self._show()
        self.query_one(EntryList).focus()

    def _show(self) -> None:
        told, followed = self._way[-1]
        self.query_one(".title", Static).update(Content(told.title))
        self.query_one("#says", Static).update(content(told))
        self.query_one("#text", VerticalScroll).scroll_home(animate=False)
        links = self.query_one(EntryList)
        links.show(told.links or NOTHING)
        links.action_first()
        links.mark(followed)

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Follow a link: to an entry here, or out to its address."""
        event.stop()
        told = self._look_up(event.key)
        if told is None:
            self.query_one(EntryList).action_visit()
            return
        self._way[-1] = (self._way[-1][0], event.key)
        self._way.append((told, ""))
        self._show()

    def action_back(self) -> None:
        """Go back to the entry before, or close."""
        if len(self._way) > 1:
            self._way.pop()
            self._show()
        else:
            self.dismiss(None)

    def on_entry_list_visited(self, event: EntryList.Visited) -> None:
        """Open an address in the browser."""
        event.stop()
        visit(self, event.url)

    def on_entry_list_copied(self, event: EntryList.Copied) -> None:
        """Copy a citation."""
        event.stop()
        copy(self, event.text)

    def action_scroll(self, direction: int) -> None:
        """Scroll the text by most of a page."""
        text = self.query_one("#text", VerticalScroll)
        text.scroll_relative(y=direction * max(1, text.size.height - 1), animate=False)
