"""Facts that open questions feed: their values at the cells' own values, and bounds within them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from advisor.answers.facts import Derive
from advisor.answers.values import Answers
from advisor.explain.cells import Cell
from advisor.explain.undecided import Choice, Key
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Reading, Readings, Span, Test, compiled

Values = tuple[Reading | None, Reading | None]


class OpenFacts:
    """Derives a fact once for every choice of cells of the open questions that it rests on."""

    def __init__(
        self,
        base: KnowledgeBase,
        answers: Answers,
        readings: Readings,
        questions: Collection[str],
        derive: Derive,
    ) -> None:
        """Look at what is not known yet; `questions` are the open ones."""
        self.answers = answers
        self.readings = readings
        self.derive = derive
        # Per question or fact that is not known, the open questions that it rests on.
        self.inputs: dict[str, tuple[str, ...]] = {
            subject: tuple(sorted(name for name in inputs if name in questions))
            for subject, inputs in base.inputs.items()
            if subject not in readings
        }
        # The facts that rest on several: these are only bound to their cells.
        self.wide = frozenset(fact for fact in base.facts if len(self.inputs.get(fact, ())) > 1)
        self._known: dict[tuple[str, Key], Values] = {}

    def values(self, fact: str, given: Choice) -> Values:
        """Return a fact at the values of the cells, and within the cells; None for unknown."""
        inputs = self.inputs[fact]
        if any(name not in given for name in inputs):
            return None, None
        key = fact, tuple([given[name] for name in inputs])
        if key not in self._known:
            value = bounded = self._derived(fact, {n: given[n].value for n in inputs})
            if fact in self.wide:
                bounded = self._derived(fact, {n: _boxed(given[n]) for n in inputs})
            self._known[key] = value, bounded
        return self._known[key]

    def marks(
        self, tests: Sequence[Test], name: str, cells: Sequence[Cell]
    ) -> list[tuple[Cell, object]]:
        """Return each cell of a question with what some tests see of it.

        A wide fact may see any difference.
        """
        seeing = {t.subject: t for t in tests if name in self.inputs.get(t.subject, ())}
        if self.wide & seeing.keys():
            return [(cell, cell) for cell in cells]
        holds = [compiled(test) for test in tests if test.subject in seeing]
        found: list[tuple[Cell, object]] = []
        for cell in cells:
            here: dict[str, Reading] = {name: cell.value}
            for fact in seeing.keys() - {name}:
                put(here, fact, self.values(fact, {name: cell})[0])
            found.append((cell, tuple([one(here) for one in holds])))
        return found

    def _derived(self, fact: str, more: Mapping[str, Reading]) -> Reading | None:
        return self.derive.one(self.answers, self.readings, more, fact)


def _boxed(cell: Cell) -> Reading:
    if math.isnan(cell.low) or not isinstance(cell.value, (int, float)):
        return cell.value
    return Span(float(cell.value), cell.low, cell.high)


def put(readings: dict[str, Reading], fact: str, value: Reading | None) -> None:
    """Put the value of a fact among the readings; what is unknown is not there."""
    if value is None:
        readings.pop(fact, None)
    else:
        readings[fact] = value
