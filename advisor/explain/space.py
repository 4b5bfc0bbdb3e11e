"""What open questions can still do, over their cells: rules with an open input, their sums, gates.

Everything is exact, but for facts with two or more open inputs: these are bound to the cells by
interval arithmetic, and what rests on such a bound says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from advisor.answers.facts import Derive
from advisor.answers.values import Answer, Answers
from advisor.evaluate import leading, recommended
from advisor.explain.cells import Cell
from advisor.explain.open_facts import OpenFacts, put
from advisor.explain.parts import Kept, Parts
from advisor.explain.priors import Priors
from advisor.explain.sizes import SIZE_QUESTIONS, fitting
from advisor.explain.undecided import (
    Choice,
    Entry,
    GroupSums,
    Key,
    Status,
    Sums,
    added,
)
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar
from advisor.knowledge.entries.asking import Question


class Space:
    """The completions of what is open, seen from the answers given so far."""

    def __init__(
        self,
        base: KnowledgeBase,
        answers: Answers,
        truths: Mapping[str, bool | None],
        derive: Derive,
        kept: Kept | None = None,
    ) -> None:
        """Lay out the open questions; `truths` are those of the verdict on `answers`.

        What an earlier space of this base kept and these answers leave as it was is not made again.
        """
        self.base = base
        self.answers = answers
        self.derive = derive
        self.options = tuple(base.options)
        self.priors = Priors(base, answers)
        self.readings = derive(answers)
        self.questions = {question.id: question for question in self._open()}
        self.facts = OpenFacts(base, answers, self.readings, self.questions, derive)
        parts = Parts(answers, self.questions, self.facts, derive, kept or Kept())
        self.cells = parts.cells
        self.groups = parts.groups(truths)
        self.gates = parts.gates(truths)
        self.asked_when = parts.asked_when()
        self.blocked: set[str] = {
            option
            for slug, gate in base.gates.items()
            if truths.get(f"gates/{slug}")
            for option in gate.forbid.options
        }
        self._forbidden: dict[Key, set[str]] = {}
        self._sizes_matter = "data.rarest_class" in {*self.questions, *answers.given}

    def _open(self) -> Iterable[Question]:
        for question in self.base.questions.values():
            known = question.id in self.answers.given or question.id in self.answers.dont_know
            if known or question.kind == "model":
                continue
            asked_when = self.base.asked_when.get(question.id)
            if asked_when is None or asked_when(self.readings) is not False:
                yield question

    @cached_property
    def entries(self) -> list[Entry]:
        """The rules and gates that an open question could still decide."""
        rules = [rule for group in self.groups.values() for rule in group.open_rules]
        return rules + [gate for gate, _ in self.gates]

    @property
    def has_bounds(self) -> bool:
        """Whether some open rule or gate rests on a fact that is only bound to its cells."""
        return any(fact in self.facts.wide for entry in self.entries for fact in entry.facts)

    @cached_property
    def readers(self) -> dict[str, list[tuple[GroupSums, int]]]:
        """Per open question, the groups that read it, with its place among their inputs."""
        found: dict[str, list[tuple[GroupSums, int]]] = {name: [] for name in self.questions}
        for group in self.groups.values():
            for place, name in enumerate(group.inputs):
                found[name].append((group, place))
        return found

    @cached_property
    def telling(self) -> list[str]:
        """The open questions that some open rule or gate reads, in asking order."""
        read = {name for entry in self.entries for name in entry.inputs}
        return [name for name in self.questions if name in read]

    def status(self, entry: Entry, choice: Choice) -> Status:
        """Tell whether an entry holds; every question not in `choice` stays unknown."""
        key = entry.key(choice)
        return entry.known.get(key) or self._known(entry, key)

    def _known(self, entry: Entry, key: Key) -> Status:
        entry.known[key] = found = self._status(entry, key)
        return found

    def _status(self, entry: Entry, key: Key) -> Status:
        given = {n: cell for n, cell in zip(entry.inputs, key, strict=True) if cell is not None}
        here = {**self.readings, **{name: cell.value for name, cell in given.items()}}
        within, doubtful = here, False
        if entry.facts:
            within = dict(here)
            for fact in entry.facts:
                value, bounded = self.facts.values(fact, given)
                put(here, fact, value)
                put(within, fact, bounded)
                inputs = self.facts.inputs[fact]
                doubtful |= fact in self.facts.wide and all(name in given for name in inputs)
        truth = entry.holds(within)
        at_values = truth if within is here else entry.holds(here)
        possibly = truth is True or (truth is None and doubtful)
        return Status(at_values, truth is True, possibly, truth is False)

    def completed(self, choice: Choice) -> Answers:
        """Return the answers with one legal value of each cell chosen."""
        values = {name: cell.value for name, cell in choice.items()} | (self._fitting(choice) or {})
        given = {name: Answer(value) for name, value in values.items()}
        return replace(self.answers, given={**self.answers.given, **given})

    def _fitting(self, choice: Choice) -> dict[str, Scalar] | None:
        known = {name: self.answers.value(name) for name in SIZE_QUESTIONS}
        return fitting(choice, {name: v for name, v in known.items() if v is not None})

    def totals(self, choice: Choice) -> Sums:
        """Return decibans per option, prior included, as `evaluate` would for this choice."""
        sums = [self.sums(group, group.key(choice)) for group in self.groups.values()]
        return tuple(
            [math.fsum(column) for column in zip(self._options_priors, *sums, strict=True)]
        )

    @cached_property
    def _options_priors(self) -> Sums:
        return tuple(float(entry.prior_db) for entry in self.base.options.values())

    def shift(self, choice: Choice, name: str, cell: Cell | None) -> Sums:
        """Return by how much the totals move when one question comes to be in another cell."""
        return self.shifts(choice, name, (cell,))[cell]

    def shifts(
        self, choice: Choice, name: str, cells: Sequence[Cell | None]
    ) -> dict[Cell | None, Sums]:
        """Return by how much the totals move when one question comes to be in each of these."""
        moved = dict.fromkeys(cells, (0.0,) * len(self.options))
        for group, place in self.readers[name]:
            key, first = group.key(choice), group.alike[name]
            before, found = self.sums(group, key), dict[Cell | None, Sums]()
            for cell in cells:
                seen = first[cell]
                if seen not in found:
                    after = self.sums(group, (*key[:place], seen, *key[place + 1 :]))
                    found[seen] = tuple([a - b for a, b in zip(after, before, strict=True)])
                moved[cell] = added(moved[cell], found[seen])
        return moved

    @cached_property
    def gated(self) -> frozenset[str]:
        """The open questions that a gate reads."""
        return frozenset(name for gate, _ in self.gates for name in gate.inputs)

    def sums(self, group: GroupSums, key: Key) -> Sums:
        """Return what a group adds to each option where its inputs are in these cells."""
        found = group.sums.get(key)
        if found is None:
            held = [
                rule.weights
                for rule, part in group.parts
                if (rule.known.get(part(key)) or self._known(rule, part(key))).here
            ]
            cap = group.cap
            columns = zip(group.fixed, *held, strict=True)
            found = tuple([min(cap, max(-cap, math.fsum(column))) for column in columns])
            group.sums[key] = found
        return found

    def forbidden(self, choice: Choice) -> set[str]:
        """Return the options that some gate forbids for this choice."""
        key = tuple([choice.get(name) for name in self.gated])
        found = self._forbidden.get(key)
        if found is None:
            held = [options for gate, options in self.gates if self.status(gate, choice).here]
            found = self._forbidden[key] = self.blocked.union(*held)
        return found

    def recommended(self, choice: Choice, totals: Sums | None = None) -> str:
        """Return the option recommended for this choice, whose totals may be known."""
        if self._sizes_matter and self._fitting(choice):
            return recommended(self.base, self.derive(self.completed(choice)))
        return self.leader(totals or self.totals(choice), choice)

    def leader(self, totals: Sums, choice: Choice) -> str:
        """Return the option that these totals recommend, where the choice forbids none."""
        return self.best(totals, self.free(choice))

    def free(self, choice: Choice) -> Sequence[str]:
        """Return the options that no gate forbids for this choice; all where each is forbidden."""
        forbidden = self.forbidden(choice)
        return [option for option in self.options if option not in forbidden] or self.options

    def best(self, totals: Sums, free: Sequence[str]) -> str:
        """Return which of these options the totals recommend."""
        return leading(self.base, dict(zip(self.options, totals, strict=True)), free)

    def possible(self, choice: Choice) -> bool:
        """Tell whether the answers file could hold this choice, once every open input is chosen."""
        for name in choice:
            entry = self.asked_when.get(name)
            if entry is not None and self.status(entry, choice).never:
                return False
        return not self._sizes_matter or self._fitting(choice) is not None

    def allows(self, choice: Choice, name: str, cell: Cell) -> bool:
        """Tell whether a possible choice stays possible with one more answer."""
        conditional = self.conditional[name]
        if not conditional and name not in SIZE_QUESTIONS:
            return True
        more = {**choice, name: cell}
        for asked in conditional:
            if asked in more and self.status(self.asked_when[asked], more).never:
                return False
        return name not in SIZE_QUESTIONS or self._fitting(more) is not None

    @cached_property
    def conditional(self) -> dict[str, list[str]]:
        """Per open question, those whose being asked can hang on its answer, and itself if any."""
        return {
            name: [n for n, entry in self.asked_when.items() if n == name or name in entry.inputs]
            for name in self.questions
        }
