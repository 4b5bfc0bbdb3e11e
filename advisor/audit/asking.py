"""What must hold of questions and of those who answer: shares that sum to 1, ids that exist."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from advisor.audit.entries import condition_findings
from advisor.errors import Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import tests_of
from advisor.knowledge.entries.asking import Audience, Question
from advisor.text import nearest

SHARES_MAY_MISS = 1e-6


def asking_findings(base: KnowledgeBase) -> Iterator[Problem]:
    """Yield what is wrong with the questions, the audiences and the order in haste."""
    for question in base.questions.values():
        yield from _question(base, question)
    for name in base.judgement.patience.express:
        if name not in base.questions:
            yield _unknown(base, "judgement.toml", "patience.express", name)
    shares = [audience.share for audience in base.audiences.values()]
    yield from _shares("audiences", "share", shares)
    for slug, audience in base.audiences.items():
        yield from _audience(base, f"audiences/{slug}.toml", audience)


def _audience(base: KnowledgeBase, path: str, audience: Audience) -> Iterator[Problem]:
    for name, told in audience.answers.items():
        question = base.questions.get(name)
        if question is None:
            yield _unknown(base, path, "answers", name)
            continue
        yield from _shares(path, name, told.shares)
        wanted = len(question.shares)
        if len(told.shares) not in (0, wanted):
            what = f"{len(told.shares)} shares"
            yield Problem(path, name, what, f"give {wanted}, one for each choice or band")


def _unknown(base: KnowledgeBase, path: str, key: str, name: str) -> Problem:
    near = nearest(name, list(base.questions))
    to_do = f"did you mean {near}?" if near else "name a question"
    return Problem(path, key, f"{name} is no question", to_do)


def _question(base: KnowledgeBase, question: Question) -> Iterator[Problem]:
    path = f"questions/{question.topic}.toml"
    yield from _shares(path, question.id, question.shares)
    if question.ask_when is not None:
        yield from condition_findings(base, tests_of(question.ask_when), f"{path}: {question.id}")
        earlier = list(base.questions)[: list(base.questions).index(question.id)]
        for test in tests_of(question.ask_when):
            if test.answer not in earlier:
                to_do = "ask_when may read earlier questions only"
                yield Problem(path, question.id, f"reads {test.subject}", to_do)


def _shares(path: str, key: str, shares: Sequence[float]) -> Iterator[Problem]:
    if shares and abs(math.fsum(shares) - 1) > SHARES_MAY_MISS:
        yield Problem(path, key, f"priors sum to {math.fsum(shares):g}", "make them sum to 1")
