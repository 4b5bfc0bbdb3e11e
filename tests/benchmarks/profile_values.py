"""A measured figure beside its truth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """One figure beside its truth."""

    truth: float | str
    measured: float | str
    holds: bool
