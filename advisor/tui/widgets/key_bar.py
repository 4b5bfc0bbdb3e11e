"""The bottom line: the keys that matter now.

The stock footer is made anew, widget by widget, at every change of focus: half the cost of a key.
"""

from __future__ import annotations

from textual.content import Content
from textual.events import Click
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget

Key = tuple[str, str, str]


class KeyBar(Widget):
    """One line of keys; a click on one presses it."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $foreground; }
    """

    keys: reactive[tuple[Key, ...]] = reactive(())

    def on_mount(self) -> None:
        """Follow the bindings of the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        """Take the shown bindings over; the first key of each act is told."""
        if not screen.is_attached:
            return
        shown: dict[str, Key] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.show:
                name = self.app.get_key_display(binding)
                shown.setdefault(binding.action, (binding.key, name, binding.description))
        self.keys = tuple(shown.values())

    def render(self) -> Content:
        """Draw the line."""
        parts: list[tuple[str, str]] = []
        for _, name, description in self.keys:
            parts += [(name, "bold $text-accent"), (f" {description}  ", "")]
        return Content.assemble(*parts)

    def on_click(self, event: Click) -> None:
        """Press the key that was clicked."""
        start = 1
        for key, name, description in self.keys:
            end = start + len(name) + len(description) + 2
            if start <= event.x < end:
                self.app.simulate_key(key)
                return
            start = end + 1
