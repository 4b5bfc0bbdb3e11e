"""The parts of a sum as bars that begin where the last one ended, against a limit."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

NAME, SIZE = 13, 8
LEAST_BAR = 10
MUTED = "$foreground 60%"


@dataclass(frozen=True)
class Part:
    """One part of a sum."""

    name: str
    size: float


@dataclass(frozen=True)
class Stack:
    """Parts that add up, the range of their sum, and the limit they are held against."""

    parts: tuple[Part, ...]
    low: float
    high: float
    limit: float
    fits: bool


class MemoryBars(Widget):
    """A row a part, the sum with its range below, the limit as a line through all."""

    DEFAULT_CSS = "MemoryBars { height: auto; width: 1fr; }"

    stack: reactive[Stack | None] = reactive(None, layout=True)

    def render(self) -> Content:
        """Draw the rows."""
        stack = self.stack
        if stack is None:
            return Content("")
        width = max(LEAST_BAR, self.content_size.width - NAME - SIZE - 1)
        total = sum(part.size for part in stack.parts)
        scale = width / (max(stack.limit, stack.high) * 1.02)
        limit = min(width - 1, round(stack.limit * scale))
        lines, before = [], 0.0
        for part in stack.parts:
            cells = _cells(width, before * scale, (before + part.size) * scale, "█")
            lines.append(_row(part.name, part.size, cells, limit, "$accent"))
            before += part.size
        cells = _cells(width, 0.0, total * scale, "█")
        for place in range(round(stack.low * scale), min(width, round(stack.high * scale))):
            cells[place] = "▒" if cells[place] == "█" else "░"
        colour = "$text-success" if stack.fits else "$text-warning"
        lines.append(_row("sum, range", total, cells, limit, colour))
        mark = f"{'card'.rjust(limit)} ▲" if limit >= 4 else "▲ card"
        lines.append(Content.styled(" " * (NAME + SIZE) + mark[:width], MUTED))
        return Content("\n").join(lines)


def _cells(width: int, start: float, end: float, glyph: str) -> list[str]:
    first = min(width - 1, int(start))
    last = min(width, max(first + 1, round(end)))
    return [glyph if first <= place < last else " " for place in range(width)]


def _row(name: str, size: float, cells: list[str], limit: int, colour: str) -> Content:
    marked = [*cells[:limit], "│", *cells[limit + 1 :]]
    text = "".join(marked)
    return Content.assemble(
        name.ljust(NAME),
        (f"{size:.1f}".rjust(SIZE - 1) + " ", ""),
        (text[:limit], colour),
        ("│", "bold"),
        (text[limit + 1 :], "$text-error"),
    )
