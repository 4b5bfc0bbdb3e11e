"""Wrong labels, estimated by confident learning; it changes no label and shows no text."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from advisor.dataset.bands import cannot_tell, status_of
from advisor.dataset.learning import OutOfFold, learned
from advisor.dataset.values import Finding, Measure, Sample, WorstRow

CHECK, ANSWER = "label_noise", "data.label_error"
MOST_SUSPECTS = 20
# Rows by which two runs of one method differ, at 95 %.
NORMAL_95 = 1.96


def check(sample: Sample, limits: Mapping[str, float]) -> Finding:
    """Estimate the share of wrong labels, with an interval, and name the most suspect rows.

    The upper end is the joint estimate of confident learning (Northcutt, Jiang and Chuang, JAIR
    2021, section 3): it counts hard rows too, so it lies above the truth. The value is the share of
    rows that a sure model contradicts, divided by the share it would contradict if every label
    were replaced by another at random; errors between like classes are contradicted less often, so
    it rather lies below. Refuses where the model knows too little to contradict anybody.
    """
    found = learned(sample, limits)
    if isinstance(found, str):
        return cannot_tell(CHECK, found)
    chance = found.labelled.largest_share
    skill = (found.accuracy - chance) / (1 - chance)
    if found.accuracy < limits["least_accuracy"] or skill < limits["least_skill"]:
        told = f"the linear model is right in {found.accuracy:.0%} only, too little to doubt labels"
        return cannot_tell(CHECK, told)
    suspect, reach = _contradicted(found, limits)
    if reach < limits["least_reach"]:
        told = f"the model is sure of {reach:.0%} of the rows only, too few to doubt labels"
        return cannot_tell(CHECK, told)
    return _finding(found, limits, suspect, reach)


def _contradicted(found: OutOfFold, limits: Mapping[str, float]) -> tuple[Any, float]:
    """Return which rows a sure model contradicts, and the share it would of random labels."""
    import numpy

    probabilities, rows = found.probabilities, len(found.labels)
    sure = probabilities.max(axis=1) > limits["sure_above"]
    denied = probabilities < limits["suspect_below"]
    others = probabilities.shape[1] - 1
    # The most probable class is no random error: it is left out of the classes to draw from.
    top = denied[numpy.arange(rows), probabilities.argmax(axis=1)]
    reach = float((sure * (denied.sum(axis=1) - top) / others).mean())
    return sure & denied[numpy.arange(rows), found.labels], reach


def joint_estimate(probabilities: Any, labels: Any) -> float:
    """Return the share of rows off the diagonal of the calibrated confident joint."""
    import numpy

    rows, classes = probabilities.shape
    own = probabilities[numpy.arange(rows), labels]
    counts = numpy.bincount(labels, minlength=classes)
    means = numpy.bincount(labels, weights=own, minlength=classes) / numpy.maximum(counts, 1)
    confident = numpy.where(probabilities >= means, probabilities, -1)
    best, any_class = confident.argmax(axis=1), confident.max(axis=1) >= 0
    joint = numpy.zeros((classes, classes))
    numpy.add.at(joint, (labels[any_class], best[any_class]), 1)
    diagonal = numpy.arange(classes)
    joint[diagonal, diagonal] = numpy.maximum(joint[diagonal, diagonal], 1)
    shares = joint[diagonal, diagonal] / joint.sum(axis=1)
    return float(1 - (shares * counts).sum() / rows)


def _finding(found: OutOfFold, limits: Mapping[str, float], suspect: Any, reach: float) -> Finding:
    rows = len(found.labels)
    joint = joint_estimate(found.probabilities, found.labels)
    value = min(float(suspect.mean()) / reach, 1.0)
    # Rows that are right and contradicted all the same; fewer, the more there is to learn from.
    floor = limits["low_floor"] / math.sqrt(rows)
    spread = NORMAL_95 * math.sqrt(max(joint * (1 - joint), 1 / rows) / rows)
    high = min(max(joint, value) + spread, 1.0)
    low = max(value * (1 - limits["low_margin"]) - floor / reach, 0.0)
    value = min(max(value, low), high)
    method = (
        f"confident learning on TF-IDF of words and pairs, logistic regression,"
        f" {int(limits['folds'])}-fold, {rows:,} distinct rows of"
        f" {len(found.labelled.classes):,} classes"
    )
    why = (
        f"About {value:.1%} of the labels look wrong (between {low:.1%} and {high:.1%});"
        f" {int(suspect.sum()):,} rows are contradicted by a sure model.{found.labelled.left_out}"
    )
    measure = Measure(round(value, 4), round(low, 4), round(high, 4), method)
    return Finding(
        CHECK,
        round(value, 4),
        status_of(value, limits),
        why,
        answers={ANSWER: measure},
        worst=_worst(found, suspect),
        figures={
            "rows": rows,
            "classes": len(found.labelled.classes),
            "suspect_rows": int(suspect.sum()),
            "joint_estimate": round(joint, 4),
            "reach": round(reach, 4),
            "accuracy": round(found.accuracy, 4),
        },
    )


def _worst(found: OutOfFold, suspect: Any) -> tuple[WorstRow, ...]:
    import numpy

    own = found.probabilities[numpy.arange(len(found.labels)), found.labels]
    best = found.probabilities.max(axis=1)
    places = sorted(suspect.nonzero()[0], key=lambda at: (own[at] - best[at], at))
    return tuple(
        WorstRow(
            found.labelled.rows[at].file,
            found.labelled.rows[at].line,
            f"the model gives this label {own[at]:.1%} and another {best[at]:.0%}",
        )
        for at in places[:MOST_SUSPECTS]
    )
