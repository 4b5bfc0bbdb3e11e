"""The monthly cost of prompting and of tuning over the calls: points, text and SVG."""

from __future__ import annotations

import math
from dataclasses import dataclass

from advisor.feasibility.sheet import Sheet
from advisor.pictures import CURVE_STYLE, curve, document, words
from advisor.records.plots import Axes, Cell, Point, plotted, short

NAMES = ("prompted, no cache", "prompted, cached", "tuned")
CLASSES = ("curve dashed", "curve", "curve thick")
POINTS = 80
DECADES = 2.0
WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 70, 470, 50, 320


@dataclass(frozen=True)
class CostCurve:
    """Points of each curve (calls a month, US$ a month), its axes, and the break-evens."""

    curves: tuple[tuple[Point, ...], ...]
    names: tuple[str, ...]
    axes: Axes
    break_even: float

    def cells(self, width: int, height: int) -> list[list[Cell]]:
        """Return the curves as rows of characters."""
        return plotted(self.curves, self.axes, width, height)

    def ticks(self) -> tuple[list[float], list[float]]:
        """Return the powers of ten on each axis."""
        axes = self.axes
        return _powers(axes.left, axes.right), _powers(axes.bottom, axes.top)


def _powers(low: float, high: float) -> list[float]:
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    return [10.0**power for power in range(first, last + 1)]


def cost_curve(sheet: Sheet) -> CostCurve:
    """Return the curves over the calls around break-even, or around today's calls."""
    case, bare = sheet.case, sheet.uncached
    even = case.break_even_calls
    middle = even if 1 <= even <= 1e12 else max(1.0, case.calls_per_month)
    marks = [middle, max(1.0, case.calls_per_month)]
    low, high = math.log10(min(marks)) - DECADES / 2, math.log10(max(marks)) + DECADES / 2
    calls = [10 ** (low + (high - low) * step / POINTS) for step in range(POINTS + 1)]
    families = [[(n, bare.prompted_month(n)) for n in calls]]
    names = [NAMES[0]]
    if sheet.caches:
        families.append([(n, case.prompted_month(n)) for n in calls])
        names.append(NAMES[1])
    families.append([(n, case.tuned_month(n)) for n in calls])
    names.append(NAMES[2])
    money = [max(y, 0.01) for points in families for _, y in points]
    axes = Axes(calls[0], calls[-1], min(money), max(money) * 1.05)
    return CostCurve(tuple(map(tuple, families)), tuple(names), axes, even)


def curve_lines(drawn: CostCurve, width: int = 51, height: int = 12) -> list[str]:
    """Return the curves as lines of text with both axes, at most 80 columns."""
    rows = ["".join(cell.character for cell in row) for row in drawn.cells(width, height)]
    ends, marks = end_rows(drawn, height), tick_rows(drawn, height)
    lines = ["US$ a month"]
    for number, row in enumerate(rows):
        lines.append(
            f"{marks.get(number, ''):>7} |{row.rstrip():<{width}} {ends.get(number, ('',))[0]}"
        )
    lines.append(f"{'':>7} +{'-' * width}")
    lines.append(f"{'':>9}{tick_line(drawn, width)} calls a month")
    return [line.rstrip() for line in lines]


def tick_line(drawn: CostCurve, width: int) -> str:
    """Return the labels of the lower axis, each at its place."""
    line = [" "] * (width + 6)
    for value in drawn.ticks()[0]:
        at = round(drawn.axes.place(value, drawn.axes.bottom)[0] * (width - 1))
        label = short(value)
        if all(c == " " for c in line[max(0, at - 1) : at + len(label) + 1]):
            line[at : at + len(label)] = label
    return "".join(line[: width + 6]).rstrip()


def tick_rows(drawn: CostCurve, height: int) -> dict[int, str]:
    """Return the labels of the left axis by the row they stand in."""
    axes = drawn.axes
    return {
        round((1 - axes.place(axes.left, value)[1]) * (height - 1)): short(value)
        for value in drawn.ticks()[1]
    }


def end_rows(drawn: CostCurve, height: int) -> dict[int, tuple[str, int]]:
    """Return name and place of each curve by the row where it ends, none over another."""
    found: dict[int, tuple[str, int]] = {}
    for number, (points, name) in enumerate(zip(drawn.curves, drawn.names, strict=True)):
        row = round((1 - drawn.axes.place(*points[-1])[1]) * (height - 1))
        while row in found:
            row += 1
        found[row] = (name, number)
    return found


def curve_svg(sheet: Sheet, drawn: CostCurve) -> str:
    """Return the curves as an SVG of its own."""
    axes = drawn.axes

    def at(x: float, y: float) -> Point:
        right, up = axes.place(x, y)
        return LEFT + right * (RIGHT - LEFT), BOTTOM - up * (BOTTOM - TOP)

    body = [words(20, 26, f"{sheet.prompted.title} prompted, or {sheet.tuned}", "title")]
    across, upwards = drawn.ticks()
    for value in across:
        x, _ = at(value, axes.bottom)
        body.append(curve([(x, TOP), (x, BOTTOM)], "grid"))
        body.append(words(x, BOTTOM + 18, short(value), "small", "middle"))
    for value in upwards:
        _, y = at(axes.left, value)
        body.append(curve([(LEFT, y), (RIGHT, y)], "grid"))
        body.append(words(LEFT - 8, y + 4, short(value), "small", "end"))
    taken: list[float] = []
    for points, name in zip(drawn.curves, drawn.names, strict=True):
        body.append(curve([at(*point) for point in points], CLASSES[NAMES.index(name)]))
        y = at(*points[-1])[1] + 4
        while any(abs(y - other) < 15 for other in taken):
            y += 15
        taken.append(y)
        body.append(words(RIGHT + 8, y, name, "small"))
    body.append(words((LEFT + RIGHT) / 2, BOTTOM + 40, "calls a month", "small", "middle"))
    body.append(words(20, TOP - 8, "US$ a month", "small"))
    if axes.left < drawn.break_even < axes.right:
        x, y = at(drawn.break_even, sheet.case.tuned_month(drawn.break_even))
        told = f"break-even at {short(drawn.break_even)}"
        body.append(curve([(x, y), (x, BOTTOM)], "curve dashed"))
        body.append(words(x - 6, BOTTOM - 8, told, "small", "end"))
    title = "Monthly cost of prompting and of tuning"
    return document(WIDTH, HEIGHT, title, body, CURVE_STYLE)
