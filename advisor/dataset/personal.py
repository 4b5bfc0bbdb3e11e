"""Examples that hold personal data or secrets, by kind; the data itself is never shown."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.bands import status_of
from advisor.dataset.opened import Opened
from advisor.dataset.patterns import KINDS
from advisor.dataset.values import Finding, Measure

CHECK = "personal"


def check(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the training examples that hold personal data or secrets, by kind."""
    facts = data.train.facts
    sums = {name: ((facts.personal & (1 << place)) != 0).sum() for place, name in enumerate(KINDS)}
    counted = data.one(facts.aggregate(any=(facts.personal != 0).sum(), **sums))
    figures = {name: int(counted[name] or 0) for name in KINDS}
    rows = int(counted["any"] or 0)
    told = ", ".join(f"{n:,} with {name.replace('_', ' ')}" for name, n in figures.items() if n)
    why = f"{rows:,} examples hold personal data or secrets: {told}." if rows else "None was found."
    found = data.some(facts.filter(facts.personal != 0), "personal")
    worst = data.worst("train", [(row, _named(bits)) for row, bits in found])
    answers = {"data.sensitive": Measure(True, method=f"patterns, {rows:,} rows")} if rows else {}
    return Finding(CHECK, rows, status_of(rows, limits), why, answers, worst, figures)


def _named(bits: int) -> str:
    names = [name for place, name in enumerate(KINDS) if bits & (1 << place)]
    return "holds " + ", ".join(names).replace("_", " ")
