"""Whether more data of the same kind would still teach the free baseline anything."""

from __future__ import annotations

import math
from collections.abc import Mapping

from advisor.dataset.bands import cannot_tell
from advisor.dataset.learning import SEED, OutOfFold, classifier, learned
from advisor.dataset.values import Finding, Sample

CHECK, SERIES = "headroom", "headroom"
NORMAL_95 = 1.96


def check(sample: Sample, limits: Mapping[str, float]) -> Finding:
    """Score the baseline on halves, quarters and eighths of the rows it learned from.

    The value is the gain of the last doubling, in accuracy, on the same held-out rows.
    """
    found = learned(sample, limits)
    if isinstance(found, str):
        return cannot_tell(CHECK, found)
    curve = _curve(found, limits)
    sizes, scores = zip(*curve, strict=True)
    gain = scores[-1] - scores[-2]
    tested = len(found.first[1])
    # Both scores are of the same rows, so this bound on the error of their difference is wide.
    error = NORMAL_95 * math.sqrt(max(scores[-1] * (1 - scores[-1]), 1 / tested) / tested)
    if gain > error:
        told = "the curve still rises, so more examples of the same kind should help"
    else:
        told = "that is within the error: the curve is flat, or nearly so"
    why = (
        f"From {sizes[-2]:,} to {sizes[-1]:,} rows the baseline goes from {scores[-2]:.1%} to"
        f" {scores[-1]:.1%} (give or take {error:.1%}); {told}."
    )
    return Finding(
        CHECK,
        round(gain, 4),
        "good",
        why,
        figures={"gain_of_last_doubling": round(gain, 4), "error": round(error, 4)},
        series={SERIES: tuple((str(size), round(score, 4)) for size, score in curve)},
    )


def _curve(found: OutOfFold, limits: Mapping[str, float]) -> list[tuple[int, float]]:
    import numpy

    known, new = found.first
    labels = found.labels
    drawn = numpy.random.default_rng(SEED).permutation(known)
    curve = []
    for halving in range(int(limits["halvings"]), 0, -1):
        part = drawn[: len(drawn) >> halving]
        if len(set(labels[part])) < 2:
            continue
        model = classifier(limits).fit(found.features[part], labels[part])
        score = float((model.predict(found.features[new]) == labels[new]).mean())
        curve.append((len(part), score))
    whole = found.probabilities[new].argmax(axis=1) == labels[new]
    return [*curve, (len(known), float(whole.mean()))]
