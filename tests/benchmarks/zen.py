"""The judge against the zen-engine package on the same rules, side by side.

Run by hand, with `pip install zen-engine`: `python tests/benchmarks/zen.py [FILE] [ROUNDS]`.
Every entry that we judge (rules, gates, pitfalls, additions) becomes a row of one decision table
with the collect hit policy, compiled once, as our base is loaded once. Ours reads answers into a
whole verdict with its trace (facts derived, groups capped, gates, certainty); theirs gets the
facts for nothing and collects the rows that hold. Both must find the same rows. The target is at
most half their time.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)  # and so `import zen` is not this file

from advisor.answers.facts import complete, derive  # noqa: E402  # needs the path above
from advisor.answers.file import read  # noqa: E402
from advisor.evaluate import evaluate  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
from advisor.knowledge.conditions import (  # noqa: E402
    All,
    AnyOf,
    Condition,
    Not,
    Readings,
    Span,
    Test,
)
from advisor.knowledge.load import load  # noqa: E402

DAY = date(2026, 11, 22)
TARGET = 0.5
CALLS = 20


def literal(value: object) -> str:
    """Return a value in their expression language."""
    return json.dumps(value)


def unary(test: Test) -> str:
    """Return a test as a cell of the column for its subject."""
    match test.operator:
        case "is":
            return literal(test.is_)
        case "is_not":
            return f"$ != {literal(test.is_not)}"
        case "in":
            return ", ".join(literal(value) for value in test.in_ or ())
        case "below":
            return f"< {test.below}"
        case "at_least":
            return f">= {test.at_least}"
    low, high = test.between or (0, 0)
    return f"[{low}..{high})"


def expression(condition: Condition) -> str:
    """Return a condition as one expression; an unknown subject makes a test false."""
    if isinstance(condition, Test):
        name, known = condition.subject, f"{condition.subject} != null"
        match condition.operator:
            case "is":
                return f"({known} and {name} == {literal(condition.is_)})"
            case "is_not":
                return f"({known} and {name} != {literal(condition.is_not)})"
            case "in":
                return f"({known} and {name} in {literal(condition.in_)})"
            case "below":
                return f"({known} and {name} < {condition.below})"
            case "at_least":
                return f"({known} and {name} >= {condition.at_least})"
        low, high = condition.between or (0, 0)
        return f"({known} and {name} in [{low}..{high}))"
    if isinstance(condition, Not):
        return f"(not {expression(condition.not_)})"
    if isinstance(condition, All):
        return "(" + " and ".join(map(expression, condition.all)) + ")"
    assert isinstance(condition, AnyOf)
    return "(" + " or ".join(map(expression, condition.any)) + ")"


def cells(condition: Condition) -> dict[str, str]:
    """Return a row: a cell for each subject where the tests are joined by and, else one for all."""
    parts = condition.all if isinstance(condition, All) else (condition,)
    tests = [part for part in parts if isinstance(part, Test)]
    if len(tests) == len(parts) == len({test.subject for test in tests}):
        return {test.subject: unary(test) for test in tests}
    return {"": expression(condition)}


def table(base: KnowledgeBase) -> dict[str, Any]:
    """Return every reviewed entry with a condition as one decision table."""
    rows = {name: cells(base.judging[name].when) for name in base.holds}
    subjects = sorted({subject for row in rows.values() for subject in row})
    ids = {subject: f"c{place}" for place, subject in enumerate(subjects)}
    columns = [{"id": ids[s], "name": s or "when", **({"field": s} if s else {})} for s in subjects]
    outputs = [{"id": f"o{o}", "name": o, "field": o} for o in ("rule", *base.options)]
    return {
        "hitPolicy": "collect",
        "inputs": columns,
        "outputs": outputs,
        "rules": [
            {
                "_id": name,
                **{ids[subject]: row.get(subject, "") for subject in subjects},
                "orule": literal(name),
                **{f"o{o}": str(base.weights.get(name, {}).get(o, 0)) for o in base.options},
            }
            for name, row in rows.items()
        ],
    }


def graph(base: KnowledgeBase) -> str:
    """Return the decision that their engine loads."""
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes = [{"id": key, "name": key, "type": kind} for key, kind in kinds.items()]
    nodes[1]["content"] = table(base)  # type: ignore[assignment]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def context(readings: Readings) -> dict[str, Any]:
    """Return what is known as nested objects, an interval as its value."""
    found: dict[str, Any] = {}
    for key, reading in readings.items():
        *above, last = key.split(".")
        place = found
        for part in above:
            place = place.setdefault(part, {})
        value = reading.value if isinstance(reading, Span) else reading
        place[last] = value.isoformat() if isinstance(value, date) else value
    return found


def microseconds(call: Callable[[], object]) -> float:
    """Return the processor time of one call, out of several in a row."""
    begun = time.process_time()
    for _ in range(CALLS):
        call()
    return (time.process_time() - begun) / CALLS * 1e6


def main() -> int:
    """Measure in turns, so that a busy moment hits both, and print the ratio of the medians."""
    import zen

    default = ROOT / "docs" / "examples" / "invoice-fields.toml"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    base = load(ROOT / "knowledge")
    answers = read(base, path.read_bytes(), path.name).answers
    decision = zen.ZenEngine().create_decision(graph(base))
    readings = derive(base, complete(base, answers), DAY)
    told = context(readings)

    def ours() -> object:
        return evaluate(base, derive(base, complete(base, answers), DAY))

    def theirs() -> Any:
        return decision.evaluate(told)

    fired = {name for name, truth in evaluate(base, readings).truths.items() if truth}
    collected = {row["rule"] for row in theirs()["result"]}
    if fired != collected:
        print("not the same rules:", sorted(fired ^ collected))
        return 1
    taken: dict[str, list[float]] = {"ours": [], "judge alone": [], "zen-engine": []}
    for _ in range(rounds):
        taken["ours"].append(microseconds(ours))
        taken["judge alone"].append(microseconds(lambda: evaluate(base, readings)))
        taken["zen-engine"].append(microseconds(theirs))
    print(f"{path.name}: {len(base.holds)} conditions, {len(fired)} hold for both")
    for name, times in taken.items():
        low, middle, high = statistics.quantiles(times, n=4)
        print(f"{name:12} {middle:7.0f} us (quartiles {low:.0f} to {high:.0f})")
    ratio = statistics.median(taken["ours"]) / statistics.median(taken["zen-engine"])
    print(f"ratio        {ratio:7.2f} (target: at most {TARGET:g})")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
