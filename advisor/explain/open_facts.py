"""Facts that open questions feed: their values at the cells' own values, and bounds within them."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

from advisor.answers.facts import Derive
from advisor.answers.values import Answers
from advisor.explain.cells import Cell
from advisor.explain.undecided import Choice, Key
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Reading, Readings, Span

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
            value = bounded = self._derived({n: given[n].value for n in inputs}).get(fact)
            if fact in self.wide:
                bounded = self._derived({n: _boxed(given[n]) for n in inputs}).get(fact)
            self._known[key] = value, bounded
        return self._known[key]

    def _derived(self, more: Mapping[str, Reading]) -> Readings:
        return self.derive.anew(self.answers, self.readings, more)


def _boxed(cell: Cell) -> Reading:
    if math.isnan(cell.low) or not isinstance(cell.value, (int, float)):
        return cell.value
    return Span(float(cell.value), cell.low, cell.high)
