"""How many examples there are, exact copies left out of what is judged."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.bands import status_of
from advisor.dataset.opened import Opened
from advisor.dataset.values import Finding, Measure

CHECK = "size"


def check(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the examples of every side."""
    rows, distinct = data.train.rows, data.train.rows - data.exact_repeats
    answers = {"data.examples": Measure(rows, method="counted; broken lines left out")}
    figures: dict[str, float | int | str] = {"rows": rows, "distinct": distinct}
    why = f"{rows:,} training examples, {distinct:,} of them distinct"
    if data.holdout is not None:
        answers["data.holdout"] = Measure(data.holdout.rows, method="counted")
        figures["holdout"] = data.holdout.rows
        why += f"; {data.holdout.rows:,} held out"
    if data.production is not None:
        figures["production"] = data.production.rows
        why += f"; {data.production.rows:,} from production"
    return Finding(CHECK, rows, status_of(distinct, limits), f"{why}.", answers, figures=figures)
