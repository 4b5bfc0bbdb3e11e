"""How likely each answer to an open question is, by the priors that the questions state."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate

from advisor.answers.values import Answers
from advisor.explain.cells import Cell
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question

# What comes from elsewhere shows nothing of what the one who answers knows.
TOLD_BY_A_PERSON = frozenset({"said", "file"})
# No audience is ruled out by a single answer.
LEAST = 0.001


class Priors:
    """Who answers, by what they know so far (Bayes), and what they are likely to answer next.

    Whether a question could be answered is evidence of the audience; what was answered is not, so
    that a task like those that papers describe does not make its builder one of their authors.
    """

    def __init__(self, base: KnowledgeBase, answers: Answers) -> None:
        """Weigh each audience of the knowledge by the answers and the *don't knows*."""
        self._audiences = [questions for _, questions in base.expected]
        logs = [math.log(share) + _fit(questions, answers) for share, questions in base.expected]
        chances = [math.exp(log - max(logs)) for log in logs]
        self.weights = [chance / math.fsum(chances) for chance in chances]
        self._sums = list(accumulate(self.weights))

    def share(self, name: str, cell: Cell) -> float:
        """Return how likely an answer in the cell is, *don't know* counted in."""
        return math.fsum(
            weight * share_of(questions[name], cell)
            for weight, questions in zip(self.weights, self._audiences, strict=True)
        )

    def known(self, name: str) -> float:
        """Return how likely it is that a question can be answered."""
        return math.fsum(
            weight * (1 - questions[name].dont_know)
            for weight, questions in zip(self.weights, self._audiences, strict=True)
        )

    def drawn(self, number: float) -> int:
        """Return the place of the audience that a number from 0 to 1 falls on."""
        return min(bisect(self._sums, number * self._sums[-1]), len(self._sums) - 1)

    def of(self, audience: int) -> Mapping[str, Question]:
        """Return the questions under the priors of one audience."""
        return self._audiences[audience]


def _fit(questions: Mapping[str, Question], answers: Answers) -> float:
    """Return the logarithm of how likely an audience is to know just this."""
    knows = [
        1 - questions[name].dont_know
        for name, answer in answers.given.items()
        if answer.origin in TOLD_BY_A_PERSON
    ]
    knows += [questions[name].dont_know for name in answers.dont_know]
    return math.fsum(math.log(max(LEAST, chance)) for chance in knows)


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
