"""What is contested, has changed or has aged in what a verdict rests on; it judges nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from advisor.evaluate import Verdict
from advisor.knowledge.ageing import Aged, aged_gate, aged_model
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.catalogue import Model
from advisor.knowledge.entries.news import Change, Contested

STRONGEST = 6  # as many rules as the text of an advice shows


@dataclass(frozen=True)
class FoundContested:
    """A contested finding, with those of the strongest rules that it touches."""

    id: str
    entry: Contested
    touches: tuple[str, ...]


@dataclass(frozen=True)
class FoundChange:
    """A change, with what it touches here: the model, gates that hold, rules that fired."""

    id: str
    entry: Change
    touches: tuple[str, ...]


def contested_here(base: KnowledgeBase, verdict: Verdict) -> tuple[FoundContested, ...]:
    """Return the contested findings that touch the strongest evidence, in order of its weight."""
    strongest = [trace.id for trace in verdict.fired[:STRONGEST]]
    found = []
    for slug, entry in base.contested.items():
        touches = tuple(rule for rule in strongest if rule in entry.rules)
        if touches and entry.status == "reviewed":
            found.append(FoundContested(slug, entry, touches))
    return tuple(sorted(found, key=lambda one: (strongest.index(one.touches[0]), one.id)))


def changes_here(
    base: KnowledgeBase, verdict: Verdict, model: Model | None, day: date
) -> tuple[FoundChange, ...]:
    """Return the changes public by `day` that touch this verdict.

    Those of the model come first, then those of gates, then those of rules; the latest first.
    """
    held = gates_held(verdict)
    fired = {trace.id for trace in verdict.fired}
    ranked = []
    for slug, entry in base.changes.items():
        models = [model.id] if model is not None and model.id in entry.models else []
        gates = [
            f"gates/{gate}" for gate in entry.gates if gate in held and _concerns(entry, model)
        ]
        rules = [rule for rule in entry.rules if rule in fired and _concerns(entry, model)]
        touches = (*models, *gates, *rules)
        if touches and entry.public_since <= day and (models or not _is_old_hat(entry)):
            rank = 0 if models else 1 if gates else 2
            ranked.append((rank, -entry.date.toordinal(), FoundChange(slug, entry, touches)))
    return tuple(found for *_, found in sorted(ranked, key=lambda row: (*row[:2], row[2].id)))


def _is_old_hat(change: Change) -> bool:
    # A claim that was checked and found true is what the rules say already.
    return bool(change.claim) and change.status == "confirmed"


def _concerns(change: Change, model: Model | None) -> bool:
    # What happened to other models is no news for the one that was named.
    return not change.models or model is None or model.id in change.models


def aged_here(
    base: KnowledgeBase, verdict: Verdict, model: Model | None, day: date
) -> Iterator[Aged]:
    """Yield what this verdict rests on and is past its shelf life: gates that hold, the model."""
    for slug in sorted(gates_held(verdict)):
        aged = aged_gate(base, slug, day)
        if aged is not None:
            yield aged
    aged = aged_model(base, model.id, day) if model is not None else None
    if aged is not None:
        yield aged


def gates_held(verdict: Verdict) -> set[str]:
    """Return the gates that forbid an option, without their folder."""
    held = {gate for option in verdict.options for gate in option.blocked_by}
    return {gate.removeprefix("gates/") for gate in held}
