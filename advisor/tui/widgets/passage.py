"""A text whose change lays the screen out anew only where its height changes."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Passage(Static):
    """Untrusted text, wrapped, and hidden while it is empty."""

    DEFAULT_CSS = "Passage { height: auto; }"

    def __init__(self, text: str = "", *, id: str | None = None, classes: str = "") -> None:
        """Begin with `text`."""
        super().__init__(Content(text), id=id, classes=classes, markup=False)
        self._said = text
        self.display = bool(text)

    def say(self, text: str) -> None:
        """Show another text."""
        if text == self._said:
            return
        self._said = text
        content = Content(text)
        self.display = bool(text)
        self.update(content, layout=not self._fits(content))

    def hold(self) -> None:
        """Show nothing, in the same room, until there is something to say again."""
        if self._said:
            self._said = "\n" * (self.content_size.height - 1)
            self.update(Content(self._said), layout=False)

    def _fits(self, content: Content) -> bool:
        if not self.styles.auto_dimensions:
            return True
        place = self.content_size
        return place.width > 0 and content.get_height({}, place.width) == place.height
