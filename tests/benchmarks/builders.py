"""What random builders are told, and after how many questions, by the stated priors.

Run by hand: `python tests/benchmarks/builders.py [NUMBER]`. Builders are drawn as the knowledge
states: the audience first, then each answer or *don't know*. Answers are drawn one by one, so no
builder is a likely one as a whole; what the advice leans to shows all the same.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from advisor.advice import Advice, advise  # noqa: E402  # needs the path above
from advisor.answers.facts import Derive  # noqa: E402
from advisor.answers.values import Answers  # noqa: E402
from advisor.explain.drawing import Draws  # noqa: E402
from advisor.explain.space import Space  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
from advisor.knowledge.load import load  # noqa: E402
from tests.benchmarks.questions import asked, telling  # noqa: E402

DAY = date(2026, 11, 22)
SEED = 7
SHOWN = 6


def builders(base: KnowledgeBase, number: int) -> Iterator[Answers]:
    """Yield the answers of builders drawn by the stated priors."""
    truths = advise(base, Answers(), DAY).verdict.truths
    space, chance = Space(base, Answers(), truths, Derive(base, DAY)), random.Random(SEED)
    for drawn in Draws(space).first(number):
        answers = space.completed(drawn.choice)
        # No completion names a model. Whoever knows one names it here, though no catalogue does.
        named = space.priors.of(drawn.audience)["model.name"].dont_know < chance.random()
        yield answers.with_value("model.name", "of their own") if named else answers


def leanings(base: KnowledgeBase, advices: list[Advice]) -> Iterator[str]:
    """Yield the groups that lean most towards prompting or away, with their mean decibans."""
    first, *others = base.options
    means: dict[str, float] = {}
    for advice in advices:
        for trace in advice.verdict.fired:
            group = base.rules[trace.id].group
            lead = trace.effect_db[first] - max(trace.effect_db[option] for option in others)
            means[group] = means.get(group, 0.0) + lead / len(advices)
    for group in sorted(means, key=lambda name: -abs(means[name]))[:SHOWN]:
        yield f"  {group:20} {means[group]:+5.1f} dB for {first} against the better of the others"


def main() -> int:
    """Print what the builders are told, and how many questions it takes."""
    base, number = load(ROOT / "knowledge"), int(sys.argv[1]) if len(sys.argv) > 1 else 200
    drawn = list(builders(base, number))
    advices = [advise(base, answers, DAY) for answers in drawn]
    told = Counter(advice.verdict.recommendation for advice in advices)
    print(f"{number} builders by the stated priors")
    for option in base.options:
        chances = [o.probability for a in advices for o in a.verdict.options if o.id == option]
        share = told[option] / number
        print(
            f"  {option:18} told to {share:4.0%}, mean probability {statistics.mean(chances):.2f}"
        )
    print("\n".join(leanings(base, advices)))
    counts, same = [], 0
    for answers, advice in zip(drawn, advices, strict=True):
        values = {name: answer.value for name, answer in answers.given.items()}
        count, early = asked(base, values, telling)
        counts.append(count)
        same += early == advice.verdict.recommendation
    quarters = statistics.quantiles(counts, n=4, method="inclusive")
    print(
        f"questions until it may stop: median {quarters[1]:.0f}, quartiles {quarters[0]:.0f} to",
        end="",
    )
    print(
        f" {quarters[2]:.0f}, most {max(counts)}; same verdict as with all told {same / number:.1%}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
