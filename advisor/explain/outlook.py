"""Judge again with other answers: which open question, and which change, alters the advice."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from advisor.answers.check import contradictions, problem_with
from advisor.answers.values import Answers
from advisor.evaluate import Verdict, recommended
from advisor.explain.cells import representatives
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings, Scalar, compiled
from advisor.knowledge.entries.asking import NUMBER_KINDS, Question

Derive = Callable[[Answers], Readings]


@dataclass(frozen=True)
class OpenQuestion:
    """A question without an answer, and whether an answer could change the recommendation."""

    id: str
    can_change_recommendation: bool
    alone: bool
    to: tuple[str, ...]
    closed: bool


@dataclass(frozen=True)
class Change:
    """A changeable answer, the nearest value that flips the recommendation, and to what."""

    question: str
    value: Scalar
    direction: str
    recommendation: str


@dataclass(frozen=True)
class Outlook:
    """What further answers, or other ones, would do to a verdict."""

    base: KnowledgeBase
    answers: Answers
    verdict: Verdict
    derive: Derive

    def judged(self, question: str, value: Scalar) -> str:
        """Return the option recommended with another value for one question."""
        return recommended(self.base, self.derive(self.answers.with_value(question, value)))

    def askable(self) -> list[Question]:
        """Return the questions that have no answer and may apply, in order."""
        readings = self.derive(self.answers)
        return [
            question
            for question in self.base.questions.values()
            if question.id not in self.answers.given
            and question.kind != "model"
            and applies(question, readings)
        ]

    def open_questions(self) -> list[OpenQuestion]:
        """Return every open question; a *don't know* is closed for asking and still listed."""
        could_change = not self.cannot_change()
        relevant = self._relevant()
        found = []
        for question in self.askable():
            to = self._alone(question)
            found.append(
                OpenQuestion(
                    id=question.id,
                    can_change_recommendation=bool(to)
                    or (could_change and question.id in relevant),
                    alone=bool(to),
                    to=to,
                    closed=question.id in self.answers.dont_know,
                )
            )
        return sorted(
            found, key=lambda open_: (not open_.can_change_recommendation, not open_.alone)
        )

    def _alone(self, question: Question) -> tuple[str, ...]:
        leader, readings = self.verdict.recommendation, self.derive(self.answers)
        found = {
            self.judged(question.id, value)
            for value in representatives(self.base, question, readings)
        }
        return tuple(option for option in self.base.options if option in found - {leader})

    def _relevant(self) -> frozenset[str]:
        """The questions that a rule or gate which cannot tell yet would read."""
        return frozenset().union(*(self.base.reads[name] for name in self._may_tell()))

    def _may_tell(self) -> frozenset[str]:
        """The rules and gates that cannot tell yet and that an open question could decide.

        What only a *don't know* or the catalogue could tell stays unknown.
        """
        open_ids = {question.id for question in self.askable()} - self.answers.dont_know
        return frozenset(
            name
            for name in self.verdict.unknown
            if name in self.base.weighing and self.base.reads[name] & open_ids
        )

    def cannot_change(self) -> bool:
        """Tell whether no completion of what is unknown can change the recommendation.

        Safe: every unknown rule is let fire or stay silent by itself, per group and rival,
        and every unknown gate may hold for the leader and not for the rival.
        """
        leader = self.verdict.recommendation
        may_tell = self._may_tell()
        slugs = [name.removeprefix("gates/") for name in may_tell if name.startswith("gates/")]
        if any(leader in self.base.gates[slug].forbid.options for slug in slugs):
            return False
        rivals = [option.id for option in self.verdict.options[1:] if not option.blocked_by]
        order, tolerance = list(self.base.options), self.base.judgement.ties.tolerance_db
        # A tie goes to the option that is easier to undo, which stands earlier in the order.
        return all(
            self._greatest_gain(rival, leader, may_tell)
            < (-tolerance if order.index(rival) < order.index(leader) else tolerance)
            for rival in rivals
        )

    def _greatest_gain(self, rival: str, leader: str, may_tell: frozenset[str]) -> float:
        fired: dict[str, list[str]] = {}
        unknown: dict[str, list[str]] = {}
        for name, truth in self.verdict.truths.items():
            if name in self.base.rules and (truth or name in may_tell):
                into = fired if truth else unknown
                into.setdefault(self.base.rules[name].group, []).append(name)
        prior = self.base.options[rival].prior_db - self.base.options[leader].prior_db
        gains = [
            self._group_gain(group, fired.get(group, []), unknown.get(group, []), rival, leader)
            for group in fired.keys() | unknown.keys()
        ]
        return prior + math.fsum(gains)

    def _group_gain(
        self, group: str, fired: list[str], unknown: list[str], rival: str, leader: str
    ) -> float:
        """The most that a group can give the rival over the leader, each clipped apart."""
        cap = float(self.base.groups[group].cap_db)
        most, least = (
            math.fsum(self._weight(name, option) for name in fired)
            + math.fsum(sign(0.0, self._weight(name, option)) for name in unknown)
            for option, sign in ((rival, max), (leader, min))
        )
        return min(cap, max(-cap, most)) - min(cap, max(-cap, least))

    def _weight(self, rule: str, option: str) -> float:
        return self.base.weights[rule][option]

    def changes(self) -> list[Change]:
        """Return every change of one changeable answer that flips the recommendation.

        Found by trying each cell of each; the nearest value on either side, cheapest first.
        """
        found: list[Change] = []
        for question in self.base.questions.values():
            if question.changeable and question.id in self.answers.given:
                found.extend(self._flips(question))
        return sorted(found, key=lambda change: self.base.questions[change.question].effort or 0)

    def _flips(self, question: Question) -> Iterator[Change]:
        readings = self.derive(self.answers)
        values = [
            v for v in representatives(self.base, question, readings) if self._legal(question, v)
        ]
        current = self.answers.given[question.id].value
        if question.kind not in NUMBER_KINDS:
            for value in values:
                option = self.judged(question.id, value)
                if value != current and option != self.verdict.recommendation:
                    yield Change(question.id, value, "is", option)
            return
        number = as_number(current)
        above = [value for value in values if as_number(value) > number]
        below = [value for value in reversed(values) if as_number(value) < number]
        for direction, path in (("at_least", above), ("at_most", below)):
            yield from self._nearest(question, current, path, direction)

    def _legal(self, question: Question, value: Scalar) -> bool:
        """Tell whether the answers file could hold this value beside the other answers."""
        others = {key: answer.value for key, answer in self.answers.given.items()}
        together = {**others, question.id: value}
        return problem_with(question, value) is None and not any(contradictions(together))

    def _nearest(
        self, question: Question, current: Scalar, path: list[Scalar], direction: str
    ) -> Iterator[Change]:
        """Yield, walking away from the current value, the first value of each other option."""
        before, seen = current, {self.verdict.recommendation}
        for value in path:
            option = self.judged(question.id, value)
            if option not in seen:
                seen.add(option)
                exact = self._boundary(question, before, value, option)
                yield Change(question.id, exact, direction, option)
            before = value

    def _boundary(self, question: Question, near: Scalar, far: Scalar, option: str) -> Scalar:
        """Return the value nearest to `near` that still gives `option`, as `far` does."""
        if question.kind == "integer":
            low, high = int(as_number(near)), int(as_number(far))
            while abs(high - low) > 1:
                middle = (low + high) // 2
                flips = self.judged(question.id, middle) == option
                low, high = (low, middle) if flips else (middle, high)
            return high
        start, end = as_number(near), as_number(far)
        while start < (middle_ := (start + end) / 2) < end or end < middle_ < start:
            flips = self.judged(question.id, middle_) == option
            start, end = (start, middle_) if flips else (middle_, end)
        return end


def as_number(value: Scalar) -> float:
    """Return the answer to a question for a number as that number."""
    assert isinstance(value, (int, float))
    return value


def applies(question: Question, readings: Readings) -> bool:
    """Tell whether a question may be asked: its condition holds or cannot tell."""
    return question.ask_when is None or compiled(question.ask_when)(readings) is not False
