"""Holdout examples that also stand in the training data: exactly, but for style, or nearly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.dataset.bands import cannot_tell, status_of
from advisor.dataset.opened import Opened
from advisor.dataset.values import Finding, Measure

NO_HOLDOUT = "no holdout is given"


def exact(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the holdout rows whose prompt is a training prompt, character for character."""
    if data.holdout is None:
        return cannot_tell("exact_leakage", NO_HOLDOUT)
    leaked = data.holdout.facts.semi_join(data.train.facts, "prompt_key")
    told = "have a prompt of the training data, character for character"
    return _finding(data, "exact_leakage", leaked, told, limits)


def normalised(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the holdout rows whose prompt has the letters and digits of a training prompt."""
    if data.holdout is None:
        return cannot_tell("normalised_leakage", NO_HOLDOUT)
    leaked = data.holdout.facts.semi_join(data.train.firsts, "normal")
    told = "have the letters and digits of a training prompt"
    return _finding(data, "normalised_leakage", leaked, told, limits)


def near(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the holdout rows whose prompt stands or nearly stands in the training data."""
    if data.holdout is None:
        return cannot_tell("near_leakage", NO_HOLDOUT)
    facts, firsts = data.holdout.facts, data.holdout.firsts
    texts = firsts.semi_join(data.near.leaks, firsts["first"] == data.near.leaks.row)
    texts = texts.select("normal").union(data.train.firsts.select("normal"))
    leaked = facts.semi_join(texts, "normal")
    told = (
        "stand in the training data or share at least 0.7 of their word 3-grams with a text of it"
    )
    return _finding(data, "near_leakage", leaked, told, limits)


def _finding(
    data: Opened, check: str, leaked: Any, told: str, limits: Mapping[str, float]
) -> Finding:
    rows = int(data.one(leaked.aggregate(n=leaked.count()))["n"])
    held = data.holdout.rows if data.holdout else 0
    share = rows / held
    why = f"{rows:,} of {held:,} holdout rows {told}."
    found = data.some(leaked) if rows else []
    worst = data.worst("holdout", [(row, "stands in the training data") for (row,) in found])
    answers = {}
    if check == "near_leakage":
        method = "exact, normalised and near copies (word 3-grams, Jaccard 0.7) of training prompts"
        answers = {"data.leakage": Measure(share, method=method)}
    return Finding(check, share, status_of(share, limits), why, answers, worst, {"rows": rows})
