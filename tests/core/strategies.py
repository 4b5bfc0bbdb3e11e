"""Random small knowledge bases and answers to them, for laws that must hold of every one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from random import Random
from typing import Any

from hypothesis import strategies as st

from advisor.answers.values import Answers, from_values
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from tests.fixtures import mini

# Few and small, so that every combination of answers can be tried where a law asks for that.
QUESTIONS = (
    mini.choice("q.kind", "red", "green", "blue", changeable=True),
    mini.yes_no("q.flag"),
    mini.integer("q.n", 0, 6, changeable=True),
    mini.integer("q.m", 1, 4, changeable=True),
    mini.share("q.part", changeable=True),
)
FACTS = (
    mini.fact("per", ratio=["q.n", "q.m"]),
    mini.fact("less", difference=["q.n", "q.m"]),
    mini.fact("both", product=["q.n", "q.m"]),
    mini.fact("least", smallest=["q.n", "q.m", 3]),
    mini.fact("open_part", difference=[1, "q.part"]),
)
GROUPS = ("first", "second", "third")
LEGAL: dict[str, st.SearchStrategy[Scalar]] = {
    "q.kind": st.sampled_from(["red", "green", "blue"]),
    "q.flag": st.booleans(),
    "q.n": st.integers(0, 6),
    "q.m": st.integers(1, 4),
    "q.part": st.sampled_from([0.0, 0.1, 0.25, 0.4, 0.5, 0.75, 1.0]),
}
# Tenths as well as halves: their sums carry noise in the last place, which ties must survive.
HALVES = [halves / 2 for halves in range(-8, 9)]
TENTHS = [tenths / 10 for tenths in range(-40, 41)]
DECIBANS = st.sampled_from(sorted([*HALVES * 5, *TENTHS], key=abs))
LADDERS: dict[str, list[Scalar]] = {
    "q.kind": ["red", "green", "blue"],
    "q.flag": [False, True],
    "q.n": list(range(7)),
    "q.m": list(range(1, 5)),
    "q.part": [0.0, 0.1, 0.25, 0.3, 0.5, 0.6, 0.75, 0.9, 1.0],
}


# Each comparison is one draw from all there are: to draw its parts took most of the time of the
# laws, and so would a strategy made anew for every draw.
def _numeric(subject: str, id: str, low: int, high: int) -> st.SearchStrategy[dict[str, Any]]:
    numbers = [*range(low, high + 1), 0.25, 0.5, 0.75, 1.5]
    bounds = [{subject: id, sort: bound} for sort in ("below", "at_least") for bound in numbers]
    pairs = [[low, high] for low, high in product(numbers, numbers) if low < high]
    return st.one_of(
        st.sampled_from(bounds),
        st.sampled_from([{subject: id, "between": ends} for ends in pairs]),
    )


COLOURS = st.sampled_from(["red", "green", "blue"])
COMPARISONS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    COLOURS.map(lambda colour: {"answer": "q.kind", "is": colour}),
    COLOURS.map(lambda colour: {"answer": "q.kind", "is_not": colour}),
    COLOURS.map(lambda colour: {"answer": "q.kind", "in": [colour, "green"]}),
    st.booleans().map(lambda yes: {"answer": "q.flag", "is": yes}),
    _numeric("answer", "q.n", 0, 6),
    _numeric("answer", "q.m", 1, 4),
    _numeric("answer", "q.part", 0, 1),
    *(_numeric("fact", fact.id, -2, 6) for fact in FACTS),
)


def _joined(inner: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    parts = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        inner.map(lambda part: {"not": part}),
        parts.map(lambda several: {"all": several}),
        parts.map(lambda several: {"any": several}),
    )


CONDITIONS = st.recursive(COMPARISONS, _joined, max_leaves=4)
RULES = st.builds(
    lambda when, weights, group, grade: mini.rule(when, *weights, group=group, grade=grade),
    CONDITIONS,
    st.tuples(DECIBANS, DECIBANS, DECIBANS),
    st.sampled_from(GROUPS),
    st.sampled_from("ABCD"),
)
GATES = st.builds(
    lambda when, options: mini.gate(when, *options),
    CONDITIONS,
    st.sampled_from([["peft"], ["full_fine_tuning"], ["peft", "full_fine_tuning"]]),
)
CAPS = st.tuples(*[st.sampled_from([0.5, 2, 5, 100])] * 3)
ABOUTS = st.tuples(*[st.sampled_from(["quality", "cost", "effort"])] * 3)
PRIORS = st.tuples(*[st.sampled_from([0, 0, 0, 1.5, -2])] * 3)
# What a builder tells: legal answers to some of the questions.
VALUES: st.SearchStrategy[dict[str, Scalar]] = st.fixed_dictionaries({}, optional=LEGAL)


def _base(
    rules: list[Any],
    gates: list[Any],
    caps: tuple[float, ...],
    abouts: tuple[str, ...],
    priors: tuple[float, ...],
    temperature: float,
) -> KnowledgeBase:
    named = zip(GROUPS, caps, abouts, strict=True)
    return mini.make(
        QUESTIONS,
        {f"r/{place}": rule for place, rule in enumerate(rules)},
        gates={f"g{place}": gate for place, gate in enumerate(gates)},
        facts=FACTS,
        groups=[mini.group(name, cap, about) for name, cap, about in named],
        priors=priors,
        temperature=temperature,
    )


BASES = st.builds(
    _base,
    st.lists(RULES, min_size=1, max_size=6),
    st.lists(GATES, max_size=2),
    CAPS,
    ABOUTS,
    PRIORS,
    st.sampled_from([0.5, 1.0, 2.0]),
)


def completions(answers: Answers, most: int = 150) -> Iterator[Answers]:
    """Yield ways to answer some, all or none of the open questions: all, or `most` of many."""
    open_ids = [id for id in LADDERS if id not in answers.given and id not in answers.dont_know]
    columns = [[None, *LADDERS[id]] for id in open_ids]
    if prod(map(len, columns)) <= most:
        rows = list(product(*columns))
    else:
        chance = Random(0)
        rows = [tuple(map(chance.choice, columns)) for _ in range(most)]
    for row in rows:
        told = {id: value for id, value in zip(open_ids, row, strict=True) if value is not None}
        given = {**answers.given, **from_values(told).given}
        yield Answers(given, answers.dont_know)
