"""The advisor's probabilities for experiments it has not seen the outcome of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from advisor.advice import with_witness
from advisor.answers.check import contradictions, problem_with
from advisor.answers.facts import complete, derive
from advisor.answers.values import from_values
from advisor.errors import AdvisorError, AnswersError, Problem
from advisor.evaluate import evaluate
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, Scalar
from advisor.outcomes.cases import OPTIONS, Asked

ByOption = Mapping[str, float]
NOTHING = dict.fromkeys(OPTIONS, 0.0)


@dataclass(frozen=True)
class Judged:
    """What the advisor said of one experiment, from the groups about quality alone.

    `effects` are the capped decibans of each rule that fired; a failure leaves all at 0.
    """

    probabilities: ByOption
    effects: Mapping[str, ByOption] = field(default_factory=dict)
    blocked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    failure: str = ""


def judge(base: KnowledgeBase, asked: Asked, day: date) -> Judged:
    """Return what the advisor says; where it fails, the reason and no probabilities."""
    try:
        return _judged(base, readings_of(base, asked.answers, day))
    except AdvisorError as fault:
        return Judged(NOTHING, failure=fault.message)
    except (
        Exception
    ) as fault:  # whatever breaks the advisor counts against it, not for a crash here
        return Judged(NOTHING, failure=f"{type(fault).__name__}: {fault}")


def judge_all(base: KnowledgeBase, cases: Sequence[Asked], day: date) -> list[Judged]:
    """Return what the advisor says of each experiment."""
    return [judge(base, asked, day) for asked in cases]


def readings_of(base: KnowledgeBase, answers: Mapping[str, Scalar], day: date) -> Readings:
    """Return answers and facts as conditions read them.

    Raises AnswersError where an answer is not legal or two cannot both be true.
    """
    problems = [problem for key, value in answers.items() for problem in _faults(base, key, value)]
    problems = problems or list(contradictions(answers))
    if problems:
        raise AnswersError(tuple(problems))
    return derive(base, with_witness(base, complete(base, from_values(answers))), day)


def _faults(base: KnowledgeBase, key: str, value: Scalar) -> list[Problem]:
    question = base.questions.get(key)
    if question is None:
        return [Problem("", key, "there is no such question", "mend the case")]
    problem = problem_with(question, value)
    return [problem] if problem else []


def _judged(base: KnowledgeBase, readings: Readings) -> Judged:
    verdict = evaluate(base, readings)
    return Judged(
        probabilities={one.id: one.quality_probability for one in verdict.options},
        effects={
            trace.id: trace.effect_db
            for trace in verdict.fired
            if base.groups[base.rules[trace.id].group].about == "quality"
        },
        blocked={one.id: one.blocked_by for one in verdict.options if one.blocked_by},
    )
