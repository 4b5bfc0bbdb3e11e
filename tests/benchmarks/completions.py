"""Random completions on the full knowledge: none contradicts what is called settled.

Run by hand: `python tests/benchmarks/completions.py [COMPLETIONS] [CHOICES]`. It draws answers
until they settle a case, and then completions of the rest; and it draws choices of cells, which
must be judged as the judge does.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from advisor.advice import advise  # noqa: E402  # needs the path above
from advisor.answers.values import Answers  # noqa: E402
from advisor.evaluate import recommended as judged  # noqa: E402
from advisor.explain.space import Space  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
from advisor.knowledge.load import load  # noqa: E402
from tests.core.brute import drawn_answers  # noqa: E402

DAY = date(2026, 11, 22)
EACH = 50


def contradicted(base: KnowledgeBase, chance: Random, completions: int) -> tuple[int, int]:
    """Return how many settled cases were drawn, and how many completions contradicted one."""
    settled = faults = tried = 0
    while tried < completions:
        told = drawn_answers(advise(base, Answers(), DAY), chance, chance.uniform(0.2, 0.9))
        advice = advise(base, told, DAY)
        if not advice.settled:
            continue
        settled += 1
        for _ in range(EACH):
            tried += 1
            more = drawn_answers(advice, chance, chance.random())
            faults += judged(base, advice._derive(more)) != advice.verdict.recommendation
    return settled, faults


def misjudged(base: KnowledgeBase, chance: Random, choices: int) -> int:
    """Return how many choices of cells were judged otherwise than by the judge."""
    faults = 0
    for place in range(choices):
        if place % EACH == 0:
            told = drawn_answers(advise(base, Answers(), DAY), chance, chance.random())
            advice = advise(base, told, DAY)
            space = Space(base, advice.answers, advice.verdict.truths, advice._derive)
        choice = {}
        for name, cells in space.cells.items():
            more = {**choice, name: chance.choice(cells)}
            if chance.random() < 0.7 and space.possible(more):
                choice = more
        expected = judged(base, advice._derive(space.completed(choice)))
        faults += space.recommended(choice) != expected
    return faults


def main() -> int:
    """Print what was tried and what failed."""
    completions = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    choices = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    base, chance = load(ROOT / "knowledge"), Random(2026)
    settled, faults = contradicted(base, chance, completions)
    print(f"{completions:,} completions of {settled:,} settled cases: {faults} contradict one")
    wrong = misjudged(base, chance, choices)
    print(f"{choices:,} choices of cells: {wrong} are judged otherwise than by the judge")
    return 1 if faults or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
