"""Small bases whose questions apply only sometimes, and every completion of answers to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.answers.check import contradictions
from advisor.answers.values import Answers
from advisor.explain.cells import highest, lowest
from advisor.explain.open_questions import OpenState
from advisor.explain.outlook import applies
from advisor.explain.space import Space
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question
from tests.core import strategies
from tests.fixtures import mini

# Under which answers to earlier questions a later one applies.
SOMETIMES: dict[str, list[dict[str, Any]]] = {
    "q.flag": [{"answer": "q.kind", "is_not": "red"}],
    "q.n": [{"answer": "q.flag", "is": True}, {"answer": "q.kind", "in": ["red", "blue"]}],
    "q.m": [{"answer": "q.n", "at_least": 1}, {"answer": "q.n", "below": 5}],
    "q.part": [
        {"any": [{"answer": "q.n", "at_least": 3}, {"answer": "q.flag", "is": False}]},
        {"all": [{"answer": "q.kind", "is": "blue"}, {"answer": "q.m", "below": 3}]},
    ],
}


def _conditional(rules: list[Any], gates: list[Any], when: tuple[Any, ...], more: Any) -> Any:
    asked = dict(zip(SOMETIMES, when, strict=True))
    questions = [
        question.model_copy(update={"dont_know": share})
        if asked.get(question.id) is None
        else Question.model_validate(
            {
                **question.model_dump(by_alias=True, exclude_unset=True),
                "ask_when": asked[question.id],
            }
        ).model_copy(update={"dont_know": share})
        for question, share in zip(strategies.QUESTIONS, more[0], strict=True)
    ]
    return mini.make(
        questions,
        {f"r/{place}": rule for place, rule in enumerate(rules)},
        gates={f"g{place}": gate for place, gate in enumerate(gates)},
        facts=strategies.FACTS,
        groups=[mini.group(n, cap) for n, cap in zip(strategies.GROUPS, more[1], strict=True)],
        priors=more[2],
        temperature=more[3],
    )


SHARES = st.tuples(*[st.sampled_from([0.0, 0.25, 0.5])] * len(strategies.QUESTIONS))
CONDITIONAL: st.SearchStrategy[KnowledgeBase] = st.builds(
    _conditional,
    st.lists(strategies.RULES, min_size=1, max_size=6),
    st.lists(strategies.GATES, max_size=2),
    st.tuples(*[st.sampled_from([None, *conditions]) for conditions in SOMETIMES.values()]),
    st.tuples(SHARES, strategies.CAPS, strategies.PRIORS, st.sampled_from([0.5, 1.0])),
)


def told(base: KnowledgeBase, values: Mapping[str, Scalar]) -> Advice:
    """Return the advice on those of these answers that would be asked for."""
    answers = Answers()
    for question in base.questions.values():
        if question.id in values and applies(question, advise(base, answers, mini.DAY).readings):
            answers = answers.with_value(question.id, values[question.id])
    return advise(base, answers, mini.DAY)


def state_of(advice: Advice) -> OpenState:
    """Return what is open about an advice."""
    advised = advice.verdict
    space = Space(advice.base, advice.answers, advised.truths, advice._derive)
    return OpenState(space, advised.recommendation)


def completions(
    advice: Advice, ladders: Mapping[str, list[Scalar]], most: int = 400
) -> Iterator[Answers]:
    """Yield every completion by these values that could be told, or `most` drawn ones of many."""
    every = list(_grown(advice.base, [advice.answers], ladders, most * 20))
    if len(every) > most:
        every = Random(0).sample(every, most)
    yield from every


def _grown(
    base: KnowledgeBase, grown: list[Answers], ladders: Mapping[str, list[Scalar]], most: int
) -> list[Answers]:
    for question in base.questions.values():
        following = []
        for answers in grown:
            following.append(answers)
            known = question.id in answers.given or question.id in answers.dont_know
            readings = {key: answer.value for key, answer in answers.given.items()}
            if not known and applies(question, readings):
                following += [
                    more
                    for value in ladders[question.id]
                    for more in [answers.with_value(question.id, value)]
                    if not any(contradictions({k: a.value for k, a in more.given.items()}))
                ]
        grown = following if len(following) <= most else Random(1).sample(following, most)
    return grown


def recommended(advice: Advice, answers: Answers) -> str:
    """Return what is recommended for other answers."""
    return advise(advice.base, answers, advice.date).verdict.recommendation


def legal_value(question: Question, chance: Random) -> Scalar:
    """Draw a legal answer, numbers by their logarithm and now and then the smallest."""
    if question.kind == "choice":
        return chance.choice(question.values)
    if question.kind == "yes_no":
        return chance.random() < 0.5
    if question.kind == "share":
        return round(chance.random(), 3)
    low, high = lowest(question), min(highest(question), 10 * question.prior[-1].below)
    if chance.random() < 0.3:
        return int(low) if question.kind == "integer" else max(low, 1e-3)
    drawn = (low + 1) * ((high + 1) / (low + 1)) ** chance.random() - 1
    return int(drawn) if question.kind == "integer" else min(high, max(low, drawn, 1e-3))


def drawn_answers(advice: Advice, chance: Random, share: float) -> Answers:
    """Answer a share of what is open, in order, as far as it applies and contradicts nothing."""
    answers = advice.answers
    for question in advice.base.questions.values():
        known = question.id in answers.given or question.id in answers.dont_know
        if known or question.kind == "model" or chance.random() > share:
            continue
        readings = {key: answer.value for key, answer in answers.given.items()}
        more = answers.with_value(question.id, legal_value(question, chance))
        plain = {key: answer.value for key, answer in more.given.items()}
        if applies(question, readings) and not any(contradictions(plain)):
            answers = more
    return answers
