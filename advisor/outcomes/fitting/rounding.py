"""Scaled weights as they stand in a file: quarter decibans, within what the grade allows."""

from __future__ import annotations

from collections.abc import Mapping

STEP = 0.25
# A scale below this takes a rule's say away; a spread this near its bound counts as at it.
NEXT_TO_NOTHING = 0.02
NEAR = 0.05


def rounded(authors: Mapping[str, float], scale: float, bound: float) -> dict[str, float]:
    """Return the weights scaled and rounded; a rule keeps some say, and stays in its bound."""
    found = {option: _quarters(scale * weight) for option, weight in authors.items()}
    while _spread(found) > bound + 1e-9:
        widest = max(found, key=lambda option: abs(found[option]))
        found[widest] -= STEP if found[widest] > 0 else -STEP
    if _spread(found) == 0:
        widest = max(authors, key=lambda option: abs(authors[option]))
        found[widest] += STEP if authors[widest] > 0 else -STEP
    return found


def at_bound(authors: Mapping[str, float], scale: float, bound: float) -> str:
    """Return which bound the weights lie at: `spread`, `zero`, or none."""
    if scale < NEXT_TO_NOTHING:
        return "zero"
    return "spread" if scale * _spread(authors) > bound - NEAR else ""


def _quarters(weight: float) -> float:
    return round(weight / STEP) * STEP + 0.0


def _spread(weights: Mapping[str, float]) -> float:
    return max(weights.values()) - min(weights.values())
