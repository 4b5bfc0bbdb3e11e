"""The finitely many values of an answer that rules, gates and facts can tell apart."""

from __future__ import annotations

import math
from collections.abc import Iterator

from advisor.answers.check import LARGEST
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Reading, Readings, Scalar, Span
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question
from advisor.knowledge.entries.settings import Fact


def representatives(base: KnowledgeBase, question: Question, readings: Readings) -> list[Scalar]:
    """Return one legal value of every cell of a question, given what else is known.

    Facts with the question as their only open input are cut exactly.
    """
    if question.kind == "choice":
        return list(question.values)
    if question.kind == "yes_no":
        return [False, True]
    if question.kind in NUMBER_KINDS:
        return list(_inside(question, cut_points(base, question.id, readings)))
    return []


def cut_points(base: KnowledgeBase, question: str, readings: Readings) -> list[float]:
    """Return where the truth of some rule or gate can change along a number, sorted."""
    others = {key: value for key, value in readings.items() if question not in base.inputs[key]}
    points = {
        point
        for subject, cuts in base.cuts.items()
        if question in base.inputs.get(subject, ())
        for cut in cuts
        for point in _solved(base, subject, cut, question, others)
    }
    return sorted(point for point in points if math.isfinite(point))


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
            case "ratio" if target != 0:
                yield values[0] / target
            case "difference":
                yield target + values[0] if position == 0 else values[0] - target
            case "product" if math.prod(values) != 0:
                yield target / math.prod(values)


def _ends(operand: object, others: Readings) -> list[float]:
    value: Reading | object | None = others.get(operand) if isinstance(operand, str) else operand
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


def _inside(question: Question, points: list[float]) -> Iterator[Scalar]:
    """Yield one legal number of each stretch between neighbouring points, and each point itself."""
    low, high = lowest(question), highest(question)
    if question.maximum is None:
        # The prior says what is usual; a rule may ask for more.
        high = max([high, *(2 * point for point in points if 2 * point <= LARGEST)])
    legal = [point for point in points if low < point < high]
    edges = [low, *legal, high]
    if question.kind == "integer":
        whole = {int(low), int(high)}
        for edge in legal:
            whole |= {math.ceil(edge) - 1, math.floor(edge), math.ceil(edge), math.floor(edge) + 1}
        yield from sorted(number for number in whole if low <= number <= high)
        return
    numbers = {low, high, *legal}
    numbers |= {(a + b) / 2 for a, b in zip(edges, edges[1:], strict=False)}
    yield from sorted(numbers)


def lowest(question: Question) -> float:
    """Return the smallest legal number, or one close to it where the bound is excluded."""
    if question.minimum is not None:
        return question.minimum
    return (question.exclusive_minimum or 0) + 1e-6


def highest(question: Question) -> float:
    """Return the largest number to consider: the legal one, else the end of the stated prior."""
    return question.maximum if question.maximum is not None else question.prior[-1].below
