"""One line of tabs, drawn as one widget: the stock ones are two dozen, and cost as much."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from advisor.tui.widgets.verdict_bars import MUTED


class TabLine(Widget):
    """Numbered titles, the open one marked; it posts Chosen when one is clicked."""

    DEFAULT_CSS = "TabLine { height: 1; padding: 0 1; }"

    active: reactive[str] = reactive("")

    class Chosen(Message):
        """The user wants another tab."""

        def __init__(self, tab: str) -> None:
            self.tab = tab
            super().__init__()

    def __init__(self, tabs: Mapping[str, str]) -> None:
        """Offer `tabs`, titles by id, the first one open."""
        super().__init__()
        self._tabs = tabs
        self.set_reactive(TabLine.active, next(iter(tabs)))

    def render(self) -> Content:
        """Draw the line."""
        parts: list[tuple[str, str]] = []
        for tab, told in self._told():
            parts += [(told, "bold underline" if tab == self.active else MUTED), ("  ", "")]
        return Content.assemble(*parts)

    def _told(self) -> list[tuple[str, str]]:
        return [(tab, f"{at} {title}") for at, (tab, title) in enumerate(self._tabs.items(), 1)]

    def on_click(self, event: Click) -> None:
        """Ask for the tab that was clicked."""
        start = 1
        for tab, told in self._told():
            if start <= event.x < start + len(told):
                self.post_message(self.Chosen(tab))
            start += len(told) + 2
