"""A list of options whose pages can be turned whether it is in sight or not."""

from __future__ import annotations

from textual.widgets import OptionList


class Options(OptionList):
    """Where a list is out of sight it has no lines to count pages by, and nothing happens."""

    def action_page_up(self) -> None:
        """Go a page up."""
        if self.size.height:
            super().action_page_up()  # type: ignore[no-untyped-call]

    def action_page_down(self) -> None:
        """Go a page down."""
        if self.size.height:
            super().action_page_down()  # type: ignore[no-untyped-call]
