"""Derived facts: one formula each of a closed set, over answers, the date and the catalogue."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from advisor.answers.values import Answer, Answers
from advisor.knowledge.base import CATALOGUE_ANSWERS, KnowledgeBase
from advisor.knowledge.conditions import Reading, Span
from advisor.knowledge.entries.settings import Operand

if TYPE_CHECKING:  # read where a model is named
    from advisor.knowledge.entries.catalogue import Model

DAYS_PER_MONTH = 365.2425 / 12
CATALOGUE = "catalogue."
Readings = dict[str, Reading]
Moved = Mapping[str, Reading]


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
    return _with_facts(base, readings, base.formulas, base.model(answers.model_name), day)


@dataclass(frozen=True)
class Derive:
    """Derives facts as of one day: all of them, or a few anew where some answers have moved."""

    base: KnowledgeBase
    day: date

    def __call__(self, answers: Answers) -> Readings:
        """Return every answer, completed by the catalogue, and every derived fact."""
        return derive(self.base, complete(self.base, answers), self.day)

    def anew(self, answers: Answers, readings: Mapping[str, Reading], moved: Moved) -> Readings:
        """Return the readings of `answers` with some moved and all facts that rest on them anew.

        The named model stays the same.
        """
        feeding = self.base.feeding
        touched = {fact for name in moved for fact in feeding.get(name, ())} - answers.facts.keys()
        again: Readings = {**readings, **moved}
        for fact in touched:
            again.pop(fact, None)
        facts = [fact for fact in self.base.formulas if fact in touched]
        return _with_facts(self.base, again, facts, self.base.model(answers.model_name), self.day)

    def one(
        self, answers: Answers, readings: Mapping[str, Reading], more: Moved, fact: str
    ) -> Reading | None:
        """Return a fact that was unknown with some more readings; None where it still is."""
        again: Readings = {**readings, **more}
        behind = self.base.behind.get(fact, ())
        model = self.base.model(answers.model_name)
        return _with_facts(self.base, again, behind, model, self.day).get(fact)


def _with_facts(
    base: KnowledgeBase, readings: Readings, facts: Iterable[str], model: Model | None, day: date
) -> Readings:
    """Add to the readings each of these facts that is not there and has a value."""
    figures: Mapping[str, object] = model.figures if model else {}
    for fact in facts:
        if fact not in readings:
            value = _value(*base.formulas[fact], readings, figures, day)
            if value is not None:
                readings[fact] = value
    return readings


def _value(
    name: str,
    operands: tuple[Operand, ...],
    readings: Readings,
    figures: Mapping[str, object],
    day: date,
) -> Reading | None:
    found: list[object] = []
    for operand in operands:
        value = _operand(operand, readings, figures, day)
        if value is None:
            return None
        found.append(value)
    if name == "catalogue":
        return found[0] if isinstance(found[0], (bool, int, float, str)) else None
    if name == "months_between":
        return _months(*found)
    numbers = [_interval(value) for value in found]
    if None in numbers:
        return None
    return _folded(name, [number for number in numbers if number is not None])


def _operand(
    operand: Operand, readings: Readings, figures: Mapping[str, object], day: date
) -> object | None:
    if not isinstance(operand, str):
        return operand
    if operand == "date":
        return day
    if operand.startswith(CATALOGUE):
        return figures.get(operand.removeprefix(CATALOGUE))
    return readings.get(operand)


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
