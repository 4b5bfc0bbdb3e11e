"""The decision map says in every cell what the judge says there, and where the answers stand."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.answers.check import contradictions
from advisor.answers.values import Answer, Answers, from_values
from advisor.explain.cells import cells_of
from advisor.explain.decision_map import IMPOSSIBLE
from advisor.records.maps import cell_label, letters, map_lines, map_svg
from tests.core import strategies
from tests.core.brute import recommended, told
from tests.fixtures import mini

AXES = st.sampled_from(
    [(x, y) for pair in combinations(strategies.LADDERS, 2) for x, y in (pair, pair[::-1])]
)


@given(strategies.BASES, strategies.VALUES, AXES)
def test_every_cell_is_what_the_judge_says_there(base, values, axes):
    advice = told(base, values)
    x, y = axes
    drawn = advice.map(x, y)
    for row, options in zip(drawn.rows, drawn.options, strict=True):
        for column, option in zip(drawn.columns, options, strict=True):
            moved = advice.answers.with_value(x, column.value).with_value(y, row.value)
            assert recommended(advice, moved) == option


@given(strategies.BASES, strategies.VALUES, AXES)
@settings(max_examples=40)
def test_within_a_cell_every_answer_is_judged_alike_where_no_fact_rests_on_both(base, values, axes):
    advice = told(base, values)
    x, y = axes
    if {*base.feeding.get(x, ())} & {*base.feeding.get(y, ())}:
        return
    drawn = advice.map(x, y)
    for one in strategies.LADDERS[x]:
        for other in strategies.LADDERS[y]:
            option = recommended(advice, advice.answers.with_value(x, one).with_value(y, other))
            assert drawn.options[place(drawn.rows, other)][place(drawn.columns, one)] == option


def place(cells, value) -> int:
    found = [
        at
        for at, cell in enumerate(cells)
        if (cell.value == value if math.isnan(cell.low) else cell.low <= value <= cell.high)
    ]
    assert len(found) == 1
    return found[0]


@given(strategies.BASES, strategies.VALUES, AXES)
def test_you_are_where_your_answers_are(base, values, axes):
    advice = told(base, values)
    drawn = advice.map(*axes)
    for name, at, cells in zip(axes, drawn.here, (drawn.columns, drawn.rows), strict=True):
        assert at == (place(cells, values[name]) if name in values else None)
    column, row = drawn.here
    if column is not None and row is not None:
        tied = {*base.feeding.get(axes[0], ())} & {*base.feeding.get(axes[1], ())}
        assert tied or drawn.options[row][column] == advice.verdict.recommendation


def test_an_answer_on_a_threshold_stands_in_the_cell_that_begins_there():
    rules = {"r": mini.rule({"answer": "q.part", "at_least": 0.25}, 0, 5)}
    base = mini.make([mini.share("q.part"), mini.yes_no("q.flag")], rules)
    drawn = advise(base, from_values({"q.part": 0.25}), mini.DAY).map("q.part", "q.flag")
    assert [cell.low for cell in drawn.columns] == [0, 0.25]
    assert drawn.here == (1, None)


def test_a_fact_of_both_axes_moves_in_the_map():
    per = mini.fact("per", ratio=["q.n", "q.m"])
    questions = [mini.integer("q.n", 0, 60), mini.integer("q.m", 1, 3)]
    base = mini.make(
        questions, {"r": mini.rule({"fact": "per", "at_least": 20}, 0, 5)}, facts=[per]
    )
    drawn = advise(base, Answers(), mini.DAY).map("q.n", "q.m")
    assert {20, 60} <= {cell.low for cell in drawn.columns}
    assert {option for row in drawn.options for option in row} == {"prompting", "peft"}


def test_a_gate_shows_in_the_map():
    gates = {"shut": mini.gate({"answer": "q.kind", "is": "red"}, "peft")}
    rules = {"r": mini.rule({"answer": "q.n", "at_least": 3}, 0, 5)}
    base = mini.make(
        [mini.integer("q.n", 0, 9), mini.choice("q.kind", "red", "blue")], rules, gates=gates
    )
    drawn = advise(base, Answers(), mini.DAY).map("q.n", "q.kind")
    assert drawn.options == (("prompting", "prompting"), ("prompting", "peft"))


def test_answers_that_cannot_be_true_together_are_left_empty(small, day):
    advice = advise(small, from_values({"data.examples": 500, "data.classes": 2}), day)
    drawn = advice.map("data.examples", "data.rarest_class")
    for row, options in zip(drawn.rows, drawn.options, strict=True):
        for column, option in zip(drawn.columns, options, strict=True):
            values = {
                "data.classes": 2,
                "data.examples": column.value,
                "data.rarest_class": row.value,
            }
            assert (option == IMPOSSIBLE) == any(contradictions(values))
    assert any(IMPOSSIBLE in options for options in drawn.options)


def test_the_other_axis_is_the_one_along_which_most_changes():
    rules = {
        "r/n": mini.rule({"answer": "q.n", "at_least": 5}, 0, 3),
        "r/a": mini.rule({"answer": "q.a", "is": True}, 0.5),
        "r/b": mini.rule({"answer": "q.b", "is": True}, 0, 0, 4),
    }
    base = mini.make([mini.integer("q.n", 0, 9), mini.yes_no("q.a"), mini.yes_no("q.b")], rules)
    assert advise(base, Answers(), mini.DAY).map("q.n").y == "q.b"


def test_an_answer_with_an_interval_has_its_place(small, day):
    answers = Answers({"data.label_error": Answer(0.08, "measured", low=0.06, high=0.12)})
    drawn = advise(small, answers, day).map("data.examples", "data.label_error")
    assert drawn.here[1] == place(drawn.rows, 0.08)


def test_every_option_has_a_letter_of_its_own(real):
    found = letters(real)
    assert len(set(found.values())) == len(real.options) + 1


@pytest.mark.parametrize("y", ["data.distribution_match", "data.classes", "task.need"])
def test_text_and_picture_show_every_cell(real, day, y):
    advice = advise(real, from_values({"data.examples": 700, "task.need": "style"}), day)
    drawn = advice.map("data.examples", y)
    lines = list(map_lines(advice, drawn))
    rows = [line for line in lines if " |" in line]
    assert len(rows) == len(drawn.rows)
    picture = map_svg(advice, drawn)
    assert picture.count('class="cell"') == len(drawn.rows) * len(drawn.columns)
    assert picture.count("<script") == 0


def test_a_stretch_that_begins_just_above_a_number_says_so(real):
    question = real.questions["model.params_b"]
    smallest, *others = cells_of(real, question, {})
    assert cell_label(real, question.id, smallest, last=False) == "above 0"
    assert all(cell_label(real, question.id, cell, False).startswith("from ") for cell in others)
