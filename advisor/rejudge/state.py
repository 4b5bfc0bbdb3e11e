"""What one judgement rested on, out of a record's trace or out of an advice of today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.advice import Advice
from advisor.knowledge.base import KnowledgeBase
from advisor.records.trace import ID_DIGITS, Table, rests_on, short_id


@dataclass(frozen=True)
class RuleThen:
    """A rule that counted: what it added after its group's cap, and what it was made of."""

    effect: tuple[float, ...]
    weight: tuple[float, ...] = ()
    when: str = ""
    grade: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """One judgement as its trace tells it; `known` is empty where the trace does not say."""

    rules: Mapping[str, RuleThen]
    gates: Mapping[str, str]
    facts: Mapping[str, Any]
    catalogue: Mapping[str, Any]
    known: frozenset[str]
    verdict: Mapping[str, Any]

    def knew(self, entry: str) -> bool | None:
        """Tell whether a rule or gate of this id was reviewed knowledge, None where untold."""
        return short_id(entry) in self.known if self.known else None

    @property
    def prior(self) -> tuple[float, ...]:
        """The priors in decibans, in the order of the options."""
        return _numbers(self.verdict.get("prior")) or (0.0, 0.0, 0.0)


def state_of(advice: Advice) -> State:
    """Return what an advice rests on."""
    return from_tables(rests_on(advice), advice.base)


def from_tables(tables: Iterable[Table], base: KnowledgeBase) -> State:
    """Return the state that a trace tells; what has not its form is passed over."""
    size = len(base.options)
    rules: dict[str, RuleThen] = {}
    gates: dict[str, str] = {}
    merged: dict[str, dict[str, Any]] = {"facts": {}, "catalogue": {}, "verdict": {}}
    known: set[str] = set()
    for table in tables:
        name, gate = table.get("rule"), table.get("gate")
        effect = _numbers(table.get("effect"))
        if isinstance(name, str) and len(effect) == size:
            rules[name] = _rule(table, effect)
        elif isinstance(gate, str):
            gates[gate] = str(table.get("when", ""))
        for key, into in merged.items():
            value = table.get(key)
            if isinstance(value, dict):
                into.update(value)
        known |= _ids(table.get("known"))
    return State(
        rules, gates, merged["facts"], merged["catalogue"], frozenset(known), merged["verdict"]
    )


def _rule(table: Table, effect: tuple[float, ...]) -> RuleThen:
    sources = table.get("sources")
    return RuleThen(
        effect=effect,
        weight=_numbers(table.get("weight")),
        when=str(table.get("when", "")),
        grade=str(table.get("grade", "")),
        sources=sources if isinstance(sources, dict) else {},
    )


def _numbers(value: object) -> tuple[float, ...]:
    if not isinstance(value, list) or any(isinstance(v, bool) for v in value):
        return ()
    return tuple(float(v) for v in value if isinstance(v, (int, float)))


def _ids(value: object) -> set[str]:
    if not isinstance(value, list):
        return set()
    text = [str(part) for part in value]
    return {part[at : at + ID_DIGITS] for part in text for at in range(0, len(part), ID_DIGITS)}
