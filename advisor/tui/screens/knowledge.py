"""The knowledge: every rule, pitfall, source and the like, to search, to read and to follow."""

from __future__ import annotations

import asyncio

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, Tab, Tabs
from textual.worker import get_current_worker

from advisor.errors import AdvisorError
from advisor.text import shorten, visible
from advisor.tui import phrases
from advisor.tui.details import detail
from advisor.tui.keys import bind, named
from advisor.tui.screens.base import ModeScreen
from advisor.tui.screens.detail import content
from advisor.tui.session import Session
from advisor.tui.shelf import ALL, KIND, SHELVES, Row, rows, search
from advisor.tui.widgets.entry_list import Entry, EntryList
from advisor.tui.widgets.search_field import SearchField
from advisor.tui.widgets.title_bar import TitleBar

NAMES = (ALL, *SHELVES)
MOST_ROWS = 60
# Seconds after a letter until the list follows: longer than most take between two letters.
PAUSE = 0.1
MORE = "more:"
ELSEWHERE = " on this shelf; {knowledge.next_shelf} goes to the next"
LONGEST_ECHO, LONGEST_TITLE = 60, 200
WIDEST_KIND = max(map(len, KIND.values()))


class KnowledgeScreen(ModeScreen):
    """Shelves of entries; one on the list is told beside it where there is room, else by Enter."""

    CSS_PATH = "knowledge.tcss"
    BINDINGS = [
        bind("enter", "open", "Open", "Read the marked entry whole", "knowledge.open", show=True),
        bind(
            "ctrl+t,t,right",
            "next_shelf(1)",
            "Next shelf",
            "The next shelf; 1 to 9 choose one while no text is being typed",
            "knowledge.next_shelf",
            show=True,
        ),
        bind(
            "left", "next_shelf(-1)", "Shelf before", "The shelf before", "knowledge.shelf_before"
        ),
        bind("slash,ctrl+f", "search", "Search", "Back to the search field", "knowledge.search"),
        *(
            bind(str(number), f"shelf('{name}')", name, f"Shelf: {name}", f"knowledge.shelf_{name}")
            for number, name in enumerate(NAMES, 1)
        ),
    ]

    class Shelved(Message):
        """The knowledge is read, or cannot be."""

        def __init__(self, found: tuple[Row, ...], fault: str = "") -> None:
            self.found = found
            self.fault = fault
            super().__init__()

    def __init__(self, session: Session) -> None:
        """Begin with everything on the list."""
        super().__init__(session)
        self._rows: tuple[Row, ...] | None = None
        self._fault = ""
        self._is_due = False
        # Whether the list is still that of a text typed before.
        self._is_behind = False

    def compose_body(self) -> ComposeResult:
        """Lay out the search above, the list, and the marked entry beside it."""
        with Horizontal(id="search"):
            yield Static("Search ", classes="muted")
            yield SearchField(
                placeholder=named(
                    "any words; {search.up} {search.down} move, "
                    "{knowledge.open} opens, Tab goes to the list"
                ),
                select_on_focus=False,
            )
        yield Tabs(*(Tab(name, id=f"shelf-{name}") for name in NAMES))
        with Horizontal(id="shelf"):
            yield EntryList(id="rows")
            with Vertical(id="beside"):
                yield Static(id="entry-title", classes="headline", markup=False)
                with VerticalScroll(id="entry", can_focus=False):
                    yield Static(id="entry-text", markup=False)

    def on_mount(self) -> None:
        """Read the shelves off the loop, and let the user type at once."""
        self.query_one(Tabs).can_focus = False
        self.query_one(SearchField).focus()
        self._show_rows()
        self._read()

    def on_screen_resume(self) -> None:
        """Show what is recommended now; an entry may say other things of this case."""
        self._show_place()
        self._show_entry()

    def on_mode_screen_answers_changed(self) -> None:
        """Show what was answered while this mode came in front."""
        self.on_screen_resume()

    @work(thread=True, exclusive=True, group="shelves", description="shelves")
    def _read(self) -> None:
        try:
            read = self.Shelved(rows(self.session.base))
        except AdvisorError as fault:
            read = self.Shelved((), fault.message)
        if not get_current_worker().is_cancelled:
            self.post_message(read)

    def on_knowledge_screen_shelved(self, event: Shelved) -> None:
        """Show what was read."""
        self._rows, self._fault = event.found, event.fault
        self._show_rows()

    @property
    def _shelf(self) -> str:
        active = self.query_one(Tabs).active
        return active.removeprefix("shelf-") or ALL

    def _show_rows(self, *, whole: bool = False) -> None:
        self._is_behind = False
        typed = self.query_one(SearchField).value
        found = search(self._rows or (), typed, self._shelf)
        listed = self.query_one("#rows", EntryList)
        told = [_entry(row) for row in found[: None if whole else MOST_ROWS]]
        if len(told) < len(found):
            left = len(found) - len(told)
            told.append(
                Entry(
                    MORE, f"and {left} more", note=named("type on, or {knowledge.open} shows all")
                )
            )
        listed.show(told or [self._nothing(typed)])
        listed.highlighted = (MOST_ROWS if whole else 0) if found else None
        self._show_place(len(found))
        self._show_entry_soon()

    def _nothing(self, typed: str) -> Entry:
        if self._rows is None:
            return Entry("", "", "Reading the shelves…")
        if self._fault:
            return Entry("", "", f"The knowledge cannot be read whole:\n{self._fault}")
        if not typed.strip():
            return Entry("", "", "This knowledge has nothing on this shelf.")
        told = shorten(visible(typed), LONGEST_ECHO)
        where = "" if self._shelf == ALL else named(ELSEWHERE)
        return Entry("", "", f"Nothing has “{told}”{where}.")

    def _show_place(self, count: int | None = None) -> None:
        if count is None:
            count = len(search(self._rows or (), self.query_one(SearchField).value, self._shelf))
        place = f"Knowledge · {count} of {len(self._rows or ())} entries"
        self.query_one(TitleBar).show(place, phrases.leader(self.interview.advice))

    def _show_entry_soon(self) -> None:
        """Tell the marked entry once the list is drawn, however many keys come before."""
        if not self._is_due:
            self._is_due = True
            self.call_after_refresh(self._show_entry)

    def _show_entry(self) -> None:
        self._is_due = False
        marked = self.query_one("#rows", EntryList).under_cursor
        if not self.query_one("#beside").display:
            return
        told = detail(self.interview.advice, marked.key) if marked is not None else None
        self.query_one("#entry-title", Static).update(Content(told.title if told else ""))
        self.query_one("#entry-text", Static).update(content(told) if told else Content(""))
        self.query_one("#entry", VerticalScroll).scroll_home(animate=False)

    def on_resize(self) -> None:
        """Fill the place beside the list where it came up, and take the keys again."""
        self.call_after_refresh(self._show_entry)
        if self.focused is None:
            self.call_after_refresh(self.action_search)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types, once no key follows at once: a letter does not wait for a list."""
        event.stop()
        self._is_behind = True
        self._follow()

    @work(exclusive=True, group="search", description="search")
    async def _follow(self) -> None:
        await asyncio.sleep(PAUSE)
        self._catch_up()

    def _catch_up(self) -> None:
        """List what was typed, unless that is listed already; every use of the list comes here."""
        if self._is_behind:
            self._show_rows()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open the marked entry."""
        event.stop()
        self.action_open()

    def on_search_field_moved(self, event: SearchField.Moved) -> None:
        """Move in the list while the search keeps the focus."""
        event.stop()
        self._catch_up()
        getattr(self.query_one("#rows", EntryList), f"action_{event.action}")()

    def on_tabs_tab_activated(self, event: Tabs.TabActivated) -> None:
        """Show another shelf."""
        event.stop()
        self._show_rows()

    def on_entry_list_marked(self, event: EntryList.Marked) -> None:
        """Tell the marked entry beside the list."""
        event.stop()
        self._show_entry_soon()

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Read the marked entry whole, or list the rest."""
        event.stop()
        event.prevent_default()
        self.action_open()

    def action_open(self) -> None:
        """Read the marked entry whole, or list the rest."""
        self._catch_up()
        marked = self.query_one("#rows", EntryList).under_cursor
        if marked is not None and marked.key == MORE:
            self._show_rows(whole=True)
        elif marked is not None and marked.key:
            self.open_entry(marked.key)

    def action_search(self) -> None:
        """Give the search the focus."""
        self.query_one(SearchField).focus()

    def action_shelf(self, name: str) -> None:
        """Show a shelf."""
        self.query_one(Tabs).active = f"shelf-{name}"

    def action_next_shelf(self, step: int) -> None:
        """Show the next shelf, or the one before; they go round."""
        self.action_shelf(NAMES[(NAMES.index(self._shelf) + step) % len(NAMES)])

    def to_shelf(self, name: str) -> None:
        """Show a shelf with all that is on it."""
        self.query_one(SearchField).value = ""
        self.action_shelf(name)


def _entry(row: Row) -> Entry:
    tag = row.kind.ljust(WIDEST_KIND)
    return Entry(f"entry:{row.id}", row.title, tag=tag, note=row.note, url=row.url, copy=row.copy)
