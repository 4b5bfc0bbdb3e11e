"""How the cost of each part grows with rules and with open questions.

Run by hand: `python tests/benchmarks/growth.py`. The base is cut down or multiplied: each copy of
a rule reads the same questions, in a group of its own for every full copy, with its thresholds
moved a little, so that cells grow with rules as they would in a larger knowledge.
"""

from __future__ import annotations

import random
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from advisor.answers.file import read  # noqa: E402  # needs the path above
from advisor.answers.values import Answers  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
from advisor.knowledge.entries.judging import Rule  # noqa: E402
from advisor.knowledge.load import load  # noqa: E402
from tests.benchmarks.latency import PARTS, fresh, shown  # noqa: E402  # needs the path above

SIZES = (100, 200, 400, 800)
FULL = "invoice-fields"


def moved(when: Any, factor: float) -> Any:
    """Return a condition, as plain data, with thresholds above one moved."""
    if isinstance(when, dict):
        return {
            key: _threshold(value, factor)
            if key in {"below", "at_least", "between"}
            else moved(value, factor)
            for key, value in when.items()
        }
    return [moved(part, factor) for part in when] if isinstance(when, (list, tuple)) else when


def _threshold(value: Any, factor: float) -> Any:
    if isinstance(value, (list, tuple)):
        return [_threshold(end, factor) for end in value]
    return round(value * factor) if value > 1 else value


def grown(base: KnowledgeBase, size: int) -> KnowledgeBase:
    """Return a base with so many rules."""
    rules, groups = {}, dict(base.groups)
    names = list(base.rules)
    for place in range(size):
        copy, name = place // len(names), names[place % len(names)]
        rule = base.rules[name]
        if copy:
            group = f"{rule.group}-{copy}"
            groups[group] = base.groups[rule.group].model_copy(update={"id": group})
            plain = rule.model_dump(by_alias=True, exclude_unset=True)
            plain |= {"group": group, "when": moved(plain["when"], 1 + copy / 7), "example": []}
            plain["example"] = [{"answers": {}, "fires": "unknown"}]
            rule = Rule.model_validate(plain)
        rules[f"{name}-{copy}" if copy else name] = rule
    return replace(base, rules=rules, groups=groups)


def main() -> int:
    """Print both tables."""
    base = load(ROOT / "knowledge")
    head = "".join(f"{name:>9}" for name in ("verdict", *PARTS, "together"))
    path = ROOT / "docs" / "examples" / f"{FULL}.toml"
    answers = read(base, path.read_bytes(), path.name).answers
    half = {key: answer for place, (key, answer) in enumerate(answers.given.items()) if place % 2}
    print(f"{'ms by number of rules':24}{head}")
    for size in SIZES:
        larger = grown(base, size)
        cases = {"none": Answers(), "half": Answers(half), "all": Answers(answers.given)}
        for name, told in cases.items():
            print(shown(f"{size} rules, {name} told", fresh(larger, told)), flush=True)
    print(f"\n{'ms by open questions':24}{head}")
    order = list(answers.given)
    random.Random(1).shuffle(order)
    for count in range(0, len(order) + 1, 5):
        kept = {key: answers.given[key] for key in order[count:]}
        print(shown(f"{count} open", fresh(base, Answers(kept))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
