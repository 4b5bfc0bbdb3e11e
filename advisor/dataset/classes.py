"""The classes that the answers name: how many, how even, and the rarest."""

from __future__ import annotations

import math
from collections.abc import Mapping

from advisor.dataset.bands import cannot_tell, status_of
from advisor.dataset.opened import Opened
from advisor.dataset.values import Finding, Measure

CHECK = "classes"


def check(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the rows of each class, and judge the largest against the smallest."""
    counts = data.classes
    if counts is None or len(counts) < 2:
        return cannot_tell(CHECK, "the answers are no names of classes")
    rows, largest, rarest = sum(counts.values()), max(counts.values()), min(counts.values())
    ratio = largest / rarest
    entropy = -math.fsum(n / rows * math.log(n / rows) for n in counts.values())
    few = sum(n < limits["few_rows"] for n in counts.values())
    answers = {
        "data.classes": Measure(len(counts), method="counted"),
        "data.rarest_class": Measure(rarest, method="counted"),
        "data.imbalance_ratio": Measure(ratio, method="largest class divided by smallest"),
    }
    figures: dict[str, float | int | str] = {
        "classes": len(counts),
        "largest": largest,
        "rarest": rarest,
        "effective_classes": math.exp(entropy),
        "classes_under_few_rows": few,
        "classes_under_some_rows": sum(n < limits["some_rows"] for n in counts.values()),
    }
    why = (
        f"{len(counts):,} classes, the largest with {largest:,} rows and the rarest with "
        f"{rarest:,}: as even as {math.exp(entropy):.1f} classes of one size"
    )
    status = status_of(ratio, limits)
    if data.train.form.format == "kto":
        # What is wanted and what is not are no classes of a task.
        answers, why = {}, f"{why}; they mark answers as wanted or not"
    if few:
        status = "bad"
        why += f"; {few:,} have fewer than {limits['few_rows']:g} rows"
    series = {"classes": tuple((name, float(n)) for name, n in counts.items())}
    return Finding(CHECK, ratio, status, f"{why}.", answers, (), figures, series)
