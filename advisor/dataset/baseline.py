"""The score of a free baseline: TF-IDF and a linear model; what is tuned has to beat it."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.bands import cannot_tell
from advisor.dataset.learning import OutOfFold, classifier, learned, learner
from advisor.dataset.values import Finding, Measure, Sample

CHECK = "baseline"


def check(sample: Sample, limits: Mapping[str, float]) -> Finding:
    """Score a linear model by cross-validation, and on the holdout where it has known labels."""
    found = learned(sample, limits)
    if isinstance(found, str):
        return cannot_tell(CHECK, found)
    figures: dict[str, float | int | str] = {
        "cross_validated_accuracy": round(found.accuracy, 4),
        "macro_f1": round(macro_f1(found.labels, found.probabilities.argmax(axis=1)), 4),
        "largest_class_share": round(found.labelled.largest_share, 4),
        "rows": len(found.labels),
    }
    score = found.accuracy
    why = f"A linear model over word counts is right in {score:.1%} ({int(limits['folds'])}-fold)"
    held = _on_holdout(sample, found, limits)
    if held is not None:
        score, rows = held
        figures |= {"holdout_accuracy": round(score, 4), "holdout_rows": rows}
        why += f", and in {score:.1%} of the {rows:,} distinct holdout rows with known labels"
    why += f"; guessing the largest class is in {found.labelled.largest_share:.1%}."
    told = f"{why}{found.labelled.left_out}"
    kind = Measure("classification", method=_method(found))
    return Finding(
        CHECK, round(score, 4), "good", told, answers={"task.kind": kind}, figures=figures
    )


def _method(found: OutOfFold) -> str:
    return (
        f"every answer is one of {len(found.labelled.classes):,} labels that stand in at least"
        f" {found.labelled.rarest:,} examples each"
    )


def macro_f1(labels: object, predicted: object) -> float:
    """Return the mean of the classes' F1."""
    return float(learner("metrics").f1_score(labels, predicted, average="macro", zero_division=0))


def _on_holdout(
    sample: Sample, found: OutOfFold, limits: Mapping[str, float]
) -> tuple[float, int] | None:
    known = {name: at for at, name in enumerate(found.labelled.classes)}
    rows = [row for row in sample.holdout or () if row.label in known]
    if not rows:
        return None
    import numpy

    model = classifier(limits).fit(found.features, found.labels)
    predicted = model.predict(found.counter.transform([row.prompt for row in rows]))
    labels = numpy.array([known[str(row.label)] for row in rows])
    return float((predicted == labels).mean()), len(rows)
