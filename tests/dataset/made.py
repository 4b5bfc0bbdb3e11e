"""Small labelled texts made by the tests, with faults of a known size."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from advisor.dataset.values import Row

COMMON = [
    "please",
    "can",
    "you",
    "tell",
    "me",
    "about",
    "my",
    "what",
    "how",
    "the",
    "a",
    "is",
    "with",
]


@dataclass(frozen=True, eq=False)
class Made:
    """Rows as a sample of one training file."""

    train: Sequence[Row]
    holdout: Sequence[Row] | None = None
    production: Sequence[Row] | None = None


def rows(classes: int, each: int, *, seed: int = 0, topic: str = "topic") -> list[Row]:
    """Return texts of a dozen words, three of them out of their class's own twelve."""
    rand = random.Random(seed)
    found: list[Row] = []
    for number in range(classes * each):
        name = number % classes
        own = [f"{topic}{name}x{rand.randrange(12)}" for _ in range(3)]
        words = own + rand.choices(COMMON, k=9)
        rand.shuffle(words)
        label = f"class {name}"
        found.append(Row(number + 1, f"{' '.join(words)} {number}", label, label, "train.jsonl"))
    return found


def flipped(given: Sequence[Row], share: float, *, seed: int = 0) -> tuple[list[Row], set[int]]:
    """Return the rows with a share of labels exchanged, and the lines whose label is now wrong."""
    rand = random.Random(seed)
    names = sorted({str(row.label) for row in given})
    found, wrong = list(given), set()
    for at in rand.sample(range(len(given)), round(share * len(given))):
        label = rand.choice([name for name in names if name != given[at].label])
        found[at] = replace(given[at], label=label, answer=label)
        wrong.add(given[at].line)
    return found, wrong
