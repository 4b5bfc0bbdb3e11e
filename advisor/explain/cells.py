"""The finitely many values of an answer that rules, gates and facts can tell apart."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, Scalar, Span
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question
from advisor.knowledge.entries.settings import Fact

# A cut that a fact puts on a whole number is a quotient or product, and may miss it by rounding.
ROUNDING = 1e-9
# A question with no more legal whole numbers than this is taken apart number by number.
FEW = 12


@dataclass(frozen=True, eq=False)
class Cell:
    """Answers that nothing tells apart: a choice, or the numbers from `low` to `high`.

    Cells are compared by identity, for they are looked up far more often than made.
    """

    value: Scalar
    low: float = math.nan
    high: float = math.nan


class Cut(NamedTuple):
    """A number at which a truth changes: at the number itself, or just after it."""

    point: float
    after: bool


def cells_of(
    base: KnowledgeBase, question: Question, readings: Readings, fine: bool = False
) -> list[Cell]:
    """Return the cells of a question, given what else is known, in order.

    Facts with the question as their only open input are cut exactly. `fine` cells are cut at the
    bands of the stated prior, too: so that facts with more open inputs are bound more tightly.
    """
    if question.kind == "choice":
        return [Cell(value) for value in question.values]
    if question.kind == "yes_no":
        return [Cell(False), Cell(True)]
    if question.kind in NUMBER_KINDS:
        points = cut_points(base, question.id, readings)
        points += [Cut(float(band.below), False) for band in question.prior if fine]
        whole = question.kind == "integer"
        return list(_stretches(question, points) if not whole else _whole(question, points))
    return []


def single_numbers(question: Question) -> list[Cell]:
    """Return one cell for each legal whole number, or none where there are more than a few."""
    if question.kind != "integer" or highest(question) - lowest(question) >= FEW:
        return []
    low, high = lowest(question), highest(question)
    return [Cell(number, number, number) for number in range(int(low), int(high) + 1)]


def representatives(base: KnowledgeBase, question: Question, readings: Readings) -> list[Scalar]:
    """Return one legal value of every cell of a question."""
    return [cell.value for cell in cells_of(base, question, readings)]


def _whole(question: Question, cuts: list[Cut]) -> Iterator[Cell]:
    low, high = int(lowest(question)), int(highest(question))
    edges = (_rounded(cut.point) + cut.after for cut in cuts)
    starts = sorted({low, *(math.ceil(edge) for edge in edges if low < edge <= high)})
    for start, following in zip(starts, [*starts[1:], high + 1], strict=True):
        yield Cell(int(_inside(start, following - 1)), start, following - 1)


def _rounded(point: float) -> float:
    """Return the whole number that a point is but for rounding, else one half, where it splits."""
    nearest = round(point)
    if math.isclose(point, nearest, rel_tol=ROUNDING):
        return nearest
    return math.floor(point) + 0.5


def _stretches(question: Question, cuts: list[Cut]) -> Iterator[Cell]:
    low, high = lowest(question), highest(question)
    edges = {math.nextafter(cut.point, math.inf) if cut.after else cut.point for cut in cuts}
    starts = [low, *sorted(edge for edge in edges if low < edge <= high)]
    for start, following in zip(starts, [*starts[1:], math.inf], strict=True):
        end = high if following == math.inf else math.nextafter(following, -math.inf)
        yield Cell(_inside(start, end), start, end)


def _inside(low: float, high: float) -> float:
    """Return the middle of a cell, by the logarithm of one plus the number as the priors are."""
    return min(high, max(low, math.expm1((math.log1p(low) + math.log1p(high)) / 2)))


def cut_points(base: KnowledgeBase, question: str, readings: Readings) -> list[Cut]:
    """Return where the truth of some rule or gate can change along a number.

    A fact may fall as the number rises, and then changes just after the point: it cuts twice.
    """
    subjects = base.cut_subjects[question]
    others = _without(base, question, readings) if set(subjects) - {question} else {}
    points = {
        Cut(point, after)
        for subject in subjects
        for cut in base.cuts[subject]
        for point in _solved(base, subject, cut, question, others)
        for after in ([False] if subject == question else [False, True])
    }
    return sorted(point for point in points if math.isfinite(point.point))


def _without(base: KnowledgeBase, question: str, readings: Readings) -> Readings:
    """Return what is known that does not rest on a question."""
    return {
        key: value for key, value in readings.items() if question not in base.inputs.get(key, ())
    }


def _solved(
    base: KnowledgeBase, subject: str, target: float, question: str, others: Readings
) -> Iterator[float]:
    """Yield the values of `question` at which `subject` reaches `target`."""
    if subject == question:
        yield target
        return
    fact = base.facts.get(subject)
    if fact is None:
        return
    for position, operand in enumerate(fact.formula.operands):
        if isinstance(operand, str) and question in base.inputs.get(operand, ()):
            for wanted in _wanted(fact, position, target, others):
                yield from _solved(base, operand, wanted, question, others)


def _wanted(fact: Fact, position: int, target: float, others: Readings) -> Iterator[float]:
    """Yield what the operand at `position` must be for the fact to be `target`."""
    rest = [operand for place, operand in enumerate(fact.formula.operands) if place != position]
    if fact.formula.name == "smallest":
        yield target
        return
    for values in _combinations([_ends(operand, others) for operand in rest]):
        match fact.formula.name:
            case "ratio" if position == 0:
                yield target * values[0]
            case "ratio":
                yield 0.0  # where the fact has no value
                if target != 0:
                    yield values[0] / target
            case "difference":
                yield target + values[0] if position == 0 else values[0] - target
            case "product" if math.prod(values) != 0:
                yield target / math.prod(values)


def _ends(operand: object, others: Readings) -> list[float]:
    value: object = others.get(operand) if isinstance(operand, str) else operand
    if isinstance(value, Span):
        return [value.low, value.value, value.high]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [float(value)]
    return []


def _combinations(ends: list[list[float]]) -> Iterator[tuple[float, ...]]:
    if not ends:
        yield ()
        return
    for first in ends[0]:
        for rest in _combinations(ends[1:]):
            yield (first, *rest)


def lowest(question: Question) -> float:
    """Return the smallest legal number, or the one next to a bound that is excluded."""
    if question.minimum is not None:
        return question.minimum
    return math.nextafter(question.exclusive_minimum or 0.0, math.inf)


def highest(question: Question) -> float:
    """Return the largest number to consider: the legal one, else far beyond the stated prior."""
    if question.maximum is not None:
        return question.maximum
    return max(1e12, 10 * question.prior[-1].below)
