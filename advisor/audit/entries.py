"""What must hold of each entry by itself: ids that exist, examples that pass, weights in bounds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from advisor.answers.check import problem_with
from advisor.answers.facts import derive
from advisor.answers.show import places
from advisor.answers.values import from_values
from advisor.errors import Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, Test, compiled, tests_of
from advisor.knowledge.entries.asking import NUMBER_KINDS
from advisor.knowledge.entries.judging import Entry, Example, Gate, Pitfall, Rule
from advisor.text import nearest

NO_DATE_MATTERS = date(2026, 11, 22)


def entry_findings(base: KnowledgeBase) -> Iterator[Problem]:
    """Yield what is wrong with rules, gates, pitfalls and additions, entry by entry."""
    for name, entry in base.judging.items():
        path = path_of(base, name)
        yield from _references(base, entry, path)
        yield from condition_findings(base, tests_of(entry.when), f"{path}: when")
        yield from _examples(base, entry, path)
        if isinstance(entry, Rule):
            yield from _weights(base, entry, path)
        if isinstance(entry, Pitfall):
            yield from _pitfall(base, entry, path)


def path_of(base: KnowledgeBase, name: str) -> str:
    """Return the file of an entry by the id under which it is told."""
    return f"rules/{name}.toml" if name in base.rules else f"{name}.toml"


def _references(base: KnowledgeBase, entry: Entry, path: str) -> Iterator[Problem]:
    for key in entry.sources:
        if key not in base.sources:
            yield _dangling(path, "sources", key, list(base.sources))
        elif entry.status == "reviewed" and not base.sources[key].carries_weight:
            to_do = "read the source and mark its claims, or make this entry a draft"
            yield Problem(path, "sources", f"{key} is only recalled", to_do)
    if isinstance(entry, Rule):
        if entry.group not in base.groups:
            yield _dangling(path, "group", entry.group, list(base.groups))
        for slug in entry.pitfalls:
            if slug not in base.pitfalls:
                yield _dangling(path, "pitfalls", slug, list(base.pitfalls))
    siblings = (
        base.rules
        if isinstance(entry, Rule)
        else base.gates
        if isinstance(entry, Gate)
        else base.pitfalls
    )
    if entry.replaced_by and entry.replaced_by not in siblings:
        yield _dangling(path, "replaced_by", entry.replaced_by, list(siblings))


def _dangling(path: str, key: str, found: str, known: list[str]) -> Problem:
    near = nearest(found, known)
    return Problem(
        path, key, f"{found} does not exist", f"did you mean {near}?" if near else "add it"
    )


def condition_findings(base: KnowledgeBase, tests: Iterator[Test], path: str) -> Iterator[Problem]:
    """Yield what is wrong with comparisons: unknown subjects, illegal choices, unlike types."""
    for test in tests:
        known = list(base.questions) if test.answer else list(base.facts)
        if test.subject not in known:
            yield _dangling(path, "answer" if test.answer else "fact", test.subject, known)
        elif test.answer:
            yield from _operand_findings(base, test, path)


def _operand_findings(base: KnowledgeBase, test: Test, path: str) -> Iterator[Problem]:
    question = base.questions[test.subject]
    if question.kind == "model":
        yield Problem(path, test.subject, "a model's name in a condition", "read what it answers")
        return
    numeric = test.operator in {"below", "at_least", "between"}
    if numeric != (question.kind in NUMBER_KINDS):
        to_do = f"the question is of kind {question.kind}"
        yield Problem(path, test.subject, f"{test.operator} does not fit", to_do)
        return
    operands = test.in_ if test.in_ is not None else (test.operand,)
    if not numeric:
        for operand in operands:
            problem = problem_with(question, operand, path)
            if problem is not None:
                yield problem


def _examples(base: KnowledgeBase, entry: Entry, path: str) -> Iterator[Problem]:
    told = {example.fires for example in entry.example}
    wanted: list[bool | str] = [True, False]
    if isinstance(entry, (Rule, Gate)):
        wanted.append("unknown")
    for fires in wanted:
        if fires not in told:
            yield Problem(path, "example", f"none with fires = {fires}", "add one")
    for place, example in enumerate(entry.example, 1):
        yield from _example(base, entry, example, path, f"example {place}")


def _example(
    base: KnowledgeBase, entry: Entry, example: Example, path: str, key: str
) -> Iterator[Problem]:
    for question, value in example.answers.items():
        if question not in base.questions:
            yield _dangling(path, key, question, list(base.questions))
            return
        problem = problem_with(base.questions[question], value, path)
        if problem is not None:
            yield problem
            return
    truth = compiled(entry.when)(example_readings(base, example))
    expected = None if example.fires == "unknown" else example.fires
    if truth is not expected:
        found = {True: "fires", False: "stays silent", None: "cannot tell"}[truth]
        yield Problem(
            path, key, f"it {found}", f"mend the example or the condition ({example.fires})"
        )


def example_readings(base: KnowledgeBase, example: Example) -> Readings:
    """Return what an example tells, facts of the catalogue included."""
    answers = from_values(example.answers)
    return derive(base, answers, example.date or NO_DATE_MATTERS, example.facts)


def _weights(base: KnowledgeBase, rule: Rule, path: str) -> Iterator[Problem]:
    bound = base.judgement.grade_spread_db[rule.grade]
    if rule.weight.spread > bound:
        to_do = f"grade {rule.grade} allows {bound} dB: lower the weights or raise the evidence"
        yield Problem(path, "weight", f"a spread of {rule.weight.spread:g} dB", to_do)
    if rule.weight.spread == 0:
        to_do = "only differences count: give the options different weights, or drop the rule"
        yield Problem(path, "weight", "all options weigh the same", to_do)


def _pitfall(base: KnowledgeBase, pitfall: Pitfall, path: str) -> Iterator[Problem]:
    for subject in places(pitfall.why_here):
        if subject not in base.questions and subject not in base.facts:
            yield _dangling(path, "why_here", subject, [*base.questions, *base.facts])
    for worse in pitfall.worse:
        yield from condition_findings(base, tests_of(worse.when), f"{path}: worse")
