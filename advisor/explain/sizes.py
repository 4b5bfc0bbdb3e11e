"""The few questions about sizes whose answers can contradict one another, over their cells."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from advisor.answers.check import contradictions
from advisor.explain.cells import Cell
from advisor.knowledge.conditions import Scalar

EXAMPLES, CLASSES, RAREST = "data.examples", "data.classes", "data.rarest_class"
SIZE_QUESTIONS = (EXAMPLES, CLASSES, RAREST, "data.imbalance_ratio")


def fitting(choice: Mapping[str, Cell], known: Mapping[str, Scalar]) -> dict[str, Scalar] | None:
    """Return values within the cells, other than their own, that contradict nothing.

    Empty where the cells' own values do; None where no values within them can be true together.
    """
    if RAREST not in choice and RAREST not in known:
        return {}
    cells = {name: choice[name] for name in SIZE_QUESTIONS if name in choice}
    told = {**known, **{name: cell.value for name, cell in cells.items()}}
    if not any(contradictions(told)):
        return {}
    for moved in _elsewhere(cells, told):
        if not any(contradictions({**told, **moved})):
            return moved
    return None


def _elsewhere(
    cells: Mapping[str, Cell], told: Mapping[str, Scalar]
) -> Iterator[dict[str, Scalar]]:
    """Yield the ends of the cells, and the sizes that just fit beside them."""
    names = [name for name in (CLASSES, RAREST) if name in cells]
    for ends in itertools.product((False, True), repeat=len(names)):
        moved: dict[str, Scalar] = {
            name: int(cells[name].high if high else cells[name].low)
            for name, high in zip(names, ends, strict=True)
        }
        here = {**told, **moved}
        classes = _whole(here, CLASSES) or 1
        yield moved | _within(cells, RAREST, _whole(here, EXAMPLES) // classes)
        for examples in (10**15, _whole(here, RAREST) * classes):
            yield moved | _within(cells, EXAMPLES, examples)


def _within(cells: Mapping[str, Cell], name: str, wanted: int) -> dict[str, Scalar]:
    """Return the number in a question's cell nearest to the one that is wanted."""
    if name not in cells:
        return {}
    return {name: int(min(cells[name].high, max(cells[name].low, wanted)))}


def _whole(told: Mapping[str, Scalar], name: str) -> int:
    value = told.get(name)
    return value if isinstance(value, int) else 0
