"""The same input with different answers."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.bands import cannot_tell, status_of
from advisor.dataset.opened import Opened
from advisor.dataset.values import Finding

CHECK = "conflicts"


def check(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the examples whose normalised prompt stands with another answer elsewhere."""
    if not data.has_answers:
        return cannot_tell(CHECK, "the data holds no answers")
    if data.train.form.format in ("preference", "kto"):
        return cannot_tell(CHECK, "several answers to one prompt are what this format is for")
    facts, firsts = data.train.facts, data.train.firsts
    several = firsts.filter(firsts.least != firsts.most)
    counted = data.one(several.aggregate(prompts=several.count(), rows=several.rows.sum()))
    prompts, rows = int(counted["prompts"]), int(counted["rows"] or 0)
    share = rows / data.train.rows
    stand = "prompt stands" if prompts == 1 else "prompts stand"
    why = f"{prompts:,} {stand} with more than one answer, in {rows:,} rows."
    found = data.some(facts.semi_join(several, "normal")) if rows else []
    worst = data.worst("train", [(row, "its prompt has another answer too") for (row,) in found])
    figures = {"prompts": prompts, "rows": rows}
    return Finding(CHECK, share, status_of(share, limits), why, worst=worst, figures=figures)
