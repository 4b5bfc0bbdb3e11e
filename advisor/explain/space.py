"""What open questions can still do, over their cells: rules with an open input, their sums, gates.

Everything is exact, but for facts with two or more open inputs: these are bound to the cells by
interval arithmetic, and what rests on such a bound says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from advisor.answers.check import contradictions
from advisor.answers.values import Answer, Answers
from advisor.evaluate import ranked_options
from advisor.explain.cells import Cell, cells_of, single_numbers
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Holds, Readings, Scalar, compiled, tests_of
from advisor.knowledge.entries.asking import Question

Derive = Callable[[Answers], Readings]
# Which cell each open question is in; an absent question stays unknown.
Choice = Mapping[str, Cell]
SIZE_QUESTIONS = ("data.examples", "data.classes", "data.rarest_class", "data.imbalance_ratio")


@dataclass(frozen=True)
class Status:
    """Whether an entry holds in a cell of its open inputs: surely, or possibly by a bound."""

    surely: bool
    possibly: bool


@dataclass
class OpenEntry:
    """A rule or gate that an open question could still decide."""

    name: str
    inputs: tuple[str, ...]
    weights: Mapping[str, float]
    holds: Holds
    known: dict[tuple[Cell | None, ...], Status] = field(default_factory=dict)


@dataclass
class GroupSums:
    """One group: what its decided rules add, and its open rules."""

    cap: float
    fixed: dict[str, float]
    open_rules: list[OpenEntry]
    inputs: tuple[str, ...]
    totals: dict[tuple[Cell | None, ...], dict[str, float]] = field(default_factory=dict)


class Space:
    """The completions of what is open, seen from the answers given so far."""

    def __init__(
        self,
        base: KnowledgeBase,
        answers: Answers,
        truths: Mapping[str, bool | None],
        derive: Derive,
    ) -> None:
        """Lay out the open questions; `truths` are those of the verdict on `answers`."""
        self.base = base
        self.answers = answers
        self.derive = derive
        self.readings = derive(answers)
        self.questions = {question.id: question for question in self._open()}
        self._wide = self._wide_facts()
        self.cells = {name: self._cells(name) for name in self.questions}
        self.groups = self._groups(truths)
        self.gates = [
            (self._entry(f"gates/{slug}"), frozenset(gate.forbid.options))
            for slug, gate in base.gates.items()
            if truths.get(f"gates/{slug}", False) is None and self._inputs(f"gates/{slug}")
        ]
        self.blocked = {
            option
            for slug, gate in base.gates.items()
            if truths.get(f"gates/{slug}")
            for option in gate.forbid.options
        }
        self.asking_tests = {
            name: tuple(tests_of(question.ask_when))
            for name, question in self.questions.items()
            if question.ask_when is not None
        }
        self.asked_when = {
            name: compiled(question.ask_when)
            for name, question in self.questions.items()
            if question.ask_when is not None
        }

    def _open(self) -> Iterable[Question]:
        for question in self.base.questions.values():
            known = question.id in self.answers.given or question.id in self.answers.dont_know
            if not known and question.kind != "model" and applies(question, self.readings):
                yield question

    def _wide_facts(self) -> frozenset[str]:
        return frozenset(
            fact
            for fact in self.base.facts
            if fact not in self.readings and len(self.base.inputs[fact] & self.questions.keys()) > 1
        )

    def _cells(self, name: str) -> list[Cell]:
        """Return the cells of a question; single numbers where a wide fact asks for them."""
        question = self.questions[name]
        asked = any(name in self.base.inputs[fact] for fact in self._wide)
        fine = single_numbers(question) if asked else []
        return fine or cells_of(self.base, question, self.readings)

    @property
    def has_bounds(self) -> bool:
        """Whether some open rule or gate rests on a fact that is only bound to its cells."""
        return any(
            test.subject in self._wide
            for name in self.base.weighing
            for test in self.base.tests[name]
        )

    def _inputs(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(self.base.reads[name] & self.questions.keys()))

    def _entry(self, name: str) -> OpenEntry:
        weights = self.base.weights.get(name, {})
        return OpenEntry(name, self._inputs(name), weights, self.base.holds[name])

    def _groups(self, truths: Mapping[str, bool | None]) -> dict[str, GroupSums]:
        found: dict[str, GroupSums] = {}
        for name in self.base.weighing:
            if name not in self.base.rules or truths[name] is False:
                continue
            group = self.base.rules[name].group
            if group not in found:
                cap = float(self.base.groups[group].cap_db)
                found[group] = GroupSums(cap, dict.fromkeys(self.base.options, 0.0), [], ())
            if truths[name]:
                for option, weight in self.base.weights[name].items():
                    found[group].fixed[option] += weight
            elif self._inputs(name):
                found[group].open_rules.append(self._entry(name))
        for sums in found.values():
            sums.inputs = tuple(sorted({name for rule in sums.open_rules for name in rule.inputs}))
        return found

    def status(self, entry: OpenEntry, choice: Choice) -> Status:
        """Tell whether an entry holds; every question not in `choice` stays unknown."""
        key = tuple(choice.get(name) for name in entry.inputs)
        if key not in entry.known:
            entry.known[key] = self._status(entry, dict(zip(entry.inputs, key, strict=True)))
        return entry.known[key]

    def _status(self, entry: OpenEntry, cells: Mapping[str, Cell | None]) -> Status:
        given = {name: cell for name, cell in cells.items() if cell is not None}
        truth = entry.holds(self._readings(entry.name, given))
        doubtful = truth is None and self._is_wide(entry.name, given)
        return Status(truth is True, truth is True or doubtful)

    def _is_wide(self, name: str, given: Choice) -> bool:
        """Tell whether a bound, and not an unknown, may be why an entry cannot tell."""
        open_inputs = {
            test.subject: self.base.inputs[test.subject] & self.questions.keys()
            for test in self.base.tests[name]
            if test.subject in self._wide
        }
        return any(inputs <= given.keys() for inputs in open_inputs.values())

    def _readings(self, name: str, given: Choice) -> Readings:
        values = {question: cell.value for question, cell in given.items()}
        if all(test.answer is not None for test in self.base.tests[name]):
            return {**self.readings, **values}
        readings = dict(self.derive(self._with(values)))
        if self._wide:
            boxes = {question: _boxed(cell) for question, cell in given.items()}
            bounded = self.derive(self._with_answers(boxes))
            readings |= {fact: bounded[fact] for fact in self._wide if fact in bounded}
        return readings

    def _with(self, values: Mapping[str, Scalar]) -> Answers:
        return self._with_answers({name: Answer(value) for name, value in values.items()})

    def _with_answers(self, more: Mapping[str, Answer]) -> Answers:
        given = {**self.answers.given, **more}
        return Answers(given, self.answers.dont_know, facts=self.answers.facts)

    def completed(self, choice: Choice) -> Answers:
        """Return the answers with one legal value of each cell chosen."""
        values = {name: cell.value for name, cell in choice.items()}
        if self._contradictory(values):
            values |= {
                name: int(choice[name].high if name == "data.examples" else choice[name].low)
                for name in SIZE_QUESTIONS[:3]
                if name in choice
            }
        return self._with(values)

    def _contradictory(self, values: Mapping[str, Scalar]) -> bool:
        known = {key: answer.value for key, answer in self.answers.given.items()}
        return any(contradictions({**known, **values}))

    def totals(self, choice: Choice) -> dict[str, float]:
        """Return decibans per option, prior included, as `evaluate` would for this choice."""
        sums = [self._group_totals(group, choice) for group in self.groups.values()]
        return {
            option: math.fsum([float(entry.prior_db), *(one[option] for one in sums)])
            for option, entry in self.base.options.items()
        }

    def _group_totals(self, group: GroupSums, choice: Choice) -> dict[str, float]:
        key = tuple(choice.get(name) for name in group.inputs)
        if key not in group.totals:
            fired = [rule for rule in group.open_rules if self.status(rule, choice).surely]
            group.totals[key] = {
                option: min(group.cap, max(-group.cap, total))
                for option, fixed in group.fixed.items()
                for total in [fixed + math.fsum(rule.weights[option] for rule in fired)]
            }
        return group.totals[key]

    def forbidden(self, choice: Choice) -> set[str]:
        """Return the options that some gate forbids for this choice."""
        held = [options for gate, options in self.gates if self.status(gate, choice).surely]
        return self.blocked.union(*held)

    def recommended(self, choice: Choice) -> str:
        """Return the option recommended for this choice."""
        forbidden = self.forbidden(choice)
        blocked = {option: ("gate",) if option in forbidden else () for option in self.base.options}
        return ranked_options(self.base, self.totals(choice), blocked)[0]

    def possible(self, choice: Choice) -> bool:
        """Tell whether the answers file could hold this choice, once every open input is chosen."""
        return self._applicable(choice) and self._consistent(choice)

    def _applicable(self, choice: Choice) -> bool:
        asked = [name for name in choice if name in self.asked_when]
        if not asked:
            return True
        values = {name: cell.value for name, cell in choice.items()}
        readings = {**self.readings, **values}
        return all(self.asked_when[name](readings) is not False for name in asked)

    def _consistent(self, choice: Choice) -> bool:
        """Tell whether some legal values within the cells contradict nothing."""
        if not any(name in choice for name in SIZE_QUESTIONS):
            return True
        return not self._contradictory(
            {key: a.value for key, a in self.completed(choice).given.items() if key in choice}
        )


def _boxed(cell: Cell) -> Answer:
    if math.isnan(cell.low):
        return Answer(cell.value)
    return Answer(cell.value, low=cell.low, high=cell.high)


def applies(question: Question, readings: Readings) -> bool:
    """Tell whether a question may be asked: its condition holds or cannot tell."""
    return question.ask_when is None or compiled(question.ask_when)(readings) is not False
