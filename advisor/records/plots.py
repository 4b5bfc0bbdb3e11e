"""Curves as characters of a terminal: each holds two by four dots, which braille draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# The bit of each dot of a braille character, by column and row.
DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
BLANK = 0x2800
Point = tuple[float, float]


@dataclass(frozen=True)
class Axes:
    """The range of two logarithmic axes."""

    left: float
    right: float
    bottom: float
    top: float

    def place(self, x: float, y: float) -> Point:
        """Return where a point lies, from 0 to 1 to the right and upwards."""
        return (
            math.log(x / self.left) / math.log(self.right / self.left),
            math.log(max(y, self.bottom) / self.bottom) / math.log(self.top / self.bottom),
        )


@dataclass(frozen=True)
class Cell:
    """One character of a plot, and the curves that pass it, by their place in the list."""

    character: str
    curves: frozenset[int]


def plotted(
    curves: Sequence[Sequence[Point]], axes: Axes, width: int, height: int
) -> list[list[Cell]]:
    """Return rows of characters, the highest first, with the curves drawn over the axes."""
    dots: dict[tuple[int, int], int] = {}
    passing: dict[tuple[int, int], set[int]] = {}
    for number, points in enumerate(curves):
        for column, line in _dots(points, axes, 2 * width, 4 * height):
            place = (line // 4, column // 2)
            dots[place] = dots.get(place, 0) | DOTS[column % 2][line % 4]
            passing.setdefault(place, set()).add(number)
    return [
        [
            Cell(
                chr(BLANK + dots[row, column]) if (row, column) in dots else " ",
                frozenset(passing.get((row, column), ())),
            )
            for column in range(width)
        ]
        for row in range(height)
    ]


def _dots(points: Sequence[Point], axes: Axes, width: int, height: int) -> list[tuple[int, int]]:
    """Return the dots of a curve: column from the left, line from above."""
    placed = [axes.place(x, y) for x, y in points]
    found = []
    for (x0, y0), (x1, y1) in zip(placed, placed[1:], strict=False):
        steps = max(1, math.ceil(max(abs(x1 - x0) * width, abs(y1 - y0) * height)))
        for step in range(steps + 1):
            x, y = (a + (b - a) * step / steps for a, b in ((x0, x1), (y0, y1)))
            if 0 <= x <= 1 and 0 <= y <= 1:
                column, line = round(x * (width - 1)), round((1 - y) * (height - 1))
                found.append((column, line))
    return found


def short(value: float) -> str:
    """Return a number for an axis, such as 200k or 1.5M."""
    for unit, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:.3g}{name}"
    return f"{value:.3g}"
