"""The keys of the current screen, in a window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.app import ComposeResult
from textual.binding import ActiveBinding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from advisor.tui.keys import bind, name_of, named
from advisor.tui.screens.window import Window

Row = tuple[str, str]


def key_rows(bindings: Mapping[str, ActiveBinding]) -> list[Row]:
    """Return the keys of each act that has a tooltip, with that tooltip."""
    rows: dict[str, list[str]] = {}
    for active in bindings.values():
        if active.tooltip:
            rows.setdefault(active.tooltip, []).append(name_of(active.binding.key))
    return [(" ".join(dict.fromkeys(keys)), told) for told, keys in rows.items()]


HINT = (
    "{help.faq} shows the questions people ask, {help.close} closes.\n"
    "Single letters work wherever no text is being typed."
)


class HelpScreen(Window[str | None]):
    """Closed with Escape, or with the key that opened it; answers with a shelf to go to, if any."""

    CSS_PATH = "help.tcss"
    BINDINGS = [
        bind(
            "escape,f1,question_mark,q",
            "dismiss(None)",
            "Close",
            "Close this window",
            "help.close",
            show=True,
        ),
        bind(
            "f",
            "dismiss('FAQ')",
            "Questions people ask",
            "Go to the questions people ask, with their answers",
            "help.faq",
            show=True,
        ),
    ]

    def __init__(self, rows: Iterable[Row]) -> None:
        """Show `rows` of keys with what they do."""
        super().__init__()
        self._rows = list(rows)

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        with Vertical(classes="window"):
            yield Static("Keys of this screen", classes="title")
            with VerticalScroll():
                for keys, told in self._rows:
                    with Horizontal(classes="row"):
                        yield Static(Content(keys), classes="keys")
                        yield Static(Content(told))
            yield Static(named(HINT), classes="hint")
