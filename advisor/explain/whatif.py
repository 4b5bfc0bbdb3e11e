"""Judges again with a few answers moved: only what reads them is worked out anew."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.answers.facts import Derive
from advisor.answers.values import Answers
from advisor.evaluate import leading
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Scalar

Moved = Mapping[str, Scalar]
# Decibans by group and option, before the cap.
Sums = dict[tuple[str, str], float]
# Totals by option, and the options that gates forbid.
Judged = tuple[dict[str, float], set[str]]


class WhatIf:
    """The verdict's recommendation for other values of some answers; it equals `evaluate`'s."""

    def __init__(self, base: KnowledgeBase, answers: Answers, derive: Derive) -> None:
        """Judge the answers from which some will be moved."""
        self.base = base
        self.answers = answers
        self.derive = derive
        self.readings = derive(answers)
        self.truths = {name: base.holds[name](self.readings) for name in base.weighing}
        self._group, self._caps = base.group_of, base.caps
        self._sums: Sums = {}
        for name, truth in self.truths.items():
            if truth and name in base.rules:
                self._add(self._sums, name, 1)
        self.totals = {option: float(entry.prior_db) for option, entry in base.options.items()}
        for (group, option), total in self._sums.items():
            self.totals[option] += self._clipped(group, total)
        self._now = tuple(self.totals.items())
        self.barred = self._forbidden({})
        self._known: dict[tuple[str, Scalar], Judged] = {}
        self._parted: dict[tuple[str, str], bool] = {}

    def _add(self, sums: Sums, name: str, sign: int) -> None:
        group = self._group[name]
        for option, weight in self.base.weights[name].items():
            sums[group, option] = sums.get((group, option), 0.0) + sign * weight

    def _clipped(self, group: str, total: float) -> float:
        cap = self._caps[group]
        return min(cap, max(-cap, total))

    def recommended(self, moved: Moved) -> str:
        """Return the option recommended with these answers moved."""
        totals, forbidden = self.judged(moved)
        free = [o for o in self.base.options if o not in forbidden] or list(self.base.options)
        return leading(self.base, totals, free)

    def judged(self, moved: Moved) -> Judged:
        """Return the totals and the forbidden options with these answers moved."""
        if len(moved) == 2 and self._apart(*moved):
            (one, first), (other, second) = moved.items()
            totals, forbidden = self._alone(one, first)
            others, bars = self._alone(other, second)
            both = {option: totals[option] + others[option] - now for option, now in self._now}
            return both, bars if self._reads_gates(other) else forbidden
        return self._alone(*next(iter(moved.items()))) if len(moved) == 1 else self._judged(moved)

    def _alone(self, question: str, value: Scalar) -> Judged:
        if (question, value) not in self._known:
            self._known[question, value] = self._judged({question: value})
        return self._known[question, value]

    def _apart(self, one: str, other: str) -> bool:
        """Tell whether what two answers move simply adds up: no group, fact or gate reads both."""
        if (one, other) not in self._parted:
            feeding = self.base.feeding
            self._parted[one, other] = (
                self.groups_of(one).isdisjoint(self.groups_of(other))
                and {*feeding.get(one, ())}.isdisjoint(feeding.get(other, ()))
                and not (self._reads_gates(one) and self._reads_gates(other))
            )
        return self._parted[one, other]

    def _reads_gates(self, question: str) -> bool:
        return any(name not in self._group for name in self.base.readers[question])

    def _judged(self, moved: Moved) -> Judged:
        readings = self.derive.anew(self.answers, self.readings, moved)
        shifts: Sums = {}
        gates: dict[str, bool | None] = {}
        for name in {name for question in moved for name in self.base.readers[question]}:
            truth, before = self.base.holds[name](readings), self.truths[name]
            if truth is before:
                continue
            if name not in self._group:
                gates[name] = truth
            elif truth or before:
                self._add(shifts, name, 1 if truth else -1)
        totals = dict(self.totals)
        for (group, option), shift in shifts.items():
            sum_before = self._sums.get((group, option), 0.0)
            moved_to = self._clipped(group, sum_before + shift)
            totals[option] += moved_to - self._clipped(group, sum_before)
        return totals, self._forbidden(gates) if gates else self.barred

    def _forbidden(self, gates: Mapping[str, bool | None]) -> set[str]:
        found: set[str] = set()
        for slug, gate in self.base.gates.items():
            name = f"gates/{slug}"
            if gates.get(name, self.truths.get(name)):
                found.update(gate.forbid.options)
        return found

    def room(self, question: str, rival: str, leader: str, beside: str = "") -> float:
        """Return decibans by which an answer cannot move a rival further against the leader.

        A group's clipped sum moves by no more than the weights of its rules that can change; where
        `beside` is moved too, a rule that reads both may change either way.
        """
        return sum(
            max(self._gain(name, sign, rival, leader) for sign in self._signs(name, beside))
            for name in self.base.readers[question]
            if name in self.base.rules
        )

    def _signs(self, name: str, beside: str) -> tuple[int, ...]:
        if beside in self.base.reads[name]:
            return 1, -1
        return (-1,) if self.truths[name] else (1,)

    def _gain(self, name: str, sign: int, rival: str, leader: str) -> float:
        weights = self.base.weights[name]
        return max(0.0, sign * weights.get(rival, 0)) + max(0.0, -sign * weights.get(leader, 0))

    def groups_of(self, question: str) -> set[str]:
        """Return the groups whose rules read a question."""
        return {self._group[n] for n in self.base.readers[question] if n in self._group}
