"""Training tokens: exact where a vocabulary is at hand and the data is small, else an estimate."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.counting import EXACT
from advisor.dataset.opened import Opened
from advisor.dataset.values import Finding, Measure

CHECK = "tokens"


def check(data: Opened, _limits: Mapping[str, float]) -> Finding:
    """Count or estimate the tokens of all training examples."""
    counted = data.tokens
    if counted.method == EXACT:
        measure = Measure(counted.tokens, method=counted.how)
        why = f"{counted.tokens:,} tokens in all ({counted.how})."
    else:
        measure = Measure(counted.tokens, counted.low, counted.high, counted.how)
        why = (
            f"About {counted.tokens:,} tokens in all, between {counted.low:,} and "
            f"{counted.high:,} ({counted.how})."
        )
    figures: dict[str, float | int | str] = {
        "characters": counted.characters,
        "characters_per_token": round(counted.characters_per_token, 3),
        "method": counted.method,
    }
    return Finding(CHECK, counted.tokens, "good", why, {"data.tokens": measure}, figures=figures)
