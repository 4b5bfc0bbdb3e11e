"""Curves over two logarithmic axes, drawn in braille, each named where it ends."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from advisor.records.cost_curve import CostCurve, end_rows, tick_line, tick_rows

LEFT, NAMES = 9, 19
LEAST_WIDTH, LEAST_HEIGHT = 20, 5
STYLES = ("$foreground 75%", "$text-secondary", "$text-accent")
MUTED = "$foreground 60%"


class CurvePlot(Widget):
    """As large as the space it is given."""

    DEFAULT_CSS = "CurvePlot { height: 14; width: 1fr; }"

    curve: reactive[CostCurve | None] = reactive(None)

    def render(self) -> Content:
        """Draw curves, axes and names."""
        if self.curve is None:
            return Content("")
        drawn = self.curve
        width = max(LEAST_WIDTH, self.content_size.width - LEFT - NAMES)
        height = max(LEAST_HEIGHT, self.content_size.height - 3)
        names, marks = end_rows(drawn, height), tick_rows(drawn, height)
        styles = STYLES if len(drawn.curves) == len(STYLES) else (STYLES[0], STYLES[-1])
        lines = [Content.styled("US$ a month", MUTED)]
        for place, row in enumerate(drawn.cells(width, height)):
            parts: list[tuple[str, str]] = [(f"{marks.get(place, ''):>7} │", MUTED)]
            for cell in row:
                crossing = len(cell.curves) > 1
                style = "bold" if crossing else "".join(styles[one] for one in cell.curves)
                parts.append((cell.character, style))
            name, number = names.get(place, ("", 0))
            parts.append((f" {name}", styles[number] if name else ""))
            lines.append(Content.assemble(*parts))
        lines.append(Content.styled(f"{'':>7} └{'─' * width}", MUTED))
        lines.append(Content.styled(f"{'':>9}{tick_line(drawn, width)} calls a month", MUTED))
        return Content("\n").join(lines)
