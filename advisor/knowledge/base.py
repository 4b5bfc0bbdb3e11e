"""The knowledge base as one frozen value; it knows no file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from advisor.knowledge.conditions import Condition, Holds, Test, compiled, tests_of
from advisor.knowledge.entries.asking import Audience, Question, Topic
from advisor.knowledge.entries.judging import Addition, Entry, Gate, Grade, Pitfall, Rule
from advisor.knowledge.entries.settings import (
    Calibration,
    Fact,
    Group,
    Judgement,
    Operand,
    OptionEntry,
)

if TYPE_CHECKING:  # read when they are asked for: building their classes takes long
    from advisor.knowledge.entries.catalogue import Model
    from advisor.knowledge.entries.feasibility import Feasibility, Price
    from advisor.knowledge.entries.guides import Guide
    from advisor.knowledge.entries.kits import Kit
    from advisor.knowledge.entries.news import Change, Contested, Frequent, ShelfLives
    from advisor.knowledge.entries.profiling import Profile
    from advisor.knowledge.entries.telling import Source


def conditions_of(entry: Entry) -> tuple[Condition, ...]:
    """Return every condition of an entry: of a pitfall also those that make it worse."""
    worse = entry.worse if isinstance(entry, Pitfall) else ()
    return (entry.when, *(one.when for one in worse))


def _usual_shelf_lives() -> ShelfLives:
    from advisor.knowledge.entries.news import ShelfLives

    return ShelfLives()


CATALOGUE_ANSWERS = ("access", "params_b", "safety_tier")


@dataclass(frozen=True)
class KnowledgeBase:
    """Everything that is known, by id; each mapping is in the order in which it is told."""

    version: str
    digest: str
    options: Mapping[str, OptionEntry]
    topics: Mapping[str, Topic]
    groups: Mapping[str, Group]
    facts: Mapping[str, Fact]
    rules: Mapping[str, Rule]
    gates: Mapping[str, Gate]
    pitfalls: Mapping[str, Pitfall]
    additions: Mapping[str, Addition]
    sources: Mapping[str, Source]
    models: Mapping[str, Model]
    guides: Mapping[str, Guide]
    judgement: Judgement
    calibration: Calibration
    contested: Mapping[str, Contested] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)
    faq: Mapping[str, Frequent] = field(default_factory=dict)
    prices: Mapping[str, Price] = field(default_factory=dict)
    kits: Mapping[str, Kit] = field(default_factory=dict)
    audiences: Mapping[str, Audience] = field(default_factory=dict)
    # The question that an interview without answers begins with, where a build worked it out.
    asked_first: str | None = None
    read_shelf_lives: Callable[[], ShelfLives] = _usual_shelf_lives
    read_feasibility: Callable[[], Feasibility] | None = None
    read_profile: Callable[[], Profile | None] = lambda: None

    def model(self, name: str | None) -> Model | None:
        """Return the model of this name, or None where none is named or known."""
        return self.models.get(name) if name else None

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Every question by id, in the order in which they are asked."""
        return {q.id: q for topic in self.topics.values() for q in topic.question}

    @cached_property
    def expected(self) -> Sequence[tuple[float, Mapping[str, Question]]]:
        """The share of each audience, with the questions under its priors; one if none is told."""
        if not self.audiences:
            return [(1.0, self.questions)]
        return [
            (audience.share, {name: audience.expects(q) for name, q in self.questions.items()})
            for audience in self.audiences.values()
        ]

    @cached_property
    def judging(self) -> Mapping[str, Entry]:
        """Every entry with a condition by the id under which it is told; gates carry `gates/`."""
        return {
            **self.rules,
            **{f"gates/{slug}": gate for slug, gate in self.gates.items()},
            **{f"pitfalls/{slug}": pitfall for slug, pitfall in self.pitfalls.items()},
            **{f"additions/{slug}": addition for slug, addition in self.additions.items()},
        }

    @cached_property
    def telling(self) -> Mapping[str, Contested | Change | Frequent]:
        """Every entry that only tells, by the id under which it is told."""
        return {
            **{f"contested/{slug}": entry for slug, entry in self.contested.items()},
            **{f"changes/{slug}": entry for slug, entry in self.changes.items()},
            **{f"faq/{slug}": entry for slug, entry in self.faq.items()},
        }

    @cached_property
    def shelf_lives(self) -> ShelfLives:
        """After how many days each kind of entry should be looked at again."""
        return self.read_shelf_lives()

    @cached_property
    def feasibility(self) -> Feasibility | None:
        """What memory, time and cost are worked out with, or None in a folder without it."""
        return self.read_feasibility() if self.read_feasibility is not None else None

    @cached_property
    def profile(self) -> Profile | None:
        """The bands and words of the checks of a data set, where this knowledge has them."""
        return self.read_profile()

    @cached_property
    def holds(self) -> Mapping[str, Holds]:
        """The compiled conditions of `judging`, reviewed entries only: no other ever fires."""
        return {
            name: compiled(entry.when)
            for name, entry in sorted(self.judging.items())
            if entry.status == "reviewed"
        }

    @cached_property
    def worse(self) -> Mapping[str, tuple[tuple[str, Holds], ...]]:
        """Per pitfall, the severities that replace its own, with their compiled conditions."""
        return {
            slug: tuple((worse.severity, compiled(worse.when)) for worse in pitfall.worse)
            for slug, pitfall in self.pitfalls.items()
        }

    @cached_property
    def weights(self) -> Mapping[str, Mapping[str, float]]:
        """Per rule, its decibans per option."""
        return {name: rule.weight.by_option for name, rule in self.rules.items()}

    @cached_property
    def rows(self) -> Mapping[str, tuple[float, ...]]:
        """Per rule, its decibans in the order of the options."""
        return {
            name: tuple([weights[option] for option in self.options])
            for name, weights in self.weights.items()
        }

    @cached_property
    def priors(self) -> tuple[float, ...]:
        """The prior decibans in the order of the options."""
        return tuple(float(option.prior_db) for option in self.options.values())

    @cached_property
    def group_of(self) -> Mapping[str, str]:
        """Per rule, its group."""
        return {name: rule.group for name, rule in self.rules.items()}

    @cached_property
    def grade_of(self) -> Mapping[str, Grade]:
        """Per rule, the grade of its evidence."""
        return {name: rule.grade for name, rule in self.rules.items()}

    @cached_property
    def caps(self) -> Mapping[str, float]:
        """Per group, its cap in decibans."""
        return {name: float(group.cap_db) for name, group in self.groups.items()}

    @cached_property
    def inputs(self) -> Mapping[str, frozenset[str]]:
        """Per question or fact, the questions it rests on; a question rests on itself."""
        found: dict[str, frozenset[str]] = {name: frozenset({name}) for name in self.questions}
        for fact in self.facts.values():
            operands = [operand for operand in fact.formula.operands if isinstance(operand, str)]
            found[fact.id] = frozenset().union(*(found.get(name, frozenset()) for name in operands))
        return found

    @cached_property
    def formulas(self) -> Mapping[str, tuple[str, tuple[Operand, ...]]]:
        """Per fact, the name of its formula and the operands; facts of witnesses have none."""
        return {
            name: (fact.formula.name, fact.formula.operands)
            for name, fact in self.facts.items()
            if fact.formula.name != "computed"
        }

    @cached_property
    def behind(self) -> Mapping[str, tuple[str, ...]]:
        """Per fact with a formula, the facts that it is worked out from, in order, itself last."""
        found: dict[str, tuple[str, ...]] = {}
        for name, (_, operands) in self.formulas.items():
            before = [one for operand in operands for one in found.get(str(operand), ())]
            found[name] = (*dict.fromkeys(before), name)
        return found

    @cached_property
    def reads(self) -> Mapping[str, frozenset[str]]:
        """Per reviewed entry in `judging`, the questions its condition rests on."""
        return {
            name: frozenset().union(
                *(self.inputs.get(test.subject, frozenset()) for test in self.tests[name])
            )
            for name in self.holds
        }

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """Per entry in `judging`, every comparison its condition makes."""
        return {
            name: tuple(test for condition in conditions_of(entry) for test in tests_of(condition))
            for name, entry in self.judging.items()
        }

    @cached_property
    def weighing(self) -> tuple[str, ...]:
        """The reviewed rules and gates: what can change a recommendation."""
        return tuple(name for name in self.holds if name in self.rules or name.startswith("gates/"))

    @cached_property
    def readers(self) -> Mapping[str, tuple[str, ...]]:
        """Per question, the rules and gates whose conditions rest on it."""
        return {
            question: tuple(name for name in self.weighing if question in self.reads[name])
            for question in self.questions
        }

    @cached_property
    def feeding(self) -> Mapping[str, tuple[str, ...]]:
        """Per question that some fact rests on, those facts."""
        found: dict[str, list[str]] = {}
        for fact in self.facts:
            for question in self.inputs[fact]:
                found.setdefault(question, []).append(fact)
        return {question: tuple(facts) for question, facts in found.items()}

    @cached_property
    def asked_when(self) -> Mapping[str, Holds]:
        """The compiled conditions under which questions are asked, of those that have one."""
        return {
            question.id: compiled(question.ask_when)
            for question in self.questions.values()
            if question.ask_when is not None
        }

    @cached_property
    def asking_tests(self) -> Mapping[str, tuple[Test, ...]]:
        """Every comparison made by the conditions in `asked_when`."""
        return {
            question.id: tuple(tests_of(question.ask_when))
            for question in self.questions.values()
            if question.ask_when is not None
        }

    @cached_property
    def cuts(self) -> Mapping[str, tuple[float, ...]]:
        """Per question or fact, every number that some condition compares it with, sorted.

        The conditions are those of rules and gates, and those under which questions are asked.
        """
        found: dict[str, set[float]] = {}
        compared = [*(self.tests[name] for name in self.weighing), *self.asking_tests.values()]
        for test in (test for tests in compared for test in tests):
            if test.operator in {"below", "at_least"}:
                found.setdefault(test.subject, set()).add(float(str(test.operand)))
            elif test.between is not None:
                found.setdefault(test.subject, set()).update(map(float, test.between))
        return {subject: tuple(sorted(numbers)) for subject, numbers in found.items()}

    @cached_property
    def cut_subjects(self) -> Mapping[str, tuple[str, ...]]:
        """Per question, the subjects in `cuts` that rest on it: itself and facts."""
        return {
            question: tuple(name for name in self.cuts if question in self.inputs.get(name, ()))
            for question in self.questions
        }

    @cached_property
    def reviewed(self) -> date:
        """The day of the latest review of any entry."""
        return max(entry.reviewed for entry in self.judging.values())
