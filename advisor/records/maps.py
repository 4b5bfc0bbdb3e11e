"""The decision map as lines of text and as SVG."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator

from advisor import pictures
from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.explain.cells import Cell
from advisor.explain.decision_map import IMPOSSIBLE, DecisionMap
from advisor.knowledge.base import KnowledgeBase
from advisor.text import shorten

LABEL = 24
CELL_WIDTH, CELL_HEIGHT, LEFT, TOP = 66, 34, 210, 64


def cell_label(base: KnowledgeBase, question: str, cell: Cell, last: bool) -> str:
    """Return a cell in words: a choice, or the number from which it begins."""
    if math.isnan(cell.low):
        return show_value(base, question, cell.value)
    if cell.low == cell.high:
        return show_value(base, question, _number(cell.low, cell.value))
    begins = _number(cell.low, cell.value)
    shown = show_value(base, question, begins)
    if cell.low == math.nextafter(begins, math.inf):
        return f"above {shown}"
    return f"{shown}+" if last else f"from {shown}"


def _number(value: float, kind: object) -> float:
    if isinstance(kind, int):
        return int(value)
    return float(f"{value:.4g}") if value >= sys.float_info.min else 0.0


def letters(base: KnowledgeBase) -> dict[str, str]:
    """Return one capital letter for each option: the first that is not taken."""
    found: dict[str, str] = {}
    for option, entry in base.options.items():
        initials = [word[0].upper() for word in entry.title.split()] + list(entry.title.upper())
        found[option] = next(
            letter
            for letter in ["A" if option == "peft" else initials[0], *initials]
            if letter not in found.values()
        )
    return {**found, IMPOSSIBLE: "·"}


def map_lines(advice: Advice, drawn: DecisionMap) -> Iterator[str]:
    """Yield the map as text: a letter in every cell, brackets where you are."""
    base, letter = advice.base, letters(advice.base)
    legend = ", ".join(f"{letter[option]} {entry.title}" for option, entry in base.options.items())
    yield f"{base.questions[drawn.y].text} (down), {base.questions[drawn.x].text} (across)"
    yield f"{legend}; · cannot be; [ ] is where you are"
    yield ""
    column, row = drawn.here
    for place in reversed(range(len(drawn.rows))):
        label = cell_label(base, drawn.y, drawn.rows[place], place == len(drawn.rows) - 1)
        cells = [
            f"[{letter[option]}]" if (at, place) == (column, row) else f" {letter[option]} "
            for at, option in enumerate(drawn.options[place])
        ]
        yield f"{shorten(label, LABEL).rjust(LABEL)} |{''.join(cells)}"
    yield f"{'':{LABEL}} +{'---' * len(drawn.columns)}"
    starts = [
        cell_label(base, drawn.x, cell, at == len(drawn.columns) - 1)
        for at, cell in enumerate(drawn.columns)
    ]
    yield f"{'':{LABEL}}  columns: {', '.join(starts)}"


def map_svg(advice: Advice, drawn: DecisionMap) -> str:
    """Return the map as SVG, a letter in every cell and a frame where you are."""
    base, letter = advice.base, letters(advice.base)
    fills = dict(zip([*base.options, IMPOSSIBLE], [*pictures.FILLS[:3], "none"], strict=True))
    width = max(640, LEFT + CELL_WIDTH * len(drawn.columns) + 30)
    height = TOP + CELL_HEIGHT * len(drawn.rows) + 110
    body = [pictures.words(20, 28, "What would be recommended", "title")]
    body.append(pictures.words(20, 48, f"{base.questions[drawn.y].text} (down)", "small"))
    for place in range(len(drawn.rows)):
        y = TOP + CELL_HEIGHT * (len(drawn.rows) - 1 - place)
        label = cell_label(base, drawn.y, drawn.rows[place], place == len(drawn.rows) - 1)
        body.append(pictures.words(LEFT - 10, y + 22, shorten(label, 28), "small", anchor="end"))
        for at, option in enumerate(drawn.options[place]):
            x = LEFT + CELL_WIDTH * at
            body.append(pictures.box(x, y, CELL_WIDTH, CELL_HEIGHT, "cell", fills[option]))
            body.append(
                pictures.words(x + CELL_WIDTH / 2, y + 22, letter[option], "on", anchor="middle")
            )
    body += _frame(drawn)
    bottom = TOP + CELL_HEIGHT * len(drawn.rows)
    for at, cell in enumerate(drawn.columns):
        label = cell_label(base, drawn.x, cell, at == len(drawn.columns) - 1)
        middle = LEFT + CELL_WIDTH * (at + 0.5)
        body.append(
            pictures.words(middle, bottom + 18, label.removeprefix("from "), "small", "middle")
        )
    body.append(pictures.words(LEFT, bottom + 40, f"{base.questions[drawn.x].text}", "small"))
    legend = ", ".join(f"{letter[o]} = {entry.title}" for o, entry in base.options.items())
    body.append(pictures.words(20, bottom + 72, f"{legend}; frame = you are here", "small"))
    day = advice.date.isoformat()
    foot = f"Judged as of {day} by knowledge {base.version}."
    body.append(pictures.words(20, bottom + 92, foot, "small"))
    return pictures.document(width, height, "Decision map", body)


def _frame(drawn: DecisionMap) -> Iterator[str]:
    column, row = drawn.here
    if column is not None and row is not None:
        x = LEFT + CELL_WIDTH * column
        y = TOP + CELL_HEIGHT * (len(drawn.rows) - 1 - row)
        yield pictures.box(x + 2, y + 2, CELL_WIDTH - 4, CELL_HEIGHT - 4, "here")
