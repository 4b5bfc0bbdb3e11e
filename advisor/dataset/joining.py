"""Measured figures into the answers, with what had been said kept; it judges nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from advisor.answers.check import contradictions, problem_with
from advisor.answers.values import Answer, Answers
from advisor.dataset.values import FileFacts, Finding, Measure
from advisor.errors import AnswersError
from advisor.knowledge.base import KnowledgeBase

# What the form of the data only suggests gives way to what was said.
SUGGESTED = frozenset({"task.kind"})


def measures_of(findings: Iterable[Finding]) -> dict[str, Measure]:
    """Return the measured answers of all findings by question."""
    return {name: measure for one in findings for name, measure in one.answers.items()}


def digest_of(files: Sequence[FileFacts]) -> str:
    """Return the digest of the one file measured, or one over the digests of all."""
    if len(files) == 1:
        return files[0].digest
    told = "\n".join(facts.digest for facts in files)
    return "sha256:" + hashlib.sha256(told.encode()).hexdigest()


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
        told = question in answers.given and question in SUGGESTED
        if question in base.questions and not told:
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
