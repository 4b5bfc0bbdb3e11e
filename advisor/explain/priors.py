"""How likely each answer to an open question is, by the priors that the questions state."""

from __future__ import annotations

import math

from advisor.explain.cells import Cell
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question


def share_of(question: Question, cell: Cell) -> float:
    """Return the stated share of builders whose answer lies in the cell, *don't know* counted in.

    Within a band of numbers the share is spread evenly over the logarithm of one plus the number.
    """
    known = 1 - question.dont_know
    if question.kind == "choice":
        return known * next(c.prior for c in question.choice if c.value == cell.value)
    if question.kind == "yes_no":
        yes = question.prior_yes or 0.0
        return known * (yes if cell.value is True else 1 - yes)
    if question.kind in NUMBER_KINDS:
        following = cell.high + 1 if question.kind == "integer" else cell.high
        return known * (_below(question, following) - _below(question, cell.low))
    return 0.0


def _below(question: Question, number: float) -> float:
    """Return the share of builders, among those who know, whose number is below `number`."""
    start = float(question.minimum or question.exclusive_minimum or 0)
    total = 0.0
    for band in question.prior:
        if number <= start:
            return total
        width = math.log1p(band.below) - math.log1p(start)
        reached = math.log1p(min(number, band.below)) - math.log1p(start)
        total += band.share * (reached / width if width > 0 else 1.0)
        start = float(band.below)
    return total
