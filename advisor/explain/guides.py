"""What published guides would say about these answers; the advisor's own judgement is elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from advisor.knowledge.conditions import Condition, Holds, Readings, Truth, compiled
from advisor.knowledge.entries.guides import OPTION_OF, Guide, Label, Scorer


@dataclass(frozen=True)
class GuideVerdict:
    """What one guide says.

    `known` tells whether every answer it asked for on its way was there; `label` is its own word
    for what to do, `because` its threshold.
    """

    slug: str
    title: str
    publisher: str
    year: int
    url: str
    checked: str
    option: str
    label: str
    because: str
    known: bool
    assumes_tuning: bool

    def agrees(self, recommendation: str) -> bool:
        """Tell whether it names the recommended option."""
        return self.option == recommendation


def guide_verdicts(guides: Mapping[str, Guide], readings: Readings) -> tuple[GuideVerdict, ...]:
    """Return what each guide says about these answers and facts, in order of their slugs."""
    return tuple(guide_verdict(slug, guides[slug], readings) for slug in sorted(guides))


def guide_verdict(slug: str, guide: Guide, readings: Readings) -> GuideVerdict:
    """Return what one guide says about these answers and facts."""
    if guide.points is not None:
        says, because, known = _scored(guide.points, readings)
    else:
        says, because, known = _stepped(guide, readings)
    return GuideVerdict(
        slug=slug,
        title=guide.title,
        publisher=guide.publisher,
        year=guide.year,
        url=guide.url,
        checked=guide.checked,
        option=OPTION_OF[says],
        label=says,
        because=because,
        known=known,
        assumes_tuning=guide.assumes_tuning,
    )


def _stepped(guide: Guide, readings: Readings) -> tuple[Label, str, bool]:
    """The first step that fires counts; a step that cannot tell makes the verdict not known."""
    known = True
    for step in guide.step:
        condition = step.when if step.when is not None else step.unless
        truth = _holds(condition)(readings) if condition is not None else None
        known = known and truth is not None
        if truth is True if step.when is not None else truth is not True:
            return step.say, step.because, known
    if guide.default is None:
        raise ValueError(f"{guide.title}: no default")  # the entry's own check forbids it
    return guide.default.say, guide.default.because, known


@lru_cache(maxsize=256)
def _holds(condition: Condition) -> Holds:
    return compiled(condition)


def _scored(scorer: Scorer, readings: Readings) -> tuple[Label, str, bool]:
    totals = dict.fromkeys(scorer.order, 0)
    truths: list[Truth] = []
    for part in scorer.part:
        truth = _holds(part.when)(readings)
        truths.append(truth)
        for label, points in (part.add if truth else part.otherwise).items():
            totals[label] += points
    best = max(scorer.order, key=lambda label: totals[label])
    told = ", ".join(f"{label} {points}" for label, points in totals.items())
    return best, f"points: {told}", all(truth is not None for truth in truths)
