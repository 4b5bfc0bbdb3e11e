"""The JSON result keeps the contract: its keys, its types and its sums."""

from __future__ import annotations

import json
from datetime import date
from math import fsum
from typing import Any

import pytest
from hypothesis import given, settings

from advisor.advice import advise
from advisor.answers.values import Answer, Answers, from_values
from advisor.records.result import result_json
from tests.core.strategies import BASES, VALUES
from tests.fixtures import mini

OPTIONS = {"prompting", "peft", "full_fine_tuning"}
TOP: dict[str, Any] = {
    "schema": str,
    "recommendation": str,
    "strength": str,
    "certainty": str,
    "settled": bool,
    "date": str,
    "options": list,
    "additions": list,
    "first": list,
    "evidence": list,
    "pitfalls": list,
    "open_questions": list,
    "what_would_change_it": list,
    "knowledge": dict,
    "answers": dict,
}
FIGURE = (int, float)
ROWS: dict[str, dict[str, Any]] = {
    "options": {
        "id": str,
        "probability": FIGURE,
        "quality_probability": FIGURE,
        "evidence_db": FIGURE,
        "prior_db": FIGURE,
        "blocked_by": list,
    },
    "first": {"pitfall": str, "do": str},
    "evidence": {"rule": str, "effect_db": dict, "why": str, "grade": str, "sources": list},
    "pitfalls": {
        "id": str,
        "severity": str,
        "why_here": str,
        "detect": str,
        "avoid": str,
        "sources": list,
    },
    "open_questions": {"id": str, "can_change_recommendation": bool, "alone": bool},
    "what_would_change_it": {"change": dict, "recommendation": str},
}
FULL = {
    "task.need": "facts",
    "data.examples": 90,
    "data.rarest_class": 4,
    "model.access": "closed_tunable",
    "operations.evaluation": "none",
}


def told(base, answers: Answers, day: date = mini.DAY) -> dict[str, Any]:
    found = json.loads(result_json(advise(base, answers, day)))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("values", [{}, FULL], ids=["nothing known", "much known"])
def test_every_key_of_the_contract_is_there_with_its_type(small, values):
    found = told(small, from_values(values))
    assert {key: type(found[key]) for key in TOP} == TOP
    for key, parts in ROWS.items():
        for row in found[key]:
            for part, kind in parts.items():
                assert isinstance(row[part], kind), (key, part)
    assert {"version", "digest", "reviewed"} <= found["knowledge"].keys()


def test_every_kind_of_row_occurs_where_much_is_known(small):
    found = told(small, from_values(FULL))
    assert all(found[key] for key in ROWS)
    assert found["additions"] == ["retrieval"]
    assert found["schema"] == "advisor-result/1"
    assert found["first"][0]["pitfall"] == "no-evaluation"
    assert found["knowledge"]["reviewed"] == "2026-11-01"


def test_the_words_of_the_contract_are_used(small):
    found = told(small, from_values(FULL))
    assert found["recommendation"] in OPTIONS
    assert found["strength"] in {"recommend", "suggest", "toss_up"}
    assert found["certainty"] in {"high", "moderate", "low", "very_low"}
    assert {row["id"] for row in found["options"]} == OPTIONS
    assert {row["severity"] for row in found["pitfalls"]} <= {"high", "medium", "low"}


@given(BASES, VALUES)
@settings(max_examples=25)
def test_the_figures_that_are_shown_add_up(base, values):
    found = told(base, from_values(values))
    options = found["options"]
    assert options[0]["id"] == found["recommendation"]
    assert fsum(row["probability"] for row in options) == pytest.approx(1)
    assert fsum(row["quality_probability"] for row in options) == pytest.approx(1)
    assert fsum(row["evidence_db"] for row in options) == pytest.approx(0, abs=1e-5)
    totals = {
        row["id"]: row["prior_db"] + fsum(e["effect_db"][row["id"]] for e in found["evidence"])
        for row in options
    }
    centre = fsum(totals.values()) / 3
    for row in options:
        assert totals[row["id"]] - centre == pytest.approx(row["evidence_db"], abs=1e-4)


@given(BASES, VALUES)
@settings(max_examples=25)
def test_the_order_of_answers_does_not_change_a_byte(base, values):
    turned = dict(reversed(values.items()))
    first, second = (advise(base, from_values(told), mini.DAY) for told in (values, turned))
    assert result_json(first) == result_json(second)


def test_a_blocked_option_names_its_gate_and_has_no_probability(small):
    found = told(small, from_values({"model.access": "closed"}))
    blocked = {row["id"]: row for row in found["options"] if row["blocked_by"]}
    assert blocked.keys() == {"peft", "full_fine_tuning"}
    assert {row["probability"] for row in blocked.values()} == {0.0}
    assert blocked["peft"]["blocked_by"] == ["gates/access-closed"]


@pytest.mark.parametrize(("day", "leader"), [(date(2027, 5, 21), "peft"), (date(2027, 5, 22), "")])
def test_a_gate_of_the_calendar_follows_the_date_that_is_judged_by(small, day, leader):
    values = {"task.need": "label_convention", "model.name": "mini-tunable"}
    found = told(small, from_values(values), day)
    assert found["date"] == day.isoformat()
    assert found["recommendation"] == (leader or "prompting")


def test_where_an_answer_came_from_is_told(small):
    given = {
        "data.label_error": Answer(
            0.05, "measured", low=0.04, high=0.07, method="read again", said=0.0, date=mini.DAY
        ),
        "model.name": Answer("mini-open", "file"),
    }
    assert told(small, Answers(given))["answers"] == {
        "data.label_error": {
            "value": 0.05,
            "from": "measured",
            "low": 0.04,
            "high": 0.07,
            "method": "read again",
            "date": "2026-11-22",
            "said": 0.0,
        },
        "model.name": {"value": "mini-open", "from": "file"},
        "model.access": {"value": "open_weights", "from": "catalogue", "date": "2026-10-01"},
        "model.params_b": {"value": 8.0, "from": "catalogue", "date": "2026-10-01"},
    }
