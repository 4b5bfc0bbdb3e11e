"""Measured figures into the answers, with what had been said kept; it judges nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from advisor.answers.check import contradictions, problem_with
from advisor.answers.values import Answer, Answers
from advisor.dataset.values import Measure
from advisor.errors import AnswersError
from advisor.knowledge.base import KnowledgeBase


def joined(
    base: KnowledgeBase,
    answers: Answers,
    measures: Mapping[str, Measure],
    *,
    digest: str,
    day: date,
) -> Answers:
    """Return the answers with every measured figure in place of what was said.

    `digest` is of the files measured, `day` the day of it. Figures that this knowledge does not ask
    for are left out. Raises AnswersError where what was measured and what was said besides cannot
    both be true.
    """
    for question, measure in measures.items():
        if question in base.questions:
            asked = base.questions[question]
            problem = problem_with(asked, measure.value, "measured")
            if problem is not None:
                raise AnswersError((problem,))
            measured = _answer(measure, answers.given.get(question), digest, day)
            answers = answers.with_answer(question, measured)
    values = {key: answer.value for key, answer in answers.given.items()}
    problems = tuple(contradictions(values, "the answers and the data"))
    if problems:
        raise AnswersError(problems, "take out the answers that the data contradicts")
    return answers


def _answer(measure: Measure, before: Answer | None, digest: str, day: date) -> Answer:
    said = None
    if before is not None and before.origin != "catalogue":
        said = before.said if before.origin == "measured" else before.value
    return Answer(
        measure.value,
        "measured",
        low=measure.low,
        high=measure.high,
        method=measure.method,
        digest=digest,
        date=day,
        said=said,
    )
