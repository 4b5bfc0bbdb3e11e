"""What a person types, cast to the type of a question; the same for keyboard and command line."""

from __future__ import annotations

import re

from advisor.answers.check import problem_with, shown
from advisor.errors import AnswersError, Problem
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question

_NUMBER = re.compile(r"^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([kmb%]?)$", re.IGNORECASE)
_SCALE = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9}
_YES, _NO = {"true", "yes", "y"}, {"false", "no", "n"}


def typed(question: Question, text: str) -> Scalar:
    """Return what was typed as a legal answer: `1.2k`, `10 %`, `2e5`, `yes`, a choice.

    Raises AnswersError where it is none.
    """
    value = _cast(question, text.strip())
    problem = problem_with(question, value)
    if problem is not None:
        raise AnswersError((problem,))
    return value


def _cast(question: Question, text: str) -> Scalar:
    if question.kind in NUMBER_KINDS:
        return _number(question, text)
    if question.kind == "yes_no" and text.lower() in _YES | _NO:
        return text.lower() in _YES
    return text


def _number(question: Question, text: str) -> int | float | str:
    match = _NUMBER.match(text.replace(",", "").replace("_", "").replace(" ", ""))
    if match is None or len(text) > 40:
        return text
    digits, unit = match.group(1), match.group(2).lower()
    value = float(digits) / 100 if unit == "%" else float(digits) * _SCALE[unit]
    if unit == "%" and question.kind != "share":
        problem = Problem("", question.id, f"found {shown(text)}", "write a number without %")
        raise AnswersError((problem,))
    if question.kind == "integer":
        whole = round(value) if abs(value) < 1e18 else 0
        return whole if abs(whole - value) < 1e-6 else value
    return round(value, 12)
