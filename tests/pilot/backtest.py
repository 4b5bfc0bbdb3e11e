"""How well the curves predict: simulated ones, and published ones beside "no change".

`python -m tests.pilot.backtest` prints the figures of docs/pilot.md.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean

from advisor.pilot.curve import fit, quantile

FOLDER = Path(__file__).parent
SHAPES = ("power", "exponential", "logarithm")
SIZES = (50, 100, 200, 400)
LARGEST = 800


@dataclass(frozen=True)
class Prediction:
    name: str
    truth: float
    low: float
    median: float
    high: float
    last: float

    @property
    def covered(self) -> bool:
        return self.low <= self.truth <= self.high


def predict(
    name: str, points: list[tuple[int, float]], examples: int, truth: float, draws: int = 1_000
) -> Prediction:
    curve = fit(points, draws)
    runs = curve.run_at(examples, Random(1))
    largest = max(n for n, _ in points)
    last = fmean(score for n, score in points if n == largest)
    low, median, high = (quantile(runs, share) for share in (0.1, 0.5, 0.9))
    return Prediction(name, truth, low, median, high, last)


def _truth(shape: str, random: Random) -> Callable[[float], float]:
    if shape == "power":
        a, b, c = random.uniform(0.7, 0.97), random.uniform(0.3, 1.5), random.uniform(0.3, 0.9)
        return lambda n: a - b * n**-c
    if shape == "exponential":
        a, b, t = random.uniform(0.7, 0.97), random.uniform(0.1, 0.5), random.uniform(60, 900)
        return lambda n: a - b * math.exp(-n / t)
    top, slope = random.uniform(0.7, 0.95), random.uniform(0.02, 0.08)
    return lambda n: top - slope * math.log(3_200 / n)


def simulated(shape: str, place: int, draws: int = 500) -> Prediction:
    """One simulated pilot: one to three seeds at four sizes, the next doubling to predict."""
    random = Random(f"{shape} {place}")
    curve, noise = _truth(shape, random), random.uniform(0.005, 0.03)

    def run(n: int) -> float:
        wider = noise * (LARGEST / n) ** 0.25
        return min(1.0, max(0.0, curve(n) + random.gauss(0, wider)))

    seeds = random.choice([1, 2, 3])
    points = [(n, run(n)) for n in SIZES for _ in range(seeds)]
    return predict(shape, points, LARGEST, run(LARGEST), draws)


def published() -> Iterator[Prediction]:
    """Each published curve: its last size from all before, its last two from the first four."""
    for curve in tomllib.loads((FOLDER / "published.toml").read_text(encoding="utf-8"))["curve"]:
        points = [(n, percent / 100) for n, percent in curve["points"]]
        for known, target in ((5, 5), (4, 4), (4, 5)):
            name = f"{curve['arm']}, {curve['data']}, x{points[target][0] // points[known - 1][0]}"
            yield predict(name, points[:known], *points[target])


def summary(found: list[Prediction]) -> str:
    covered = fmean(one.covered for one in found)
    ours = fmean(abs(one.median - one.truth) for one in found)
    same = fmean(abs(one.last - one.truth) for one in found)
    width = fmean(one.high - one.low for one in found)
    return (
        f"{len(found)} predictions: covered {covered:.0%}, width {width:.3f}, "
        f"error {ours:.3f}, no change {same:.3f}"
    )


def main() -> None:
    for shape in SHAPES:
        print(shape, summary([simulated(shape, place) for place in range(334)]))
    found = list(published())
    for one in found:
        mark = "inside" if one.covered else "OUTSIDE"
        span = f"{one.low:.3f} to {one.high:.3f}"
        print(f"{one.name}: {span}, measured {one.truth:.3f} {mark}; last {one.last:.3f}")
    for factor in ("x2", "x4"):
        print("published", factor, summary([one for one in found if one.name.endswith(factor)]))


if __name__ == "__main__":
    main()
