"""What pilot runs say: does tuning win, from how many examples, and which run to make next.

It adds facts with intervals and judges nothing. Formulas: docs/pilot.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, pvariance

from advisor.answers.values import Answer
from advisor.pilot.curve import NOISE, NOISE_WORTH, SEED, Curve, fit, quantile
from advisor.pilot.rows import PROMPTING, TUNED, Runs

WINS, BREAK_EVEN = "pilot.tuning_wins", "pilot.break_even_examples"
LOW, HIGH = 0.1, 0.9
# Break-even is looked for up to here, in steps of a twentieth.
FARTHEST, STEP = 1_000_000, 1.05
# A family of shapes with less than this share has no say in the interval of a probability.
LEAST_SHARE = 0.1
# A probability beyond these needs no further run; a run is worth making where it takes away this
# share of the variance of the difference.
SURE, WORTH = 0.95, 0.2


@dataclass(frozen=True)
class NextRun:
    """A run to make, and the share of the uncertainty (variance) that it would take away."""

    method: str
    examples: int
    gain: float


@dataclass(frozen=True)
class Finding:
    """What the pilot says at a number of examples; scores and probabilities are 0 to 1.

    `break_even` is the 10 %, 50 % and 90 % quantile of the examples from which tuning wins,
    infinite where it does not within a million.
    """

    examples: int
    wins: float
    wins_low: float
    wins_high: float
    break_even: tuple[float, float, float]
    scores: dict[str, tuple[float, float, float]]
    next_run: NextRun | None
    digest: str
    notes: tuple[str, ...]

    def facts(self) -> dict[str, Answer]:
        """Return the facts for the judge; a break-even that is not in sight stays unknown."""
        told = {WINS: _fact(self.wins, self.wins_low, self.wins_high, self.digest)}
        low, middle, high = self.break_even
        if math.isfinite(middle):
            told[BREAK_EVEN] = _fact(middle, low, min(high, float(FARTHEST)), self.digest)
        return told


def _fact(value: float, low: float, high: float, digest: str) -> Answer:
    return Answer(value, "pilot", low, high, "learning curves of pilot runs", digest)


def witness(runs: Runs, examples: int | None = None) -> Finding:
    """Return what the runs say for so many examples, by default the most that were tuned on."""
    random = Random(SEED)
    curves = {method: curve for method in TUNED if (curve := _curve(runs, method)) is not None}
    most = max(max(curve.sizes) for curve in curves.values())
    wanted = examples or most
    count = len(next(iter(curves.values())).draws)
    prompts = _prompting(runs, count, random)
    best = [max(curve.draws[at].at(wanted) for curve in curves.values()) for at in range(count)]
    better = [tuned > prompt for tuned, prompt in zip(best, prompts, strict=True)]
    wins = (sum(better) + 0.5) / (count + 1)
    low, high = _interval(curves, better, wins)
    crossings = [_crossing(curves, prompts[at], at) for at in range(count)]
    quantiles = [quantile(crossings, share) for share in (LOW, 0.5, HIGH)]
    scores = {PROMPTING: _spread(prompts)}
    for method, curve in curves.items():
        scores[method] = _spread([draw.at(wanted) for draw in curve.draws])
    difference = [tuned - prompt for tuned, prompt in zip(best, prompts, strict=True)]
    following = _next_run(curves, prompts, difference, wins, wanted, random)
    return Finding(
        examples=wanted,
        wins=wins,
        wins_low=low,
        wins_high=high,
        break_even=(quantiles[0], quantiles[1], quantiles[2]),
        scores=scores,
        next_run=following,
        digest=runs.digest,
        notes=(*runs.notes, *_notes(runs, curves, wanted)),
    )


def _curve(runs: Runs, method: str) -> Curve | None:
    points = [(run.examples, run.score) for run in runs.of(method)]
    if len({examples for examples, _ in points}) < 2:
        return None
    return fit(points, seed=SEED + TUNED.index(method))


def _prompting(runs: Runs, count: int, random: Random) -> list[float]:
    """Return expected scores of the best prompt, by a normal-inverse-gamma posterior."""
    settings: dict[int, list[float]] = {}
    for run in runs.of(PROMPTING):
        settings.setdefault(run.examples, []).append(run.score)
    scores = max(settings.values(), key=fmean)
    mean, rest = fmean(scores), sum((score - fmean(scores)) ** 2 for score in scores)
    alpha = (NOISE_WORTH + len(scores) - 1) / 2
    beta = (NOISE_WORTH * NOISE**2 + rest) / 2
    drawn = []
    for _ in range(count):
        variance = beta / random.gammavariate(alpha, 1.0)
        drawn.append(min(1.0, max(0.0, random.gauss(mean, math.sqrt(variance / len(scores))))))
    return drawn


def _interval(curves: dict[str, Curve], better: list[bool], wins: float) -> tuple[float, float]:
    """Return by how much the probability depends on the shape that is assumed."""
    found = [wins]
    for curve in curves.values():
        for family, share in curve.families.items():
            chosen = [b for b, d in zip(better, curve.draws, strict=True) if d.family == family]
            if share >= LEAST_SHARE and chosen:
                found.append((sum(chosen) + 0.5) / (len(chosen) + 1))
    return min(found), max(found)


def _crossing(curves: dict[str, Curve], prompt: float, at: int) -> float:
    """Return the least size, looked for in steps, at which a drawn curve passes the prompt."""
    size = float(min(min(curve.sizes) for curve in curves.values()))
    draws = [curve.draws[at] for curve in curves.values()]
    highest = max(draw.at(FARTHEST) for draw in draws)
    if highest <= prompt:
        return math.inf
    low, high = size, float(FARTHEST)
    while high > low * STEP:
        middle = math.sqrt(low * high)
        if max(draw.at(middle) for draw in draws) > prompt:
            high = middle
        else:
            low = middle
    return low if max(draw.at(low) for draw in draws) > prompt else high


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    return quantile(values, LOW), quantile(values, 0.5), quantile(values, HIGH)


def _next_run(
    curves: dict[str, Curve],
    prompts: list[float],
    difference: list[float],
    wins: float,
    wanted: int,
    random: Random,
) -> NextRun | None:
    """Return the cheapest run worth making, by the examples it trains on; a prompt trains on none.

    Its worth is the squared correlation of what it would score with the difference: the share of
    the variance that a normal approximation takes away.
    """
    if not 1 - SURE < wins < SURE:
        return None
    noise = [random.gauss(0, NOISE) for _ in prompts]
    prompted = [prompt + more for prompt, more in zip(prompts, noise, strict=True)]
    found = [NextRun(PROMPTING, 0, _shared(prompted, difference))]
    for method, curve in curves.items():
        for size in _candidates(curve, wanted):
            found.append(NextRun(method, size, _shared(curve.run_at(size, random), difference)))
    worth = [run for run in found if run.gain >= WORTH]
    if worth:
        return min(worth, key=lambda run: (run.examples, -run.gain))
    return max(found, key=lambda run: run.gain)


def _candidates(curve: Curve, wanted: int) -> list[int]:
    most = max(curve.sizes)
    return sorted({most // 2, most, 2 * most, min(wanted, 4 * most)} - {0})


def _shared(a: Sequence[float], b: Sequence[float]) -> float:
    spread = pvariance(a) * pvariance(b)
    if spread <= 0:
        return 0.0
    mean_a, mean_b = fmean(a), fmean(b)
    together = fmean((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    return min(1.0, together**2 / spread)


def _notes(runs: Runs, curves: dict[str, Curve], wanted: int) -> Iterator[str]:
    most = max(max(curve.sizes) for curve in curves.values())
    if wanted > 4 * most:
        yield f"{wanted:,} examples are over four times the largest run: far extrapolation."
    for method, curve in curves.items():
        if len(curve.sizes) < 3:
            yield f"{method} was tuned at two sizes only: any shape fits them."
    if len(runs.of(PROMPTING)) < 2:
        yield "One run of the prompt does not show how much it varies: repeat it."
