"""Learning curves with their uncertainty: a few shapes, each linear in two unknowns, mixed.

score(n) = a - b·g(n), with g = n^-c (a power law with an asymptote), -ln n, or exp(-n/t), scaled
so that a is the score at the largest size and b the gain since the smallest. For a given g the
posterior of a, b and the noise is normal-inverse-gamma, and the shapes are weighed by how likely
they make the data (docs/pilot.md). Pure: the seed is fixed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

POWERS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5)
SCALES = (0.15, 0.4, 1.0, 3.0)
# Before seeing any run: noise of about 2 points, worth as much as two runs.
NOISE, NOISE_WORTH = 0.02, 2.0
# The gain from the smallest size to the largest, before seeing any run: some 30 points.
GAIN = 0.3
# No shape is the true one: beyond the largest size the gain is off by this factor a doubling (log).
DRIFT = 0.3
# Runs on few data vary more: the variance falls as n to this power.
VARIANCE_FALLS = 0.5
DRAWS = 2_000
SEED = 20_26

Shape = Callable[[float], float]


@dataclass(frozen=True)
class Draw:
    """One curve that the runs allow, and the noise of a run at the largest size (score units)."""

    family: str
    shape: Shape
    largest: int
    level: float
    gain: float
    noise: float
    drift: float

    def at(self, examples: float) -> float:
        """Return the expected score at a size, from 0 to 1."""
        beyond = -self.shape(examples)
        if beyond > 0:
            beyond *= math.exp(self.drift * math.log2(examples / self.largest))
        return min(1.0, max(0.0, self.level + self.gain * beyond))


@dataclass(frozen=True)
class Curve:
    """The curves that the runs allow, with the share of each family of shapes."""

    sizes: tuple[int, ...]
    draws: tuple[Draw, ...]
    families: dict[str, float]

    def run_at(self, examples: float, random: Random) -> list[float]:
        """Return what one more run at this size might score, one value for each draw."""
        wider = (max(self.sizes) / examples) ** (VARIANCE_FALLS / 2)
        return [
            min(1.0, max(0.0, draw.at(examples) + random.gauss(0, draw.noise * wider)))
            for draw in self.draws
        ]


@dataclass(frozen=True)
class _Fit:
    """The posterior of one shape: means, covariance over noise², and the noise's own two."""

    family: str
    shape: Shape
    level: float
    gain: float
    covariance: tuple[float, float, float]
    alpha: float
    beta: float
    evidence: float


def fit(points: Sequence[tuple[int, float]], draws: int = DRAWS, seed: int = SEED) -> Curve:
    """Return the curves that runs (examples, score from 0 to 1) allow; two sizes at least."""
    sizes = tuple(sorted({n for n, _ in points}))
    fits = [_fitted(family, shape, points) for family, shape in _shapes(sizes[0], sizes[-1])]
    best = max(one.evidence for one in fits)
    weights = [math.exp(one.evidence - best) / _members(one.family) for one in fits]
    random = Random(seed)
    chosen = random.choices(fits, weights, k=draws)
    whole = math.fsum(weights)
    families: dict[str, float] = {}
    for one, weight in zip(fits, weights, strict=True):
        families[one.family] = families.get(one.family, 0.0) + weight / whole
    return Curve(sizes, tuple(_drawn(one, sizes[-1], random) for one in chosen), families)


def _members(family: str) -> int:
    return {"power": len(POWERS), "exponential": len(SCALES)}.get(family, 1)


def _shapes(low: int, high: int) -> list[tuple[str, Shape]]:
    raw: list[tuple[str, Shape]] = [("logarithm", lambda n: -math.log(n))]
    raw += [("power", _power(c)) for c in POWERS]
    raw += [("exponential", _exponential(scale * high)) for scale in SCALES]
    return [(family, _scaled(shape, low, high)) for family, shape in raw]


def _power(exponent: float) -> Shape:
    return lambda n: n**-exponent


def _exponential(scale: float) -> Shape:
    return lambda n: math.exp(-n / scale)


def _scaled(shape: Shape, low: int, high: int) -> Shape:
    """Return the shape as 1 at the smallest size and 0 at the largest."""
    top, span = shape(high), shape(low) - shape(high)
    return lambda n: (shape(max(n, 1e-9)) - top) / span


def _fitted(family: str, shape: Shape, points: Sequence[tuple[int, float]]) -> _Fit:
    """Return the posterior of level and gain for one shape, by the conjugate formulas.

    Gelman et al., Bayesian Data Analysis, 3rd edition, section 14.8 (priors as extra data).
    """
    largest = max(n for n, _ in points)
    middle = math.fsum(score for _, score in points) / len(points)
    wide = (NOISE / GAIN) ** 2
    # Prior precisions over noise²: the level is nearly free, the gain around half of GAIN.
    aa, ab, bb = wide / 4, 0.0, wide
    ya, yb = aa * middle, bb * GAIN / 2
    yy = aa * middle**2 + bb * (GAIN / 2) ** 2
    log_prior = 0.5 * math.log(aa * bb)
    for n, score in points:
        weight, x = (n / largest) ** VARIANCE_FALLS, -shape(n)
        aa, ab, bb = aa + weight, ab + weight * x, bb + weight * x * x
        ya, yb, yy = ya + weight * score, yb + weight * x * score, yy + weight * score**2
    determinant = aa * bb - ab * ab
    level, gain = (bb * ya - ab * yb) / determinant, (aa * yb - ab * ya) / determinant
    rest = max(0.0, yy - level * ya - gain * yb)
    alpha = (NOISE_WORTH + len(points)) / 2
    beta = (NOISE_WORTH * NOISE**2 + rest) / 2
    evidence = log_prior - 0.5 * math.log(determinant) - alpha * math.log(beta)
    covariance = (bb / determinant, -ab / determinant, aa / determinant)
    return _Fit(family, shape, level, gain, covariance, alpha, beta, evidence)


def _drawn(one: _Fit, largest: int, random: Random) -> Draw:
    noise = math.sqrt(one.beta / random.gammavariate(one.alpha, 1.0))
    caa, cab, cbb = one.covariance
    first, second = random.gauss(0, 1), random.gauss(0, 1)
    root = math.sqrt(caa)
    slope = cab / root
    level = one.level + noise * root * first
    gain = one.gain + noise * (slope * first + math.sqrt(max(0.0, cbb - slope**2)) * second)
    # A curve that falls with more data is noise; its mirror would be no better, so it is flat.
    drift = random.gauss(0, DRIFT)
    return Draw(one.family, one.shape, largest, level, max(0.0, gain), noise, drift)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of the values lies, between neighbours linearly."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    if ordered[low] == ordered[high]:
        return ordered[low]
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
