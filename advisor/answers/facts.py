"""Derived facts: one formula each of a closed set, over answers, the date and the catalogue."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from advisor.answers.values import Answer, Answers
from advisor.knowledge.base import CATALOGUE_ANSWERS, KnowledgeBase
from advisor.knowledge.conditions import Reading, Span
from advisor.knowledge.entries.settings import Fact

DAYS_PER_MONTH = 365.2425 / 12
Readings = dict[str, Reading]


def complete(base: KnowledgeBase, answers: Answers) -> Answers:
    """Return the answers with what the model's name answers filled in where the builder did not."""
    model = base.model(answers.model_name)
    if model is None:
        return answers
    given = dict(answers.given)
    for figure in CATALOGUE_ANSWERS:
        value, question = getattr(model, figure), f"model.{figure}"
        if value is not None and question in base.questions and question not in given:
            given[question] = Answer(value, "catalogue", date=model.as_of)
    closed = answers.dont_know - given.keys()
    return replace(answers, given=given, dont_know=closed)


def derive(
    base: KnowledgeBase, answers: Answers, day: date, given: Mapping[str, Reading] | None = None
) -> Readings:
    """Return every answer and every derived fact that is known, as conditions read them.

    The answers should be `complete`; `given` are facts told directly, by an example.
    A fact is unknown, and so absent, when an operand is, and where its formula has no value
    (a division by zero).
    """
    readings: Readings = {key: answer.reading for key, answer in answers.given.items()}
    readings |= {key: fact.reading for key, fact in answers.facts.items()}
    readings |= given or {}
    figures = _catalogue(base, answers)
    for fact in base.facts.values():
        value = None if fact.id in readings else _value(fact, readings, figures, day)
        if value is not None:
            readings[fact.id] = value
    return readings


def _catalogue(base: KnowledgeBase, answers: Answers) -> dict[str, object]:
    model = base.model(answers.model_name)
    return {f"catalogue.{name}": value for name, value in model.figures.items()} if model else {}


def _value(fact: Fact, readings: Readings, figures: dict[str, object], day: date) -> Reading | None:
    formula = fact.formula
    if formula.name == "computed":
        return None
    operands: list[object] = []
    for operand in formula.operands:
        value = _operand(operand, readings, figures, day)
        if value is None:
            return None
        operands.append(value)
    if formula.name == "catalogue":
        return operands[0] if isinstance(operands[0], (bool, int, float, str)) else None
    if formula.name == "months_between":
        return _months(*operands)
    numbers = [_interval(operand) for operand in operands]
    if None in numbers:
        return None
    return _folded(formula.name, [number for number in numbers if number is not None])


def _operand(
    operand: object, readings: Readings, figures: dict[str, object], day: date
) -> object | None:
    if not isinstance(operand, str):
        return operand
    if operand == "date":
        return day
    return figures.get(operand) if operand.startswith("catalogue.") else readings.get(operand)


def _months(start: object, end: object) -> float | None:
    if isinstance(start, date) and isinstance(end, date):
        return round((end - start).days / DAYS_PER_MONTH, 2)
    return None


def _interval(operand: object) -> Span | None:
    if isinstance(operand, Span):
        return operand
    if isinstance(operand, bool) or not isinstance(operand, (int, float)):
        return None
    return Span(float(operand), float(operand), float(operand))


def _folded(name: str, numbers: list[Span]) -> Reading | None:
    result = numbers[0]
    for number in numbers[1:]:
        combined = _COMBINE[name](result, number)
        if combined is None:
            return None
        result = combined
    return result.value if result.low == result.high else result


def _ratio(a: Span, b: Span) -> Span | None:
    if b.low <= 0 <= b.high:
        return None
    ends = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
    return Span(a.value / b.value, min(ends), max(ends))


def _difference(a: Span, b: Span) -> Span:
    # Decimal answers such as 0.90 and 0.71 must differ by 0.19 and not by a neighbour of it.
    return Span(*(round(x, 12) for x in (a.value - b.value, a.low - b.high, a.high - b.low)))


def _product(a: Span, b: Span) -> Span | None:
    ends = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    if not all(map(math.isfinite, ends)):
        return None
    return Span(a.value * b.value, min(ends), max(ends))


def _smallest(a: Span, b: Span) -> Span:
    return Span(min(a.value, b.value), min(a.low, b.low), min(a.high, b.high))


_COMBINE: dict[str, Callable[[Span, Span], Span | None]] = {
    "ratio": _ratio,
    "difference": _difference,
    "product": _product,
    "smallest": _smallest,
}
