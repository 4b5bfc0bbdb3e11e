"""The checks of a profile, in the order in which they run: the quick ones first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.dataset import (
    baseline,
    classes,
    conflicts,
    duplicates,
    form,
    headroom,
    label_noise,
    leakage,
    lengths,
    match,
    personal,
    refusals,
    size,
    tokens,
)
from advisor.dataset.facts import KEYS, LENGTHS, NEAR, NORMAL, PERSONAL, REFUSALS, SAMPLE
from advisor.dataset.values import Finding


@dataclass(frozen=True)
class Check:
    """One check: its id, what it does, and what it needs to be kept of each row.

    One that `learns` is handed the sample instead of the data, perhaps in another process.
    """

    id: str
    run: Callable[[Any, Mapping[str, float]], Finding]
    needs: tuple[str, ...] = (KEYS,)
    learns: bool = False


def _learns(module: Any) -> Check:
    """Return a check that looks at a sample of distinct rows."""
    return Check(module.CHECK, module.check, (SAMPLE,), learns=True)


CHECKS: tuple[Check, ...] = (
    Check("form", form.check),
    Check("size", size.check),
    Check("tokens", tokens.check, (LENGTHS, SAMPLE)),
    Check("lengths", lengths.check, (LENGTHS, SAMPLE)),
    Check("classes", classes.check),
    Check("exact_duplicates", duplicates.exact),
    Check("exact_leakage", leakage.exact),
    Check("normalised_duplicates", duplicates.normalised, (NORMAL,)),
    Check("normalised_leakage", leakage.normalised, (NORMAL,)),
    Check("conflicts", conflicts.check, (NORMAL,)),
    Check("personal", personal.check, (PERSONAL,)),
    Check("refusals", refusals.check, (REFUSALS,)),
    Check("near_duplicates", duplicates.near, (NORMAL, NEAR)),
    Check("near_leakage", leakage.near, (NORMAL, NEAR)),
    _learns(label_noise),
    _learns(baseline),
    _learns(headroom),
    _learns(match),
)
