"""The recommended option in every cell over two questions, with where the answers stand."""

from __future__ import annotations

import math
from dataclasses import dataclass

from advisor.answers.check import contradictions
from advisor.answers.facts import Derive
from advisor.answers.values import Answers
from advisor.explain.cells import Cell, cells_of
from advisor.explain.changes import as_float
from advisor.explain.whatif import WhatIf
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question

# What stands in a cell whose answers contradict each other or those already given.
IMPOSSIBLE = ""


@dataclass(frozen=True)
class DecisionMap:
    """Options by row (y) and column (x); `here` is the column and row of the answers, if known."""

    x: str
    y: str
    columns: tuple[Cell, ...]
    rows: tuple[Cell, ...]
    options: tuple[tuple[str, ...], ...]
    here: tuple[int | None, int | None]


def decision_map(
    base: KnowledgeBase, answers: Answers, derive: Derive, x: str, y: str
) -> DecisionMap:
    """Return the map over questions `x` and `y`; facts and gates move in it."""
    free = answers.without(x).without(y)
    across, up = base.questions[x], base.questions[y]
    columns = _axis(base, free, derive, across, up)
    rows = _axis(base, free, derive, up, across)
    what_if = WhatIf(base, free, derive)
    options = tuple(
        tuple(_option(what_if, {x: column.value, y: row.value}) for column in columns)
        for row in rows
    )
    here = _place(columns, answers.value(x)), _place(rows, answers.value(y))
    return DecisionMap(x, y, tuple(columns), tuple(rows), options, here)


def _axis(
    base: KnowledgeBase, free: Answers, derive: Derive, question: Question, other: Question
) -> list[Cell]:
    """Return the cells of one axis, cut wherever some cell of the other axis cuts it."""
    readings = derive(free)
    own = cells_of(base, question, readings)
    tied = {*base.feeding.get(question.id, ())} & {*base.feeding.get(other.id, ())}
    if question.kind not in NUMBER_KINDS or not tied:
        return own
    seen = [own]
    for cell in cells_of(base, other, readings):
        for end in _ends(cell):
            beside = derive(free.with_value(other.id, end))
            seen.append(cells_of(base, question, beside))
    return _merged(question, seen)


def _ends(cell: Cell) -> list[Scalar]:
    if math.isnan(cell.low):
        return [cell.value]
    whole = isinstance(cell.value, int)
    return [int(end) if whole else end for end in (cell.low, cell.high)]


def _merged(question: Question, seen: list[list[Cell]]) -> list[Cell]:
    """Return the cells cut by all of these together."""
    starts = sorted({cell.low for cells in seen for cell in cells})
    last = max(cell.high for cell in seen[0])
    whole = question.kind == "integer"
    cells = []
    for start, following in zip(starts, [*starts[1:], math.inf], strict=True):
        before = following - 1 if whole else math.nextafter(following, -math.inf)
        end = last if following == math.inf else before
        value = int(start + end) // 2 if whole else (start + end) / 2
        cells.append(Cell(value, start, end))
    return cells


def _option(what_if: WhatIf, moved: dict[str, Scalar]) -> str:
    values = {key: answer.value for key, answer in what_if.answers.given.items()} | moved
    return IMPOSSIBLE if any(contradictions(values)) else what_if.recommended(moved)


def _place(cells: list[Cell], value: Scalar | None) -> int | None:
    if value is None:
        return None
    for position, cell in enumerate(cells):
        if cell.value == value or cell.low <= as_float(value) <= cell.high:
            return position
    return None


def most_telling_axis(base: KnowledgeBase, answers: Answers, derive: Derive, x: str) -> str:
    """Return the question beside `x` whose answers reach the most options, for the map's rows.

    Where several do, the one with the most changes along it, then the earliest.
    """
    best, most = "", 0
    what_if = WhatIf(base, answers, derive)
    for question in base.questions.values():
        if question.id == x or question.kind == "model":
            continue
        known = question.id in answers.given and question.id in base.feeding
        readings = derive(answers.without(question.id)) if known else what_if.readings
        cells = cells_of(base, question, readings)
        reached = [what_if.recommended({question.id: cell.value}) for cell in cells]
        changes = sum(a != b for a, b in zip(reached, reached[1:], strict=False))
        score = 100 * len(set(reached)) + min(changes, 99)
        if score > most:
            best, most = question.id, score
    return best
