"""How many questions it takes until a case is settled or a change is improbable, by asking order.

Run by hand: `python tests/benchmarks/questions.py FOLDER [EVERY] [ORDER…]`. It reads the folder's
*.answers.jsonl alone, never what came out. The simulated builder answers what a case holds and
says *don't know* to everything else; each costs one question. EVERY takes each such case only.
The priors that are counted over published cases are counted without the source that is asked.
Targets, in the telling order: a median of at most 8, and in at least 95 % of the cases the
early recommendation is the one that all the case's answers lead to.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from advisor.advice import advise  # noqa: E402  # needs the path above
from advisor.answers.values import Answers, from_values  # noqa: E402
from advisor.errors import AnswersError  # noqa: E402
from advisor.interview import Interview  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
from advisor.knowledge.entries.asking import Question  # noqa: E402
from advisor.knowledge.load import load  # noqa: E402
from advisor.outcomes.audience import FILE, counted  # noqa: E402
from advisor.outcomes.cases import Published, read_cases  # noqa: E402

DAY = date(2026, 11, 22)
MEDIAN, EQUAL = 8, 0.95
Order = Callable[[Interview], Question | None]


def telling(interview: Interview) -> Question | None:
    """Return the question that tells most."""
    return interview.telling_question()


def fixed(interview: Interview) -> Question | None:
    """Return the next question of the files."""
    return interview.next_question()


def at_random(seed: str) -> Order:
    """Return an order drawn anew for every case."""
    generator = random.Random(seed)

    def order(interview: Interview) -> Question | None:
        known = interview.advice.answers.given.keys() | interview.answers.dont_know
        left = [question for question in interview.applicable() if question.id not in known]
        return generator.choice(left) if left else None

    return order


def asked(base: KnowledgeBase, values: dict[str, Any], order: Order) -> tuple[int, str]:
    """Return how many questions were asked until the interview may stop, and its verdict then."""
    interview, count = Interview(base, Answers(), DAY), 0
    while not interview.may_stop():
        question = order(interview)
        if question is None:
            break
        count += 1
        try:
            interview.answer(question.id, values[question.id])
        except (KeyError, AnswersError):
            interview.dont_know(question.id)
    return count, interview.advice.verdict.recommendation


def without(base: KnowledgeBase, source: str) -> KnowledgeBase:
    """Return the knowledge with the counted priors of all sources but one."""
    kept = [case.asked for case in published() if case.asked.source != source]
    slug = Path(FILE).stem
    left = counted(base.questions, base.audiences[slug], kept)
    return replace(base, audiences={**base.audiences, slug: left})


@cache
def published() -> list[Published]:
    """Return the cases of the knowledge."""
    return read_cases(ROOT / "knowledge" / "cases")


def cases(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the answers of every case in a folder."""
    for path in sorted(folder.glob("*.answers.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def main() -> int:
    """Print the distribution of the number of questions in each order."""
    chosen = list(cases(Path(sys.argv[1])))[:: int(sys.argv[2]) if len(sys.argv) > 2 else 1]
    base = load(ROOT / "knowledge")
    names = sys.argv[3:] or ["telling", "fixed", "random"]
    found: dict[str, list[tuple[int, bool]]] = {name: [] for name in names}
    bases = {key: without(base, key) for key in {case["source"]["key"] for case in chosen}}
    for case in chosen:
        values, left = case["answers"], bases[case["source"]["key"]]
        full = advise(base, from_values(values), DAY).verdict.recommendation
        orders = {"telling": telling, "fixed": fixed, "random": at_random(case["id"])}
        for name in names:
            order = orders[name]
            count, early = asked(left, values, order)
            found[name].append((count, early == full))
    print(f"{len(chosen)} cases, {len(base.questions)} questions, {len(base.rules)} rules")
    print(f"{'order':8} median  quartiles   90 %   most   <= 8   same verdict")
    for name, results in found.items():
        counts = sorted(count for count, _ in results)
        low, middle, high = statistics.quantiles(counts, n=4, method="inclusive")
        tenth = counts[min(len(counts) - 1, int(0.9 * len(counts)))]
        few = sum(count <= MEDIAN for count in counts) / len(counts)
        equal = sum(same for _, same in results) / len(results)
        quartiles = f"{low:.0f} to {high:.0f}"
        told = f"{name:8} {middle:6.0f} {quartiles:>10} {tenth:6} {counts[-1]:6}"
        print(f"{told} {few:6.0%} {equal:14.1%}")
    if "telling" not in found:
        return 0
    counts = [count for count, _ in found["telling"]]
    equal = sum(same for _, same in found["telling"]) / len(counts)
    reached = statistics.median(counts) <= MEDIAN and equal >= EQUAL
    print(
        f"targets: median at most {MEDIAN}, same verdict at least {EQUAL:.0%}: "
        f"{'reached' if reached else 'missed'}"
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
