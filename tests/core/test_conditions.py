"""Conditions have three truth values, and an interval that straddles a bound cannot tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from advisor.knowledge import conditions as language
from advisor.knowledge.conditions import Condition, Span, compiled, written
from tests.core.strategies import CONDITIONS, LEGAL

FORM: TypeAdapter[Any] = TypeAdapter(Condition)
YES = {"answer": "q.yes", "is": True}
NO = {"answer": "q.no", "is": True}
OPEN = {"answer": "q.open", "is": True}
READINGS = {"q.yes": True, "q.no": False}


def truth(condition: dict[str, Any], **readings: Any) -> bool | None:
    named = {f"q.{name}": value for name, value in readings.items()}
    return compiled(FORM.validate_python(condition))({**READINGS, **named})


@pytest.mark.parametrize(
    ("operator", "operand", "reading", "expected"),
    [
        ("is", "red", "red", True),
        ("is", "red", "blue", False),
        ("is", False, False, True),
        ("is_not", "red", "blue", True),
        ("is_not", "red", "red", False),
        ("in", ["red", "blue"], "blue", True),
        ("in", ["red", "blue"], "green", False),
        ("below", 10, 9, True),
        ("below", 10, 10, False),
        ("at_least", 10, 10, True),
        ("at_least", 10, 9.999, False),
        ("between", [5, 10], 5, True),
        ("between", [5, 10], 9.5, True),
        ("between", [5, 10], 10, False),
        ("between", [5, 10], 4, False),
    ],
)
def test_an_operator_compares_as_the_readme_says(operator, operand, reading, expected):
    assert truth({"answer": "q.x", operator: operand}, x=reading) is expected


@pytest.mark.parametrize("operator", ["is", "is_not", "in", "below", "at_least", "between"])
def test_every_operator_over_an_unknown_answer_is_unknown(operator):
    operand = {"is": "a", "is_not": "a", "in": ["a"], "between": [1, 2]}.get(operator, 1)
    assert truth({"answer": "q.open", operator: operand}) is None


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([YES, YES], True),
        ([YES, NO], False),
        ([YES, OPEN], None),
        ([NO, OPEN], False),
        ([OPEN, NO], False),
        ([OPEN, OPEN], None),
        ([YES], True),
    ],
)
def test_all_is_false_as_soon_as_one_part_is_and_else_unknown_if_one_is(parts, expected):
    assert truth({"all": parts}) is expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([NO, NO], False),
        ([YES, NO], True),
        ([NO, OPEN], None),
        ([YES, OPEN], True),
        ([OPEN, YES], True),
        ([OPEN, OPEN], None),
        ([NO], False),
    ],
)
def test_any_is_true_as_soon_as_one_part_is_and_else_unknown_if_one_is(parts, expected):
    assert truth({"any": parts}) is expected


@pytest.mark.parametrize(("part", "expected"), [(YES, False), (NO, True), (OPEN, None)])
def test_not_turns_truth_round_and_leaves_unknown(part, expected):
    assert truth({"not": part}) is expected


@pytest.mark.parametrize(
    ("operator", "operand", "low", "high", "expected"),
    [
        ("below", 10, 3, 9, True),
        ("below", 10, 10, 12, False),
        ("below", 10, 9, 10, None),
        ("at_least", 10, 10, 12, True),
        ("at_least", 10, 9, 10, None),
        ("at_least", 10, 3, 9, False),
        ("between", [5, 10], 5, 9, True),
        ("between", [5, 10], 4, 5, None),
        ("between", [5, 10], 9, 10, None),
        ("between", [5, 10], 1, 20, None),
        ("between", [5, 10], 1, 4, False),
        ("between", [5, 10], 10, 20, False),
    ],
)
def test_an_interval_tells_only_where_all_of_it_agrees(operator, operand, low, high, expected):
    span = Span((low + high) / 2, low, high)
    assert truth({"answer": "q.x", operator: operand}, x=span) is expected


@given(CONDITIONS, st.fixed_dictionaries({}, optional=LEGAL), st.fixed_dictionaries(LEGAL))
def test_an_answer_more_never_turns_a_known_truth_round(condition, some, rest):
    holds = compiled(FORM.validate_python(condition))
    facts = {"per": 1.0, "less": 0.0, "both": 4.0, "least": 2.0, "open_part": 0.5}
    before = holds({**facts, **some})
    after = holds({**facts, **rest, **some})
    assert after is not None
    assert before in (None, after)


@pytest.mark.parametrize(
    "condition",
    [
        {"answer": "q.x"},
        {"is": "red"},
        {"answer": "q.x", "fact": "y", "below": 3},
        {"answer": "q.x", "below": 3, "at_least": 1},
        {"answer": "q.x", "between": [10, 5]},
        {"answer": "q.x", "between": [5, 5]},
        {"answer": "q.x", "between": [5]},
        {"answer": "q.x", "below": "3"},
        {"answer": "q.x", "in": []},
        {"answer": "q.x", "is": 3.5},
        {"answer": "q.x", "like": "red"},
        {"all": []},
        {"any": [], "all": [YES]},
        {"not": [YES]},
    ],
)
def test_a_condition_outside_the_closed_language_is_refused(condition):
    with pytest.raises(ValidationError):
        FORM.validate_python(condition)


def test_every_comparison_is_listed_in_reading_order():
    condition = FORM.validate_python({"all": [YES, {"not": {"any": [NO, OPEN]}}]})
    assert [test.subject for test in language.tests_of(condition)] == ["q.yes", "q.no", "q.open"]


@given(CONDITIONS)
def test_a_condition_is_written_as_pydantic_writes_it(condition):
    parsed = FORM.validate_python(condition)
    text = json.dumps(written(parsed), separators=(",", ":"), ensure_ascii=False)
    assert text.encode() == FORM.dump_json(parsed, by_alias=True, exclude_none=True)
    assert FORM.validate_python(written(parsed)) == parsed
