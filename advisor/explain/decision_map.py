"""The recommended option in every cell over two questions, with where the answers stand."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.answers.check import contradictions
from advisor.answers.values import Answers
from advisor.evaluate import recommended
from advisor.explain.cells import Cell, cells_of
from advisor.explain.changes import Derive, as_float
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, Scalar
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
    options = tuple(
        tuple(_option(base, free, derive, {x: column, y: row}) for column in columns)
        for row in rows
    )
    here = _place(columns, answers.value(x)), _place(rows, answers.value(y))
    return DecisionMap(x, y, tuple(columns), tuple(rows), options, here)


def _axis(
    base: KnowledgeBase, free: Answers, derive: Derive, question: Question, other: Question
) -> list[Cell]:
    """Return the cells of one axis, cut wherever some cell of the other axis cuts it."""
    readings = derive(free)
    if question.kind not in NUMBER_KINDS:
        return cells_of(base, question, readings)
    seen = [readings]
    for cell in cells_of(base, other, readings):
        seen += [derive(free.with_value(other.id, value)) for value in _ends(cell)]
    return _merged(base, question, seen)


def _ends(cell: Cell) -> list[Scalar]:
    if cell.low != cell.low:
        return [cell.value]
    whole = isinstance(cell.value, int)
    return [int(end) if whole else end for end in (cell.low, cell.high)]


def _merged(base: KnowledgeBase, question: Question, seen: list[Readings]) -> list[Cell]:
    """Return the cells cut by all of these readings together."""
    starts = {cell.low for readings in seen for cell in cells_of(base, question, readings)}
    high = max(cell.high for cell in cells_of(base, question, seen[0]))
    ordered = sorted(starts)
    whole = question.kind == "integer"
    cells = []
    for start, following in zip(ordered, [*ordered[1:], None], strict=True):
        end = high if following is None else following - 1 if whole else following
        cells.append(Cell(int(start) if whole else _inside(start, end), start, end))
    return cells


def _inside(start: float, end: float) -> float:
    return (start + end) / 2


def _option(base: KnowledgeBase, free: Answers, derive: Derive, place: dict[str, Cell]) -> str:
    answers = free
    for name, cell in place.items():
        answers = answers.with_value(name, cell.value)
    if any(contradictions({key: answer.value for key, answer in answers.given.items()})):
        return IMPOSSIBLE
    return recommended(base, derive(answers))


def _place(cells: list[Cell], value: Scalar | None) -> int | None:
    if value is None:
        return None
    for position, cell in enumerate(cells):
        if cell.value == value or cell.low <= as_float(value) <= cell.high:
            return position
    return None


def most_telling_axis(base: KnowledgeBase, answers: Answers, derive: Derive, x: str) -> str:
    """Return the question beside `x` whose answers reach the most options, for the map's rows.

    Where several do, the one earliest in the order of the questions.
    """
    best, most = "", 0
    for question in base.questions.values():
        if question.id == x or question.kind == "model":
            continue
        readings = derive(answers.without(question.id))
        cells = cells_of(base, question, readings)
        reached = [
            recommended(base, derive(answers.with_value(question.id, cell.value))) for cell in cells
        ]
        changes = sum(a != b for a, b in zip(reached, reached[1:], strict=False))
        score = 100 * len(set(reached)) + min(changes, 99)
        if score > most:
            best, most = question.id, score
    return best
