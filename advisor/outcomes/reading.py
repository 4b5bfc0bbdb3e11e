"""One experiment marked: probabilities read over the options compared, against what came out.

The definitions are those of "How it is scored" in docs/METHOD.md.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.outcomes.cases import TUNED, Asked, Outcome, Published

READINGS = ("folded", "restricted")
TIE = 1e-9
SMALLEST = 0.001  # no single case may cost more than this much doubt


@dataclass(frozen=True)
class Mark:
    """How one experiment went; `right` counts a tie in part, `regret` is None without points."""

    chosen: tuple[str, ...]
    confidence: float
    right: float
    log_loss: float
    brier: float
    regret: float | None


def read(asked: Asked, probabilities: Mapping[str, float], reading: str) -> dict[str, float]:
    """Return the probabilities over the compared options, summing to 1.

    Folded: where one tuned option alone was compared, it stands for the other too.
    """
    kept = {option: probabilities[option] for option in asked.compared}
    if reading == "folded" and asked.folds:
        for option in kept:
            if option in TUNED:
                kept[option] = math.fsum(probabilities[tuned] for tuned in TUNED)
    whole = math.fsum(kept.values())
    if whole <= 0:
        return dict.fromkeys(kept, 1 / len(kept))
    return {option: value / whole for option, value in kept.items()}


def mark(case: Published, probabilities: Mapping[str, float], reading: str) -> Mark:
    """Return how the probabilities of the three options went on one experiment."""
    read_as = read(case.asked, probabilities, reading)
    best = max(read_as.values())
    chosen = tuple(option for option, value in read_as.items() if value >= best - TIE)
    good = case.outcome.acceptable
    hope = math.fsum(read_as[option] for option in good)
    return Mark(
        chosen=chosen,
        confidence=best,
        right=sum(option in good for option in chosen) / len(chosen),
        log_loss=-math.log(max(SMALLEST, hope)),
        brier=_brier(read_as, good),
        regret=_regret(case, chosen),
    )


def failed(case: Published) -> Mark:
    """Return the mark of an experiment on which the advisor gave no answer: wrong throughout."""
    points = case.outcome.points
    worst = max(points.values()) - min(points.values()) if case.measured else None
    return Mark((), 1.0, 0.0, -math.log(SMALLEST), 2.0, worst)


def _brier(read_as: Mapping[str, float], good: tuple[str, ...]) -> float:
    share = 1 / len(good)
    return math.fsum(
        (value - (share if option in good else 0.0)) ** 2 for option, value in read_as.items()
    )


def _regret(case: Published, chosen: tuple[str, ...]) -> float | None:
    if not case.measured:
        return None
    points = case.outcome.points
    had = math.fsum(points[option] for option in chosen) / len(chosen)
    return max(points.values()) - had


def carried_by(
    asked: Asked, outcome: Outcome, chosen: str, effects: Mapping[str, Mapping[str, float]]
) -> list[tuple[str, float]]:
    """Return the rules that put `chosen` ahead of the best acceptable option, heaviest first."""
    rivals = [option for option in outcome.acceptable if option in asked.compared]
    pushed = {
        rule: min(effect[chosen] - effect[rival] for rival in rivals)
        for rule, effect in effects.items()
    }
    heaviest = sorted(pushed.items(), key=lambda item: (-item[1], item[0]))
    return [(rule, push) for rule, push in heaviest if push > TIE]


def tells_apart(asked: Asked, effect: Mapping[str, float]) -> bool:
    """Tell whether an effect moves one compared option against another, folded."""
    options = tuple(effect) if asked.folds else asked.compared
    weights = [effect[option] for option in options]
    return max(weights) - min(weights) > TIE
