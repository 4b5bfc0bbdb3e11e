"""What stands beside the advisor: trivial policies, the best rule of size, published guides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from advisor.errors import AdvisorError
from advisor.explain.guides import guide_verdict
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Readings
from advisor.knowledge.entries.guides import Guide
from advisor.outcomes.cases import OPTIONS, Asked, Published, by_source
from advisor.outcomes.judging import readings_of
from advisor.outcomes.metrics import Forecast, marks_of
from advisor.outcomes.resampling import means

THRESHOLDS = (*(m * 10**k for k in range(1, 6) for m in (1, 2, 5)), 10**6)
EXAMPLES = "data.examples"
# What a rule of size says of the options it does not choose, to settle contests without its first.
FIRST, SECOND, THIRD = 0.8, 0.15, 0.05


@dataclass(frozen=True)
class Rival:
    """A policy with what it says of each case, and of which cases it had all that it asks for."""

    id: str
    title: str
    kind: str
    forecasts: tuple[Forecast, ...]
    covered: tuple[bool, ...]
    note: str = ""


def surely(option: str) -> Forecast:
    """Return the forecast of a policy that names one option and nothing else."""
    return {name: float(name == option) for name in OPTIONS}


def baselines(cases: Sequence[Published]) -> Iterator[Rival]:
    """Yield the policies that read nothing, or the number of examples alone."""
    asked = [case.asked for case in cases]
    everywhere = (True,) * len(asked)
    for name, (title, told) in always(cases).items():
        yield Rival(name, title, "baseline", told, everywhere)
    sized = tuple(isinstance(a.answers.get(EXAMPLES), (int, float)) for a in asked)
    rules = SizeRules(cases)
    best = rules.best()
    told = tuple(size_forecast(a, *best) for a in asked)
    note = f"{_rule_in_words(*best)}; chosen on these very cases"
    yield Rival("size-rule", "Best rule of size alone", "baseline", told, sized, note)
    found = {source: rules.best(without=source) for source in by_source(cases)}
    told = tuple(size_forecast(a, *found[a.source]) for a in asked)
    title = "Best rule of size alone, cross-validated"
    note = "thresholds chosen without the source they judge"
    yield Rival("size-rule-cv", title, "baseline", told, sized, note)


def always(cases: Sequence[Published]) -> dict[str, tuple[str, tuple[Forecast, ...]]]:
    """Return what each constant policy says, by its id, with its title."""
    tuned = ("peft" if "peft" in case.asked.compared else "full_fine_tuning" for case in cases)
    return {
        "always-prompt": ("Always prompt", (surely("prompting"),) * len(cases)),
        "always-tune": ("Always tune (PEFT where compared)", tuple(map(surely, tuned))),
        "always-full": ("Always tune in full", (surely("full_fine_tuning"),) * len(cases)),
    }


def guide_rivals(
    base: KnowledgeBase, guides: Mapping[str, Guide], cases: Sequence[Published], day: date
) -> Iterator[Rival]:
    """Yield each published guide with its verdicts."""
    readings = [_readings(base, case.asked, day) for case in cases]
    for slug, guide in sorted(guides.items()):
        told: list[Forecast] = []
        covered = []
        for case, read in zip(cases, readings, strict=True):
            verdict = guide_verdict(slug, guide, read)
            speaks = not guide.assumes_tuning or case.asked.about == "peft_v_full"
            told.append(surely(verdict.option))
            covered.append(verdict.known and speaks)
        note = "assumes that tuning was already chosen" if guide.assumes_tuning else ""
        title = f"{guide.publisher}: {guide.title}"
        yield Rival(slug, title, "guide", tuple(told), tuple(covered), note)


def _readings(base: KnowledgeBase, asked: Asked, day: date) -> Readings:
    try:
        return readings_of(base, asked.answers, day)
    except AdvisorError:
        return dict(asked.answers)


def size_forecast(asked: Asked, tune_from: float, full_from: float) -> dict[str, float]:
    """Return what a rule of size says; an unknown size counts as too small for anything."""
    size = asked.answers.get(EXAMPLES)
    known = float(size) if isinstance(size, (int, float)) else -1.0
    return _ordered(known >= tune_from, known >= full_from)


def _ordered(tune: bool, full: bool) -> dict[str, float]:
    tuned = ("full_fine_tuning", "peft") if full else ("peft", "full_fine_tuning")
    order = (*tuned, "prompting") if tune else ("prompting", *tuned)
    return dict(zip(order, (FIRST, SECOND, THIRD), strict=True))


def _rule_in_words(tune_from: float, full_from: float) -> str:
    tune = "never tune" if math.isinf(tune_from) else f"tune from {tune_from:,.0f} examples"
    full = "never in full" if math.isinf(full_from) else f"in full from {full_from:,.0f}"
    return f"{tune}, {full}"


class SizeRules:
    """Every rule of two thresholds on the number of examples, scored once on some cases."""

    def __init__(self, cases: Sequence[Published]) -> None:
        """Mark each of the four things that such a rule can say of each case."""
        sources = by_source(cases)
        sizes = [case.asked.answers.get(EXAMPLES) for case in cases]
        known = [float(size) if isinstance(size, (int, float)) else -1.0 for size in sizes]
        said = {
            (tune, full): marks_of(cases, [_ordered(tune, full)] * len(cases), "folded")
            for tune in (False, True)
            for full in (False, True)
        }
        bounds = (0.0, *map(float, THRESHOLDS), math.inf)
        self._within = {
            (low, high): means(
                {
                    source: [
                        said[known[place] >= low, known[place] >= high][place].right
                        for place in places
                    ]
                    for source, places in sources.items()
                }
            )
            for low in bounds
            for high in bounds
        }
        self._whole = {rule: math.fsum(right.values()) for rule, right in self._within.items()}

    def best(self, without: str = "") -> tuple[float, float]:
        """Return the rule that is right most often over the sources, one of them left out."""
        # Rounded, so that what is equal but for the last bit stays a tie: the first rule wins.
        return max(
            self._within,
            key=lambda rule: round(self._whole[rule] - self._within[rule].get(without, 0.0), 9),
        )
