"""A style sheet that parses a text once, not again for every screen that comes up."""

from __future__ import annotations

from textual.css.stylesheet import Stylesheet


class KeptStylesheet(Stylesheet):
    """The stock one parses all it has anew whenever a screen brings a file of its own.

    That takes as long as drawing a screen, four times before the first question.
    """

    def set_variables(self, variables: dict[str, str]) -> None:
        """Take other colours; only these change what a text says."""
        if variables != self._variables:
            super().set_variables(variables)

    def reparse(self) -> None:
        """Parse what is new; the texts known already stand in the cache of the stock one."""
        self.parse()
