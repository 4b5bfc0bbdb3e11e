"""What a space consists of: cells, open rules in their groups, gates, conditions for asking.

A part is made anew only where an answer that it could see has changed. From one answer to the next
most parts stay, and with them what was found of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property, partial
from threading import Lock
from typing import TypeVar

from advisor.answers.facts import Derive
from advisor.answers.values import Answers
from advisor.explain.cells import Cell, cells_of, single_numbers
from advisor.explain.open_facts import OpenFacts
from advisor.explain.undecided import Entry, GroupSums, alike
from advisor.knowledge.conditions import Holds, Test
from advisor.knowledge.entries.asking import Question

# How many parts are kept: those of two or three spaces.
MOST_KEPT = 600
# The state of a question that may still be answered; no answer is equal to it.
OPEN = object()
Part = TypeVar("Part")


class Kept:
    """The parts of one knowledge base that were asked for last, by what they can see.

    Several threads may ask at once; each gets the same parts, or equal ones.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._parts: dict[Hashable, object] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Part]) -> Part:
        """Return the part of a key, made where it is not kept."""
        with self._lock:
            part = self._parts.pop(key, None)
        if part is None:
            part = make()
        with self._lock:
            self._parts[key] = part
            if len(self._parts) > MOST_KEPT:
                del self._parts[next(iter(self._parts))]
        return part  # type: ignore[return-value]  # a key is always of the same kind of part


class Parts:
    """Makes the parts of one space, or takes them from those kept."""

    def __init__(
        self,
        answers: Answers,
        questions: Mapping[str, Question],
        facts: OpenFacts,
        derive: Derive,
        kept: Kept,
    ) -> None:
        """Look at the open `questions` and facts, beside what is answered."""
        self.base = base = derive.base
        self.options = tuple(base.options)
        self.questions = questions
        self.facts = facts
        self.kept = kept
        self._states = {
            name: OPEN if name in questions else facts.readings.get(name) for name in base.questions
        }
        # The day, the named model and what a witness tells may stand behind any fact.
        told = frozenset((name, fact.reading) for name, fact in answers.facts.items())
        self._behind = (derive.day, answers.model_name, told)

    @cached_property
    def cells(self) -> dict[str, list[Cell]]:
        """The cells of every open question; finer ones where a wide fact rests on it."""
        return {
            name: self.kept.get(("cells", name, self._seen([name])), partial(self._cells, name))
            for name in self.questions
        }

    def _cells(self, name: str) -> list[Cell]:
        question = self.questions[name]
        asked = any(name in self.base.inputs[fact] for fact in self.facts.wide)
        single = single_numbers(question) if asked else []
        return single or cells_of(self.base, question, self.facts.readings, asked)

    def _seen(self, names: Iterable[str]) -> tuple[object, ...]:
        """Return the states of some questions and of those that share a fact with them.

        Beside what stands behind all facts, nothing else can move the cells of these questions, or
        what reads no other question.
        """
        names = set(names)
        facts = {fact for name in names for fact in self.base.feeding.get(name, ())}
        near = names.union(*(self.base.inputs[fact] for fact in facts))
        return (self._behind, *[self._states[name] for name in sorted(near)])

    def _key(self, kind: str, name: str, reads: Iterable[str]) -> Hashable:
        """Return the key of an entry; it knows cells by identity, so they are in it."""
        reads = sorted(reads)
        cells = [cell for one in reads if one in self.cells for cell in self.cells[one][:1]]
        return (kind, name, self._seen(reads), *cells)

    def gates(self, truths: Mapping[str, bool | None]) -> list[tuple[Entry, frozenset[str]]]:
        """Return every gate that an open question could decide, with the options it forbids."""
        return [
            (self._entry(f"gates/{slug}"), frozenset(gate.forbid.options))
            for slug, gate in self.base.gates.items()
            if truths.get(f"gates/{slug}", False) is None and self._inputs(f"gates/{slug}")
        ]

    def _inputs(self, name: str) -> tuple[str, ...]:
        return tuple(sorted(self.base.reads[name] & self.questions.keys()))

    def _entry(self, name: str) -> Entry:
        key = self._key("weighing", name, self.base.reads[name])
        return self.kept.get(key, lambda: self._weighing(name))

    def _weighing(self, name: str) -> Entry:
        made = self._made(name, self._inputs(name), self.base.holds[name], self.base.tests[name])
        weights = self.base.weights.get(name, {})
        made.weights = tuple(float(weights.get(option, 0.0)) for option in self.options)
        return made

    def _made(
        self, name: str, inputs: tuple[str, ...], holds: Holds, tests: tuple[Test, ...]
    ) -> Entry:
        facts = dict.fromkeys(t.fact for t in tests if t.fact and self.facts.inputs.get(t.fact))
        seen = alike({one: self.facts.marks(tests, one, self.cells[one]) for one in inputs})
        return Entry(name, inputs, holds, tuple(facts), seen)

    def asked_when(self) -> dict[str, Entry]:
        """Return the conditions for asking that an open question could still make false."""
        found = {}
        for name in self.questions.keys() & self.base.asked_when.keys():
            tests = self.base.asking_tests[name]
            inputs = {one for test in tests for one in self.facts.inputs.get(test.subject, ())}
            if inputs:
                found[name] = self._asking(name, tuple(sorted(inputs)), tests)
        return found

    def _asking(self, name: str, inputs: tuple[str, ...], tests: tuple[Test, ...]) -> Entry:
        read = {one for test in tests for one in self.base.inputs.get(test.subject, ())}
        holds = self.base.asked_when[name]
        key = self._key("asked_when", name, read)
        return self.kept.get(key, lambda: self._made(name, inputs, holds, tests))

    def groups(self, truths: Mapping[str, bool | None]) -> dict[str, GroupSums]:
        """Return every group that has a rule which holds or may hold."""
        fired: dict[str, list[Mapping[str, float]]] = {}
        undecided: dict[str, list[Entry]] = {}
        for name in self.base.weighing:
            if name not in self.base.rules or truths[name] is False:
                continue
            group = self.base.rules[name].group
            weights, rules = fired.setdefault(group, []), undecided.setdefault(group, [])
            if truths[name]:
                weights.append(self.base.weights[name])
            elif self._inputs(name):
                rules.append(self._entry(name))
        return {name: self._group(name, fired[name], rules) for name, rules in undecided.items()}

    def _group(self, name: str, fired: list[Mapping[str, float]], rules: list[Entry]) -> GroupSums:
        fixed = tuple([math.fsum(one[option] for one in fired) for option in self.options])
        cap = float(self.base.groups[name].cap_db)
        return self.kept.get(("group", name, fixed, *rules), lambda: GroupSums(cap, fixed, rules))
