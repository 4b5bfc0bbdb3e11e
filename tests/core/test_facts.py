"""Facts follow one formula of the closed set and are unknown where an input or the value is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from advisor.answers.facts import complete, derive
from advisor.answers.values import Answer, Answers, from_values
from advisor.knowledge.conditions import Span
from tests.fixtures import mini

DAY = date(2026, 11, 22)
QUESTIONS = [mini.integer("q.n", -50, 1000), mini.integer("q.m", -50, 1000), mini.yes_no("q.flag")]


def derived(formula: dict[str, object], **answers: object) -> object:
    base = mini.make(QUESTIONS, {}, facts=[mini.fact("wanted", **formula)])
    given = {
        f"q.{name}": value if isinstance(value, Answer) else Answer(value)
        for name, value in answers.items()
    }
    return derive(base, Answers(given), DAY).get("wanted")


def between(low: float, high: float) -> Answer:
    return Answer((low + high) / 2, "measured", low=low, high=high)


@pytest.mark.parametrize(
    ("formula", "n", "m", "expected"),
    [
        ({"ratio": ["q.n", "q.m"]}, 10, 4, 2.5),
        ({"ratio": ["q.n", 8]}, 10, 0, 1.25),
        ({"difference": ["q.n", "q.m"]}, 10, 4, 6.0),
        ({"difference": [1, "q.n"]}, 10, 4, -9.0),
        ({"product": ["q.n", "q.m", 0.5]}, 10, 4, 20.0),
        ({"smallest": ["q.n", "q.m", 7]}, 10, 9, 7.0),
        ({"smallest": ["q.n", "q.m"]}, 10, 4, 4.0),
    ],
)
def test_a_formula_gives_its_value(formula, n, m, expected):
    assert derived(formula, n=n, m=m) == expected


@pytest.mark.parametrize("name", ["ratio", "difference", "product", "smallest"])
def test_a_fact_is_unknown_when_an_operand_is(name):
    assert derived({name: ["q.n", "q.m"]}, n=10) is None


@pytest.mark.parametrize("divisor", [0, between(-1, 1), between(0, 4), between(-4, 0)])
def test_a_division_by_what_may_be_zero_is_unknown(divisor):
    assert derived({"ratio": ["q.n", "q.m"]}, n=10, m=divisor) is None


def test_a_product_beyond_floating_point_is_unknown():
    assert derived({"product": ["q.n", 1e308, 10]}, n=1000) is None


def test_decimal_answers_differ_by_a_decimal():
    assert derived({"difference": ["q.n", "q.m"]}, n=0.9, m=0.71) == 0.19


def test_a_yes_or_no_is_no_number():
    assert derived({"product": ["q.flag", 3]}, flag=True) is None


@pytest.mark.parametrize(
    ("formula", "n", "m", "ends"),
    [
        ({"ratio": ["q.n", "q.m"]}, between(10, 20), between(2, 5), (2, 10)),
        ({"ratio": ["q.n", "q.m"]}, between(-10, 20), between(2, 5), (-5, 10)),
        ({"difference": ["q.n", "q.m"]}, between(10, 20), between(2, 5), (5, 18)),
        ({"product": ["q.n", "q.m"]}, between(-2, 3), between(4, 5), (-10, 15)),
        ({"smallest": ["q.n", "q.m"]}, between(1, 9), between(4, 5), (1, 5)),
        ({"difference": ["q.n", "q.m"]}, between(10, 20), 5, (5, 15)),
    ],
)
def test_an_interval_is_carried_through_a_formula(formula, n, m, ends):
    found = derived(formula, n=n, m=m)
    assert isinstance(found, Span)
    assert (found.low, found.high) == ends
    assert found.low <= found.value <= found.high


def test_a_fact_may_read_a_fact_before_it():
    facts = [mini.fact("sum", product=["q.n", 2]), mini.fact("half", ratio=["sum", 4])]
    base = mini.make(QUESTIONS, {}, facts=facts)
    assert derive(base, from_values({"q.n": 10}), DAY)["half"] == 5.0


def test_a_fact_told_directly_is_not_computed_again():
    base = mini.make(QUESTIONS, {}, facts=[mini.fact("half", ratio=["q.n", 2])])
    assert derive(base, from_values({"q.n": 10}), DAY, {"half": 99.0})["half"] == 99.0


def test_a_computed_fact_waits_for_its_witness():
    base = mini.make(QUESTIONS, {}, facts=[mini.fact("memory", computed=["q.n"])])
    assert "memory" not in derive(base, from_values({"q.n": 10}), DAY)
    assert derive(base, Answers(), DAY, {"memory": 7.0})["memory"] == 7.0


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2027, 5, 22), 0.0),
        (date(2027, 5, 21), 0.03),
        (date(2027, 5, 23), -0.03),
        (date(2026, 5, 22), 11.99),
        (date(2026, 11, 22), 5.95),
    ],
)
def test_months_count_from_the_day_that_is_judged_by(small, day, months):
    answers = from_values({"model.name": "mini-tunable"})
    assert derive(small, answers, day)["months_until_retirement"] == months


@pytest.mark.parametrize("name", ["mini-open", "nobody-knows-it"])
def test_months_to_a_date_that_the_catalogue_lacks_are_unknown(small, day, name):
    readings = derive(small, from_values({"model.name": name}), day)
    assert "months_until_retirement" not in readings


def test_a_models_name_answers_the_rest_where_the_builder_did_not(small):
    answers = from_values({"model.name": "mini-open", "model.params_b": 3.0})
    told = complete(small, replace(answers, dont_know=frozenset({"model.access"})))
    assert told.given["model.access"].value == "open_weights"
    assert told.given["model.access"].origin == "catalogue"
    assert told.given["model.params_b"] == Answer(3.0)
    assert told.dont_know == frozenset()


def test_an_unknown_models_name_answers_nothing(small):
    answers = from_values({"model.name": "nobody-knows-it"})
    assert complete(small, answers) == answers


def test_a_figure_for_a_question_that_is_not_asked_is_no_answer(small):
    """The catalogue may know more than a knowledge base asks."""
    model = small.models["mini-open"].model_copy(update={"safety_tier": "open"})
    base = replace(small, models={**small.models, model.id: model})
    told = complete(base, from_values({"model.name": model.id}))
    assert told.given.keys() <= base.questions.keys()
