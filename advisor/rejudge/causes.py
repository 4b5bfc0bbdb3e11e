"""What made two judgements of the same answers differ: rule by rule, gate by gate."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Span, Test, compiled
from advisor.knowledge.entries.judging import Entry
from advisor.records.trace import digest_of
from advisor.rejudge.state import RuleThen, State
from advisor.text import number, signed

# Two effects nearer than this, in decibans, count as equal; the trace keeps six decimals.
SAME_DB = 1e-4


@dataclass(frozen=True)
class Cause:
    """One thing that changed.

    `shift` are decibans per option, in their order; a gate has none. `kind` is one of KINDS.
    """

    kind: str
    id: str
    what: str
    shift: tuple[float, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


KINDS = (
    "rule_added",
    "rule_retired",
    "rule_removed",
    "condition_changed",
    "weight_changed",
    "source_changed",
    "grade_changed",
    "cap_changed",
    "gate_added",
    "gate_removed",
    "date_passed",
    "catalogue_changed",
    "price_changed",
    "figure_changed",
    "prior_changed",
    "calibration_changed",
    "answers_edited",
    "record_edited",
)


class Comparison:
    """Two states under today's knowledge, which tells what the entries read."""

    def __init__(self, base: KnowledgeBase, then: State, now: State) -> None:
        """Compare `then` with `now`; `base` is the knowledge of `now`."""
        self.base, self.then, self.now = base, then, now
        told = then.verdict.get("answers")
        self.edited = told is not None and told != now.verdict.get("answers")

    def causes(self) -> list[Cause]:
        """Return everything that changed and counts, in no particular order."""
        found = [*self._rules(), *self._gates(), *self._frame()]
        if self.edited:
            what = "the answers in the record are no longer those it was written with"
            found.append(Cause("answers_edited", "answers", what))
        return found

    def _rules(self) -> Iterator[Cause]:
        none = (0.0,) * len(self.base.options)
        for name in sorted(self.then.rules.keys() | self.now.rules.keys()):
            before, after = self.then.rules.get(name), self.now.rules.get(name)
            old, new = before.effect if before else none, after.effect if after else none
            shift = tuple(b - a for a, b in zip(old, new, strict=True))
            moved = any(abs(part) > SAME_DB for part in shift)
            if before is not None and after is not None:
                if moved or before.grade != after.grade:
                    yield self._both(name, before, after, shift)
            elif moved and after is not None:
                yield self._appeared(name, shift)
            elif moved and before is not None:
                yield self._vanished(name, before.when, shift, self.base.rules.get(name), "rule")

    def _both(
        self, name: str, before: RuleThen, after: RuleThen, shift: tuple[float, ...]
    ) -> Cause:
        sources = _sources(before, after)
        if before.weight and before.weight != after.weight:
            what = f"its weight changed from {_told(before.weight)} to {_told(after.weight)} dB"
            kind = "source_changed" if sources else "weight_changed"
            return Cause(kind, name, "; ".join([what, *sources]), shift, {"sources": sources})
        if before.grade != after.grade:
            what = f"its evidence is graded {after.grade} now, {before.grade or 'unknown'} then"
            kind = "source_changed" if sources else "grade_changed"
            return Cause(kind, name, "; ".join([what, *sources]), shift, {"sources": sources})
        group = self.base.rules[name].group
        what = f"the cap of its group {group}, or the other rules in it, scale it otherwise"
        return Cause("cap_changed", name, what, shift)

    def _appeared(self, name: str, shift: tuple[float, ...]) -> Cause:
        if self.then.knew(name) is False:
            reviewed = self.base.rules[name].reviewed.isoformat()
            what = f"the rule is new since then (reviewed {reviewed})"
            return Cause("rule_added", name, what, shift)
        return self._by_reading(name, shift, "it holds now and did not then")

    def _vanished(
        self, name: str, when: str, shift: tuple[float, ...], entry: Entry | None, sort: str
    ) -> Cause:
        gone = "gate_removed" if sort == "gate" else "rule_removed"
        if entry is None:
            return Cause(gone, name, f"the {sort} is no longer in the knowledge", shift)
        if entry.status != "reviewed":
            kind = gone if sort == "gate" else "rule_retired"
            return Cause(kind, name, _retired(entry, sort), shift)
        if when and when != digest_of(entry):
            return Cause("condition_changed", name, "its condition was rewritten", shift)
        return self._by_reading(name, shift, "it held then and does not now")

    def _gates(self) -> Iterator[Cause]:
        for name in sorted(self.now.gates.keys() - self.then.gates.keys()):
            reason = self.base.gates[name.removeprefix("gates/")].forbid.reason
            if self.then.knew(name) is False:
                yield Cause("gate_added", name, f"the gate is new since then: {reason}")
            else:
                yield self._by_reading(name, (), f"it closes now and did not then: {reason}")
        for name in sorted(self.then.gates.keys() - self.now.gates.keys()):
            entry = self.base.gates.get(name.removeprefix("gates/"))
            yield self._vanished(name, self.then.gates[name], (), entry, "gate")

    def _frame(self) -> Iterator[Cause]:
        shift = tuple(b - a for a, b in zip(self.then.prior, self.now.prior, strict=False))
        if self.then.verdict.get("prior") is not None and any(shift):
            yield Cause("prior_changed", "options", "the prior of the options changed", shift)
        before, after = (s.verdict.get("temperature") for s in (self.then, self.now))
        if before is not None and before != after:
            what = f"the temperature of the probabilities is {after} now, {before} then"
            yield Cause("calibration_changed", "calibration", what)

    def _by_reading(self, name: str, shift: tuple[float, ...], what: str) -> Cause:
        """Return the cause by what the entry reads: the calendar, the catalogue, a price."""
        tests = self.base.tests[name]
        # What moved without turning a comparison did not do it.
        turned = [test for test in tests if self._turned(test)] or tests
        changes = [change for test in turned for change in self._read(test.subject)]
        if changes:
            order = ("date_passed", "catalogue_changed", "price_changed", "figure_changed")
            kind, told, _ = min(changes, key=lambda change: order.index(change[0]))
            unique = list(dict.fromkeys(text for _, text, _ in changes))
            details = {"reads": sorted({subject for *_, subject in changes})}
            return Cause(kind, name, f"{what}: {'; '.join(unique)}", shift, details)
        if self.edited:
            return Cause("answers_edited", name, f"{what}, by the answers as they stand", shift)
        return Cause("condition_changed", name, f"{what}, since its condition changed", shift)

    def _turned(self, test: Test) -> bool:
        """Tell whether a comparison comes out otherwise by what its subject was and is."""
        holds, subject = compiled(test), test.subject
        try:
            before, after = (
                None if (value := _reading(state, subject)) is None else holds({subject: value})
                for state in (self.then, self.now)
            )
        except TypeError:
            return True  # a trace changed by hand holds no value that can be compared
        return before is not after

    def _read(self, subject: str) -> Iterator[tuple[str, str, str]]:
        """Yield what changed of one answer or fact: kind, words, and the name that changed."""
        if subject in self.base.facts:
            yield from self._fact(subject)
        else:
            yield from self._catalogue(subject)

    def _catalogue(self, name: str) -> Iterator[tuple[str, str, str]]:
        before, after = self.then.catalogue.get(name), self.now.catalogue.get(name)
        if before != after:
            plain = name.removeprefix("catalogue.")
            told = f"the catalogue says {plain} = {_value(after)} now, {_value(before)} then"
            yield "catalogue_changed", told, name

    def _fact(self, name: str) -> Iterator[tuple[str, str, str]]:
        before, after = self.then.facts.get(name), self.now.facts.get(name)
        if _near(before, after):
            return
        fact = self.base.facts[name]
        operands = [operand for operand in fact.formula.operands if isinstance(operand, str)]
        below = [change for operand in operands for change in self._read(operand)]
        if below:
            yield from below
            return
        told = f"{fact.title.lower()}: {_value(after)} {fact.unit} now, {_value(before)} then"
        if "date" in operands:
            yield "date_passed", told, name
        elif "$" in fact.unit:
            yield "price_changed", told, name
        elif not self.edited:
            yield "figure_changed", told, name


def _sources(before: RuleThen, after: RuleThen) -> list[str]:
    told = []
    for key in sorted(before.sources.keys() | after.sources.keys()):
        old, new = before.sources.get(key), after.sources.get(key)
        if old is None:
            told.append(f"source {key} is cited since")
        elif new is None:
            told.append(f"source {key} is no longer cited")
        elif old != new:
            told.append(f"source {key} is graded {new} now, {old} then")
    return told


def _retired(entry: Entry, sort: str) -> str:
    if entry.status == "draft":
        return f"the {sort} is a draft again"
    day = entry.retired.isoformat() if entry.retired else ""
    instead = f"; in its place: {entry.replaced_by}" if entry.replaced_by else ""
    return f"the {sort} was retired on {day}: {entry.retired_because}{instead}"


def _told(weights: tuple[float, ...]) -> str:
    return "/".join(signed(weight) for weight in weights)


def _reading(state: State, subject: str) -> Any:
    value = state.facts.get(subject, state.catalogue.get(subject))
    if isinstance(value, dict):
        return Span(value.get("value"), value.get("low"), value.get("high"))  # type: ignore[arg-type]  # a trace may hold anything
    return value


def _near(a: Any, b: Any) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))
    return bool(a == b)


def _value(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        return f"{value.get('value')} ({value.get('low')} to {value.get('high')})"
    if isinstance(value, float) and math.isfinite(value):
        return number(float(f"{value:.4g}"))
    return str(value)
