"""The three options as bars, every length with its number beside it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

NAME, SHARE, EVIDENCE, GAINED = 22, 7, 10, 13
LEAST_BAR = 6
MUTED = "$foreground 60%"


@dataclass(frozen=True)
class Bar:
    """One option: its name, its share of the probability, and its figures in words."""

    name: str
    share: float
    probability: str
    evidence: str
    gained: str
    leads: bool
    ruled_out: bool


class VerdictBars(Widget):
    """A row an option, under one row of headings."""

    DEFAULT_CSS = "VerdictBars { height: 4; }"

    bars: reactive[tuple[Bar, ...]] = reactive(())

    def render(self) -> Content:
        """Draw the rows."""
        width = max(LEAST_BAR, self.size.width - NAME - SHARE - EVIDENCE - GAINED)
        heads = "chance".rjust(SHARE) + "evidence".rjust(EVIDENCE) + "last answer".rjust(GAINED)
        lines = [Content.styled(" " * (NAME + width) + heads, MUTED)]
        lines += [_row(bar, width) for bar in self.bars]
        return Content("\n").join(lines)


def _row(bar: Bar, width: int) -> Content:
    name = ("▸ " if bar.leads else "  ") + bar.name
    weight = "bold" if bar.leads else ""
    if bar.ruled_out:
        blank = " " * (width - 1)
        told = "ruled out".rjust(SHARE + EVIDENCE + 1)
        return Content.styled(f"{name.ljust(NAME)}{blank}{told}", MUTED)
    filled = max(1, round(bar.share * width)) if bar.share > 0 else 0
    colour = "$accent" if bar.leads else "$foreground 55%"
    figures = bar.probability.rjust(SHARE) + bar.evidence.rjust(EVIDENCE)
    return Content.assemble(
        (name.ljust(NAME), weight),
        ("▆" * filled, colour),
        ("▁" * (width - filled), "$foreground 25%"),
        (figures, weight),
        (bar.gained.rjust(GAINED), MUTED),
    )
