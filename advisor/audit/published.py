"""What must hold of published cases and guides: legal answers, conditions over what exists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from advisor.answers.check import contradictions, problem_with
from advisor.audit.entries import condition_findings
from advisor.errors import KnowledgeError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Condition, tests_of
from advisor.knowledge.entries.cases import Case
from advisor.knowledge.entries.guides import Guide
from advisor.knowledge.published import load_cases, load_guides


def published_findings(base: KnowledgeBase, folder: Path) -> Iterator[Problem]:
    """Yield what is wrong with the cases and guides below the knowledge folder."""
    try:
        files = load_cases(folder / "cases")
        guides = load_guides(folder / "guides")
    except KnowledgeError as fault:
        yield from fault.problems
        return
    for key, file in files.items():
        for case in file.case:
            yield from _case(base, case, f"cases/{key}.toml: {case.id}")
    for slug, guide in guides.items():
        for condition in _conditions(guide):
            yield from condition_findings(base, tests_of(condition), f"guides/{slug}.toml")


def _case(base: KnowledgeBase, case: Case, path: str) -> Iterator[Problem]:
    for key, value in case.answers.items():
        question = base.questions.get(key)
        if question is None:
            yield Problem(path, key, "there is no such question", "see answers.md for the ids")
        elif (problem := problem_with(question, value, path)) is not None:
            yield problem
    yield from contradictions(case.answers, path)


def _conditions(guide: Guide) -> Iterator[Condition]:
    for step in guide.step:
        condition = step.when if step.when is not None else step.unless
        if condition is not None:
            yield condition
    if guide.points is not None:
        yield from (part.when for part in guide.points.part)
