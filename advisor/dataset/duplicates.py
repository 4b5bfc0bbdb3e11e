"""Training examples that repeat an earlier one: exactly, but for style, or nearly."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.bands import status_of
from advisor.dataset.opened import WORST_ROWS, Opened
from advisor.dataset.values import Finding, Measure

FIRST_ROWS = 100_000
"""Rows in which the first copies are looked for before all of them are."""


def exact(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the rows whose prompt and answer equal those of an earlier row."""
    repeats = data.exact_repeats
    share = repeats / data.train.rows
    why = f"{repeats:,} rows repeat an earlier one, prompt and answer, character for character."
    found = _repeating(data, ["prompt_key", "answer_key"]) if repeats else []
    worst = data.worst("train", [(row, "repeats an earlier row") for row in found])
    figures = {"rows": repeats}
    status = status_of(share, limits)
    return Finding("exact_duplicates", share, status, why, worst=worst, figures=figures)


def normalised(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the rows whose prompt has the letters and digits of an earlier row's prompt."""
    firsts = data.train.firsts
    repeats = data.train.rows - int(data.one(firsts.aggregate(n=firsts.count()))["n"])
    share = repeats / data.train.rows
    why = f"{repeats:,} rows have the letters and digits of an earlier row's prompt."
    found = _repeating(data, ["normal"]) if repeats else []
    worst = data.worst("train", [(row, "restyles an earlier prompt") for row in found])
    figures = {"rows": repeats}
    status = status_of(share, limits)
    return Finding("normalised_duplicates", share, status, why, worst=worst, figures=figures)


def _repeating(data: Opened, keys: list[str]) -> list[int]:
    """Return the first rows that repeat an earlier one; what comes before them shows enough."""
    import ibis

    for most in (FIRST_ROWS, None):
        facts = data.train.facts
        facts = facts if most is None else facts.filter(facts.row < most)
        window = ibis.window(group_by=keys, order_by="row")
        numbered = facts.select("row", *keys).mutate(copy=ibis.row_number().over(window))
        found = data.some(numbered.filter(numbered["copy"] > 0))
        if len(found) == WORST_ROWS or most is None or data.train.rows <= most:
            return [row for (row,) in found]
    return []


def near(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the rows whose prompt repeats or nearly repeats an earlier row's prompt."""
    firsts, repeats = data.train.firsts, data.near.repeats
    distinct = int(data.one(firsts.aggregate(n=firsts.count()))["n"])
    reworded = int(data.one(repeats.aggregate(n=repeats.count()))["n"])
    rows = data.train.rows - distinct + reworded
    share = rows / data.train.rows
    why = (
        f"{rows:,} rows repeat an earlier prompt or nearly so: {reworded:,} texts share at least "
        "0.7 of their word 3-grams with an earlier one, each pair verified."
    )
    method = "exact, normalised and near copies of an earlier prompt (word 3-grams, Jaccard 0.7)"
    found = data.some(repeats)
    worst = data.worst("train", [(row, "nearly repeats an earlier prompt") for (row,) in found])
    return Finding(
        "near_duplicates",
        share,
        status_of(share, limits),
        why,
        {"data.duplicates": Measure(share, method=method)},
        worst,
        {"rows": rows, "reworded": reworded},
    )
