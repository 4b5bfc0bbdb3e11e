"""One entry of the knowledge told whole, with its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from advisor.advice import Advice
from advisor.knowledge.base import KnowledgeBase
from advisor.records import words
from advisor.records.conditions import in_words
from advisor.tui.widgets.entry_list import Entry

Part = tuple[str, str]


@dataclass(frozen=True)
class Detail:
    """A title, parts of a label and a text each, and sources."""

    title: str
    parts: tuple[Part, ...]
    sources: tuple[Entry, ...]


def detail(advice: Advice, key: str) -> Detail:
    """Return the entry of a key such as `rule:data-size/under-50`."""
    kind, _, name = key.partition(":")
    base = advice.base
    if kind == "source":
        return _source(base, name)
    if kind == "rule":
        rule = base.rules[name]
        return Detail(rule.title, tuple(_rule(advice, name)), _sources(base, rule.sources))
    if kind == "gate":
        gate = base.gates[name]
        parts = (("", gate.forbid.reason), ("When this misleads", gate.when_wrong), ("Id", name))
        return Detail(gate.title, parts, _sources(base, gate.sources))
    if kind == "addition":
        addition = base.additions[name]
        parts = (("", addition.line), ("Why", addition.why), ("Id", name))
        return Detail(addition.title, parts, _sources(base, addition.sources))
    pitfall = base.pitfalls[name]
    return Detail(pitfall.title, tuple(_pitfall(advice, name)), _sources(base, pitfall.sources))


def _rule(advice: Advice, name: str) -> Iterator[Part]:
    rule = advice.base.rules[name]
    trace = next((trace for trace in advice.verdict.fired if trace.id == name), None)
    weights = dict(trace.effect_db) if trace else rule.weight.by_option
    yield "", rule.why
    yield "It holds when", in_words(advice.base, rule.when)
    yield "It adds", words.effects(advice.base, weights)
    yield "Grade of the evidence", rule.grade
    yield "When this misleads", rule.when_wrong
    yield "Our judgement in it", rule.judgement
    yield "Id", f"{name}, reviewed {rule.reviewed.isoformat()}"


def _pitfall(advice: Advice, name: str) -> Iterator[Part]:
    pitfall = advice.base.pitfalls[name]
    found = next((found for found in advice.pitfalls if found.id == name), None)
    yield "", found.why_here if found else ""
    yield "First", pitfall.first
    yield "Symptom", pitfall.symptom
    yield "Detect", pitfall.detect
    yield "Avoid", pitfall.avoid
    yield "Severity", found.severity if found else pitfall.severity
    yield "Id", name


def _source(base: KnowledgeBase, name: str) -> Detail:
    source = base.sources[name]
    claims = tuple(
        (f"{claim.locator} ({claim.checked.replace('_', ' ')})", claim.claim)
        for claim in source.supports
    )
    parts = (("Kind", f"{source.kind.replace('_', ' ')}, grade {source.grade}"), *claims)
    return Detail(source.title, parts, _sources(base, (name,)))


def _sources(base: KnowledgeBase, names: tuple[str, ...]) -> tuple[Entry, ...]:
    found = []
    for number, name in enumerate(names, 1):
        source = base.sources[name]
        head = f"{source.authors} ({source.year}). {source.title}"
        found.append(Entry(f"source:{name}", head, source.url, tag=f"[{number}]", url=source.url))
    return tuple(found)
