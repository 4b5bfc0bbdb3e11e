"""What must hold of the knowledge as a whole: nothing unread, doubled or unreachable."""

from __future__ import annotations

import math
from collections.abc import Iterator

from advisor.answers.facts import derive
from advisor.answers.values import Answers
from advisor.audit.asking import asking_findings
from advisor.audit.entries import NO_DATE_MATTERS, path_of
from advisor.audit.feasibility import cited as cited_by_the_witness
from advisor.audit.feasibility import feasibility_findings
from advisor.audit.news import news_findings
from advisor.errors import KnowledgeError, Problem
from advisor.evaluate import Verdict, evaluate
from advisor.explain.cells import representatives
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.asking import Question


def whole_findings(base: KnowledgeBase) -> Iterator[Problem]:
    """Yield what is wrong with the knowledge as a whole."""
    yield from asking_findings(base)
    yield from news_findings(base)
    yield from feasibility_findings(base)
    yield from _facts(base)
    yield from _unread(base)
    yield from _doubled(base)
    yield from _sources(base)
    yield from _models(base)
    yield from _profile(base)
    yield from _unreached(base)


def _facts(base: KnowledgeBase) -> Iterator[Problem]:
    known = {*base.questions, "date"}
    for fact in base.facts.values():
        for operand in fact.formula.operands:
            named = isinstance(operand, str) and not operand.startswith("catalogue.")
            if named and operand not in known:
                to_do = "name a question, an earlier fact, a number, date or catalogue.<figure>"
                yield Problem("facts.toml", fact.id, f"{operand} does not exist", to_do)
        known.add(fact.id)


def _unread(base: KnowledgeBase) -> Iterator[Problem]:
    read = frozenset().union(*base.reads.values()) | {"model.name"}
    for question in base.questions:
        if question not in read:
            path = f"questions/{question.partition('.')[0]}.toml"
            yield Problem(path, question, "no rule, gate, pitfall or addition reads it", "add one")
    used = {test.subject for tests in base.tests.values() for test in tests}
    used |= {str(operand) for fact in base.facts.values() for operand in fact.formula.operands}
    for fact in base.facts:
        if fact not in used:
            yield Problem("facts.toml", fact, "nothing reads this fact", "use it or take it out")
    for group in base.groups:
        if all(rule.group != group for rule in base.rules.values()):
            yield Problem("groups.toml", group, "no rule is in this group", "take it out")


def _doubled(base: KnowledgeBase) -> Iterator[Problem]:
    seen: dict[tuple[str, str], str] = {}
    for name, rule in base.rules.items():
        if rule.status == "retired":
            continue
        key = (rule.group, rule.when.model_dump_json())
        if key in seen:
            to_do = f"merge it with {seen[key]}"
            yield Problem(
                path_of(base, name), "when", "the same condition in the same group", to_do
            )
        seen.setdefault(key, name)


def _sources(base: KnowledgeBase) -> Iterator[Problem]:
    cited = {key for entry in base.judging.values() for key in entry.sources}
    cited |= {key for model in base.models.values() for key in model.sources.values()}
    cited |= {key for entry in base.telling.values() for key in entry.sources}
    cited |= cited_by_the_witness(base)
    cited |= {key for kit in base.kits.values() for key in kit.sources}
    for key, source in base.sources.items():
        if key not in cited:
            yield Problem(f"sources/{key}.toml", "", "nothing cites it", "cite it or take it out")
        if not source.url and source.kind != "judgement":
            yield Problem(f"sources/{key}.toml", "url", "missing", "say where a reader finds it")


def _models(base: KnowledgeBase) -> Iterator[Problem]:
    for model in base.models.values():
        for figure in model.figures:
            if figure not in model.sources:
                to_do = f'add {figure} = "<source>" to its sources'
                yield Problem("models", f"{model.id}.{figure}", "a figure without a source", to_do)
        for figure, key in model.sources.items():
            if key not in base.sources:
                yield Problem(
                    "models", f"{model.id}.sources.{figure}", f"{key} does not exist", "add it"
                )


def _profile(base: KnowledgeBase) -> Iterator[Problem]:
    """Reading it is the check: the schema cannot say that both bands stand there, or neither."""
    try:
        _ = base.profile
    except KnowledgeError as fault:
        yield from fault.problems


def _unreached(base: KnowledgeBase) -> Iterator[Problem]:
    if any(rule.group not in base.groups for rule in base.rules.values()):
        return  # told already, and nothing can be judged until it is mended
    for option in base.options:
        if not _reachable(base, option):
            to_do = "no answers were found that lead to it: mend the weights or gates"
            yield Problem("options.toml", option, "is never recommended", to_do)


def _reachable(base: KnowledgeBase, option: str) -> bool:
    """Climb from empty answers, one question after the other, towards one option."""
    answers = Answers()
    for _ in range(2):
        for question in base.questions.values():
            answers = _best_answer(base, answers, question, option)
        if _judged(base, answers).recommendation == option:
            return True
    return False


def _best_answer(base: KnowledgeBase, answers: Answers, question: Question, option: str) -> Answers:
    readings = derive(base, answers, NO_DATE_MATTERS)
    tried = [answers] + [
        answers.with_value(question.id, value)
        for value in representatives(base, question, readings)
    ]
    return max(tried, key=lambda candidate: _advantage(_judged(base, candidate), option))


def _advantage(verdict: Verdict, option: str) -> float:
    ours = next(one for one in verdict.options if one.id == option)
    if ours.blocked_by:
        return -math.inf
    rivals = [one.total_db for one in verdict.options if one.id != option and not one.blocked_by]
    return ours.total_db - max(rivals, default=-math.inf)


def _judged(base: KnowledgeBase, answers: Answers) -> Verdict:
    return evaluate(base, derive(base, answers, NO_DATE_MATTERS))
