"""Share of refusals and of empty answers among the training examples."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.bands import cannot_tell, status_of
from advisor.dataset.opened import Opened
from advisor.dataset.patterns import EMPTY, REFUSED
from advisor.dataset.values import Finding

CHECK = "refusals"


def check(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count refusals and empty answers in the training data."""
    if not data.has_answers:
        return cannot_tell(CHECK, "the data holds no answers")
    if data.train.refusals is None:
        return cannot_tell(CHECK, "the knowledge does not say how refusals begin")
    facts = data.train.facts
    counted = data.one(
        facts.aggregate(
            refused=(facts.refusal == REFUSED).sum(), empty=(facts.refusal == EMPTY).sum()
        )
    )
    refused, empty = int(counted["refused"] or 0), int(counted["empty"] or 0)
    share = (refused + empty) / data.train.rows
    why = f"{refused:,} answers begin like a refusal and {empty:,} are empty."
    reasons = {REFUSED: "begins like a refusal", EMPTY: "the answer is empty"}
    found = data.some(facts.filter(facts.refusal != 0), "refusal")
    worst = data.worst("train", [(row, reasons[kind]) for row, kind in found])
    figures = {"refusals": refused, "empty": empty}
    return Finding(CHECK, share, status_of(share, limits), why, worst=worst, figures=figures)
