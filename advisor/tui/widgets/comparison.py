"""Two verdicts side by side, with what moved from the one to the other."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from advisor.tui.widgets.verdict_bars import MUTED, Bar

NAME, SHARE, MOVED = 19, 7, 22
LEAST_BAR = 5


@dataclass(frozen=True)
class Pair:
    """One option in both verdicts, and how far it moved, in words."""

    saved: Bar
    tried: Bar
    moved: str


class Comparison(Widget):
    """A row an option, under one row of headings."""

    DEFAULT_CSS = "Comparison { height: 4; }"

    pairs: reactive[tuple[Pair, ...]] = reactive(())

    def render(self) -> Content:
        """Draw the rows."""
        room = self.content_size.width - NAME - MOVED
        side = max(LEAST_BAR + SHARE + 3, room // 2)
        heads = " " * NAME + "as answered".rjust(side) + "what if".rjust(side)
        lines = [Content.styled(heads + "moved".rjust(MOVED), MUTED)]
        lines += [_row(pair, side) for pair in self.pairs]
        return Content("\n").join(lines)


def _row(pair: Pair, side: int) -> Content:
    moved = pair.moved.rjust(MOVED)
    return Content.assemble(
        (pair.saved.name.ljust(NAME), "bold" if pair.tried.leads else ""),
        _bar(pair.saved, side),
        _bar(pair.tried, side),
        (moved, MUTED if not pair.moved else "bold"),
    )


def _bar(bar: Bar, side: int) -> Content:
    mark = " ▸ " if bar.leads else "   "
    if bar.ruled_out:
        return Content.styled("ruled out".rjust(side), MUTED)
    width = side - len(mark) - SHARE
    filled = max(1, round(bar.share * width)) if bar.share > 0 else 0
    colour = "$accent" if bar.leads else "$foreground 55%"
    return Content.assemble(
        (mark, "bold"),
        ("▆" * filled, colour),
        ("▁" * (width - filled), "$foreground 25%"),
        (bar.probability.rjust(SHARE), "bold" if bar.leads else ""),
    )
