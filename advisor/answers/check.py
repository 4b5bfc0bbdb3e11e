"""Is one answer legal, and can the answers be true together; faults are told, never raised."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from advisor.errors import Problem
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question
from advisor.text import nearest, number, shorten, visible

# Far beyond any data set; it keeps products of two answers within floating point.
LARGEST = 10**15
LONGEST_NAME = 200


def problem_with(question: Question, value: object, path: str = "") -> Problem | None:
    """Return what is wrong with `value` as an answer to `question`, or None."""
    told = _CHECKS[question.kind](question, value)
    if told is None:
        return None
    what, to_do = told
    return Problem(path, question.id, what, to_do)


def shown(value: object) -> str:
    """Return an untrusted value as it would stand in the file, short and safe."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shorten(visible(value), 60)}"'
    if isinstance(value, int) and abs(value) > LARGEST:
        return "a number of more than 15 digits"
    return shorten(visible(str(value)), 60)


def _wrong_type(value: object, wanted: str) -> tuple[str, str]:
    return f"found {shown(value)}", f"write {wanted}"


def _choice(question: Question, value: object) -> tuple[str, str] | None:
    values = list(question.values)
    if not isinstance(value, str):
        return _wrong_type(value, f"one of {', '.join(values)}, in quotes")
    if value in values:
        return None
    near = nearest(value, values)
    hint = f'did you mean "{near}"? ' if near else ""
    return f"{shown(value)} is not a choice", f"{hint}choose one of {', '.join(values)}"


def _yes_no(_: Question, value: object) -> tuple[str, str] | None:
    return None if isinstance(value, bool) else _wrong_type(value, "true or false, without quotes")


def _integer(question: Question, value: object) -> tuple[str, str] | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return _wrong_type(value, "a whole number, without quotes or a decimal point")
    return _range(question, value)


def _number(question: Question, value: object) -> tuple[str, str] | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _wrong_type(value, "a number, without quotes")
    if isinstance(value, float) and not math.isfinite(value):
        return f"found {value}", "write a finite number, or leave the key out for unknown"
    return _range(question, value)


def _range(question: Question, value: float) -> tuple[str, str] | None:
    low, above, high = question.minimum, question.exclusive_minimum, question.maximum
    if low is not None and value < low:
        return f"{shown(value)} is too small", f"the smallest legal value is {number(low)}"
    if above is not None and value <= above:
        return f"{shown(value)} is too small", f"it must be above {number(above)}"
    if high is not None and value > high:
        advice = " (5 % is 0.05)" if question.kind == "share" else ""
        return f"{shown(value)} is too large", f"the largest legal value is {number(high)}{advice}"
    if abs(value) > LARGEST:
        return f"found {shown(value)}", "that is beyond any real case, check the number"
    return None


def _model(_: Question, value: object) -> tuple[str, str] | None:
    if not isinstance(value, str) or not value.strip():
        return _wrong_type(value, "the name of a model, in quotes")
    if len(value) > LONGEST_NAME:
        return f"the name has {len(value):,} characters", f"use at most {LONGEST_NAME}"
    return None


_CHECKS = {
    "choice": _choice,
    "yes_no": _yes_no,
    "integer": _integer,
    "number": _number,
    "share": _number,
    "model": _model,
}


def contradictions(values: Mapping[str, Scalar], path: str = "") -> Iterator[Problem]:
    """Yield the pairs of answers that cannot both be true; an unknown partner is no fault."""
    examples, classes = values.get("data.examples"), values.get("data.classes")
    rarest, ratio = values.get("data.rarest_class"), values.get("data.imbalance_ratio")
    if not isinstance(rarest, int) or not isinstance(examples, int):
        return
    if rarest > examples:
        yield _contradiction(path, f"{rarest:,} is more than data.examples = {examples:,}")
        return
    if not isinstance(classes, int):
        return
    least = f"{rarest:,} in each of data.classes = {classes:,} classes"
    if rarest * classes > examples:
        yield _contradiction(path, f"{least} is more than data.examples = {examples:,}")
    elif ratio == 1 and examples - rarest * classes >= classes:
        # A remainder smaller than the number of classes is what whole numbers leave over.
        yield _contradiction(
            path, f"{least} is less than data.examples = {examples:,}, but data.imbalance_ratio = 1"
        )


def _contradiction(path: str, what: str) -> Problem:
    return Problem(path, "data.rarest_class", what, "both cannot be true, correct one of them")
