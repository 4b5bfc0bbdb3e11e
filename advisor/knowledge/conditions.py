"""The closed condition language over answers and facts, in three truth values; no rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

Scalar = bool | int | float | str | date


class Span(NamedTuple):
    """A number known only within an interval: low <= value <= high."""

    value: float
    low: float
    high: float


Reading = Scalar | Span
Readings = Mapping[str, Reading]
Truth = bool | None
Holds = Callable[[Readings], Truth]

Choice = bool | str
Number = int | float
OPERATORS = ("is", "is_not", "in", "below", "at_least", "between")


class Strict(BaseModel):
    """The manners of every entry: unknown keys are refused, values never change."""

    # Classes are built on first use: most runs need few of them, and building is the dearer half.
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, populate_by_name=True, defer_build=True
    )


class Test(Strict):
    """One comparison of one answer or fact; `between` includes its lower end only."""

    __test__ = False  # not a test class for pytest

    answer: str | None = None
    fact: str | None = None
    is_: Choice | None = Field(default=None, alias="is")
    is_not: Choice | None = None
    in_: tuple[str, ...] | None = Field(default=None, alias="in", strict=False, min_length=1)
    below: Number | None = None
    at_least: Number | None = None
    between: tuple[Number, Number] | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _one_subject_one_operator(self) -> Test:
        if (self.answer is None) == (self.fact is None):
            raise ValueError("name either an answer or a fact")
        if len(self._given()) != 1:
            raise ValueError(f"use exactly one operator of {', '.join(OPERATORS)}")
        if self.between is not None and self.between[0] >= self.between[1]:
            raise ValueError("between needs its lower end first")
        return self

    def _given(self) -> list[str]:
        fields = ("is_", "is_not", "in_", "below", "at_least", "between")
        return [name for name in fields if getattr(self, name) is not None]

    @property
    def subject(self) -> str:
        """The id of the answer or fact that is read."""
        return self.answer or self.fact or ""

    @property
    def operator(self) -> str:
        """The operator's name as it stands in the file."""
        return self._given()[0].rstrip("_")

    @property
    def operand(self) -> object:
        """What the reading is compared with."""
        return getattr(self, self._given()[0])


class All(Strict):
    """Every condition holds."""

    all: tuple[Condition, ...] = Field(strict=False, min_length=1)


class AnyOf(Strict):
    """At least one condition holds."""

    any: tuple[Condition, ...] = Field(strict=False, min_length=1)


class Not(Strict):
    """The condition does not hold."""

    not_: Condition = Field(alias="not")


def _shape(value: object) -> str:
    if isinstance(value, dict):
        for shape in ("all", "any", "not"):
            if shape in value:
                return shape
        return "test"
    shapes: dict[type, str] = {All: "all", AnyOf: "any", Not: "not"}
    return shapes.get(type(value), "test")


Condition = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Test, Tag("test")],
    Discriminator(_shape),
]


def tests_of(condition: Condition) -> Iterator[Test]:
    """Yield every comparison in `condition`, in reading order."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests_of(condition.not_)
    else:
        for part in condition.all if isinstance(condition, All) else condition.any:
            yield from tests_of(part)


def written(condition: Condition) -> dict[str, object]:
    """Return a condition as plain values, as it stands in its file."""
    if isinstance(condition, Test):
        name = "answer" if condition.answer is not None else "fact"
        return {name: condition.subject, condition.operator: condition.operand}
    if isinstance(condition, Not):
        return {"not": written(condition.not_)}
    if isinstance(condition, All):
        return {"all": [written(part) for part in condition.all]}
    return {"any": [written(part) for part in condition.any]}


def compiled(condition: Condition) -> Holds:
    """Return a function that tells whether `condition` holds: True, False, or None for unknown."""
    if isinstance(condition, Test):
        return _comparison(condition)
    if isinstance(condition, Not):
        inner = compiled(condition.not_)
        return lambda readings: None if (truth := inner(readings)) is None else not truth
    if isinstance(condition, All):
        return _every([compiled(part) for part in condition.all])
    return _some([compiled(part) for part in condition.any])


def _every(parts: list[Holds]) -> Holds:
    if len(parts) == 1:
        return parts[0]

    def holds(readings: Readings) -> Truth:
        answer: Truth = True
        for part in parts:
            truth = part(readings)
            if truth is False:
                return False
            if truth is None:
                answer = None
        return answer

    return holds


def _some(parts: list[Holds]) -> Holds:
    if len(parts) == 1:
        return parts[0]

    def holds(readings: Readings) -> Truth:
        answer: Truth = False
        for part in parts:
            truth = part(readings)
            if truth is True:
                return True
            if truth is None:
                answer = None
        return answer

    return holds


def _comparison(test: Test) -> Holds:
    subject, operand, meets = test.subject, test.operand, _meets(test)

    def holds_of_number(readings: Readings) -> Truth:
        reading = readings.get(subject)
        if reading is None:
            return None
        if isinstance(reading, Span):
            return _within(reading, test, meets)
        return meets(reading)

    def holds(readings: Readings) -> Truth:
        reading = readings.get(subject)
        return None if reading is None else meets(reading)

    def is_equal(readings: Readings) -> Truth:
        reading = readings.get(subject)
        return None if reading is None else reading == operand

    if test.operator in {"below", "at_least", "between"}:
        return holds_of_number
    return is_equal if test.operator == "is" else holds


def _within(span: Span, test: Test, meets: Callable[[object], bool]) -> Truth:
    low, high = meets(span.low), meets(span.high)
    if low != high:
        return None
    if not low and test.between is not None and span.low < test.between[0] <= span.high:
        return None
    return low


def _meets(test: Test) -> Callable[[object], bool]:
    operand = test.operand
    table: dict[str, Callable[[object], bool]] = {
        "is": lambda value: value == operand,
        "is_not": lambda value: value != operand,
        "in": lambda value: value in operand,  # type: ignore[operator]  # a tuple, by Test
        "below": lambda value: value < operand,  # type: ignore[operator]  # numbers, by Test
        "at_least": lambda value: value >= operand,  # type: ignore[operator]  # numbers, by Test
        "between": lambda value: operand[0] <= value < operand[1],  # type: ignore[index]
    }
    return table[test.operator]
