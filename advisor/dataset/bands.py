"""The band a figure falls into, by the limits a check is handed; it knows no check."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.values import Finding, Status


def status_of(value: float, limits: Mapping[str, float]) -> Status:
    """Return good, warn or bad by the limits `warn` and `bad`.

    Where `bad` is the smaller of the two, less is worse.
    """
    warn, bad = limits["warn"], limits["bad"]
    if bad < warn:
        value, warn, bad = -value, -warn, -bad
        return "bad" if value > bad else "warn" if value > warn else "good"
    return "bad" if value >= bad else "warn" if value >= warn else "good"


def cannot_tell(check: str, why: str) -> Finding:
    """Return that a check cannot tell, and why."""
    return Finding(check, None, "cannot_tell", f"Cannot tell: {why}.")
