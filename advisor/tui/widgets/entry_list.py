"""A list of things told: a line each with its details below, to open with Enter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from advisor.tui.keys import bind
from advisor.tui.widgets.options import Options

# The theme's own muted colour is relative to a background, which a part of a text does not have.
MUTED = "$foreground 60%"


@dataclass(frozen=True)
class Entry:
    """One thing told; without a key it is a heading, without a head a remark.

    `copy` is what is copied of it where that is not its own words.
    """

    key: str
    head: str
    body: str = ""
    tag: str = ""
    note: str = ""
    url: str = ""
    copy: str = ""

    @property
    def words(self) -> str:
        """What is copied of it."""
        return self.copy or "\n".join(part for part in (self.head, self.body) if part)


class EntryList(Options):
    """Entries to walk with the arrows; it posts Opened, Visited, Copied and Marked."""

    DEFAULT_CSS = """
    EntryList {
        border: none;
        padding: 0;
        background: transparent;
        height: 1fr;
        &:focus { border: none; background-tint: transparent; }
        & > .option-list--option { padding: 0 1; }
        & > .option-list--option-disabled { color: $foreground; }
        & > .option-list--option-highlighted { background: transparent; color: $foreground; }
        &:focus > .option-list--option-highlighted {
            background: $primary 30%; color: $foreground; text-style: none;
        }
    }
    """
    BINDINGS = [
        bind(
            "enter",
            "select",
            "Open",
            "Open the marked line: the whole text with its sources, or the question",
            "list.open",
        ),
        bind(
            "o",
            "visit",
            "Open address",
            "Open the address of the marked source in the browser",
            "list.visit",
        ),
        bind(
            "c",
            "copy",
            "Copy",
            "Copy the marked line; of a source, the whole citation with its address",
            "list.copy",
        ),
    ]

    class Opened(Message):
        """The user wants to see an entry whole."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class Marked(Message):
        """The cursor came to an entry."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class Copied(Message):
        """The user wants the words of an entry in the clipboard."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    class Visited(Message):
        """The user wants to visit the address of an entry."""

        def __init__(self, url: str) -> None:
            self.url = url
            super().__init__()

    def __init__(self, entries: Iterable[Entry] = (), *, id: str | None = None) -> None:
        """Show `entries`."""
        self._entries: tuple[Entry, ...] = ()
        super().__init__(id=id, markup=False)
        self.show(entries)

    def show(self, entries: Iterable[Entry]) -> None:
        """Show other entries; the cursor stays on the entry it was on, where that is left."""
        entries = tuple(entries)
        if entries == self._entries:
            return
        at = self.highlighted
        kept = self._entries[at].key if at is not None and at < len(self._entries) else ""
        self._entries = entries
        self.set_options(
            Option(_line(entry, first=place == 0), disabled=not entry.key)
            for place, entry in enumerate(entries)
        )
        places = [place for place, entry in enumerate(entries) if entry.key]
        same = [place for place in places if entries[place].key == kept]
        self.highlighted = next(iter(same or places), None)

    def mark(self, key: str) -> None:
        """Bring the cursor to the entry of `key`, where there is one."""
        for place, entry in enumerate(self._entries):
            if key and entry.key == key:
                self.highlighted = place

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Pass on which entry the cursor came to."""
        event.stop()
        if self.under_cursor is not None:
            self.post_message(self.Marked(self.under_cursor.key))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pass on which entry was opened, unless other entries are shown meanwhile."""
        event.stop()
        if event.option_index < len(self._entries):
            self.post_message(self.Opened(self._entries[event.option_index].key))

    @property
    def under_cursor(self) -> Entry | None:
        """The entry that the cursor is on."""
        at = self.highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    def action_visit(self) -> None:
        """Ask for the address of the marked entry, where it has one."""
        if self.under_cursor is not None and self.under_cursor.url:
            self.post_message(self.Visited(self.under_cursor.url))

    def action_copy(self) -> None:
        """Ask for the words of the marked entry to be copied."""
        if self.under_cursor is not None:
            self.post_message(self.Copied(self.under_cursor.words))


# The same content keeps what was measured of it, so an unchanged line costs nothing again.
@lru_cache(maxsize=1024)
def _line(entry: Entry, *, first: bool) -> Content:
    if not entry.head:
        return Content.styled(entry.body, MUTED)
    if not entry.key:
        title = entry.head if first else f"\n{entry.head}"
        body = f"\n{entry.body}" if entry.body else ""
        return Content.assemble((title, "bold $text-accent"), (body, MUTED))
    tag = Content.styled(f"{entry.tag} ", MUTED) if entry.tag else Content("")
    note = (f" · {entry.note}", MUTED) if entry.note else ""
    head = Content.assemble((entry.head, "bold"), note)
    if not entry.body:
        return Content.assemble(tag, head)
    return Content.assemble(tag, head, "\n", (entry.body, MUTED))
