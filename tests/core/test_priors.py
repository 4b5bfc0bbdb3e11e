"""Who answers is told by what they know: Bayes over the audiences of the knowledge."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.advice import advise
from advisor.answers.values import Answer, Answers
from advisor.explain.cells import cells_of
from advisor.explain.priors import Priors
from advisor.knowledge.entries.asking import Audience
from tests.fixtures import mini

NAMES = ("q.a", "q.b", "q.c")
SHARE = st.floats(0.02, 0.98)
DOES_NOT_KNOW = st.tuples(SHARE, SHARE, SHARE)


def base_of(*told, shares=(0.5, 0.5)):
    rules = {"r/a": mini.rule({"answer": "q.a", "is": True}, 0, 3)}
    base = mini.make([mini.yes_no(name, dont_know=0.5) for name in NAMES], rules)
    return replace(
        base,
        audiences={
            f"audience-{place}": Audience(
                title="Some",
                share=share,
                why="For a test.",
                answers={
                    name: {"dont_know": chance, "shares": [0.25, 0.75]}
                    for name, chance in zip(NAMES, chances, strict=True)
                },
            )
            for place, (share, chances) in enumerate(zip(shares, told, strict=True))
        },
    )


@given(DOES_NOT_KNOW, DOES_NOT_KNOW, st.lists(st.sampled_from([True, False, None]), max_size=3))
def test_an_audience_is_weighed_by_how_often_it_knows_just_this(first, second, told):
    known = {n: Answer(True) for n, knows in zip(NAMES, told, strict=False) if knows}
    closed = frozenset(n for n, knows in zip(NAMES, told, strict=False) if knows is False)
    priors = Priors(base_of(first, second), Answers(known, closed))
    fits = []
    for chances in (first, second):
        by_name = dict(zip(NAMES, chances, strict=True))
        fits.append(
            math.prod(1 - by_name[n] for n in known) * math.prod(by_name[n] for n in closed)
        )
    assert priors.weights == pytest.approx([fit / sum(fits) for fit in fits])


@given(DOES_NOT_KNOW, DOES_NOT_KNOW)
def test_the_shares_of_all_answers_and_of_not_knowing_add_up(first, second):
    base = base_of(first, second)
    priors = Priors(base, Answers())
    for name, question in base.questions.items():
        cells = cells_of(base, question, {})
        assert sum(priors.share(name, cell) for cell in cells) == pytest.approx(priors.known(name))


def test_what_nobody_said_is_no_evidence_of_who_answers():
    base = base_of((0.9, 0.5, 0.5), (0.1, 0.5, 0.5))
    for origin in ("measured", "catalogue", "computed", "pilot", "given"):
        told = Answers({"q.a": Answer(True, origin)})
        assert Priors(base, told).weights == Priors(base, Answers()).weights
    said = Priors(base, Answers({"q.a": Answer(True, "said")}))
    assert said.weights[1] > said.weights[0]


def test_what_was_answered_is_no_evidence_of_who_answers():
    base = base_of((0.5, 0.5, 0.5), (0.3, 0.5, 0.5))
    yes, no = (Priors(base, Answers({"q.a": Answer(value)})) for value in (True, False))
    assert yes.weights == no.weights


def test_one_answer_rules_no_audience_out():
    base = base_of((1.0, 0.5, 0.5), (0.0, 0.5, 0.5))
    weights = Priors(base, Answers({"q.a": Answer(True)})).weights
    assert 0 < weights[0] < 0.01


def test_a_base_without_audiences_answers_as_its_questions_state():
    base = replace(base_of((0.5,) * 3, (0.5,) * 3), audiences={})
    priors = Priors(base, Answers())
    assert priors.weights == [1.0]
    assert priors.known("q.a") == 0.5


def test_who_answers_changes_how_likely_a_change_is():
    """Whoever does not know b belongs to those who do not know a either."""
    base = base_of((0.02, 0.02, 0.5), (0.98, 0.98, 0.5))
    before = advise(base, Answers(), mini.DAY).chance_of_change
    after = advise(base, Answers(dont_know=frozenset({"q.b"})), mini.DAY).chance_of_change
    assert before.error == after.error == 0
    assert before.probability == pytest.approx(0.25 * 0.5)
    assert after.probability == pytest.approx(0.25 * (0.98 * 0.02 + 0.02 * 0.98))
