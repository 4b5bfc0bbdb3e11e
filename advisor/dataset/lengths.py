"""How long the examples are, and which are far longer than the others."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.dataset.bands import status_of
from advisor.dataset.opened import Opened
from advisor.dataset.values import Finding

CHECK = "lengths"
QUANTILES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


def check(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Find the examples over the context or many times as long as the middle one."""
    facts, rows = data.train.facts, data.train.rows
    quantiles = {name: facts.length.quantile(share) for name, share in QUANTILES.items()}
    counted = data.one(facts.aggregate(longest=facts.length.max(), **quantiles))
    per_token = data.tokens.characters_per_token
    context = limits["context_tokens"] * per_token
    median = max(float(counted["p50"]), 1.0)
    most = min(context, limits["outlier_times_median"] * median)
    long = facts.filter(facts.length > most)
    over = data.one(long.aggregate(long=long.count(), over=(long.length > context).sum()))
    share = int(over["long"]) / rows
    figures: dict[str, float | int | str] = {
        f"characters_{name}": round(float(counted[name])) for name in QUANTILES
    }
    figures |= {
        "characters_longest": int(counted["longest"]),
        "outliers": int(over["long"]),
        "over_the_context": int(over["over"] or 0),
    }
    why = (
        f"Half of the examples have {median:,.0f} characters or fewer, 99 % have "
        f"{float(counted['p99']):,.0f}, the longest has {int(counted['longest']):,}"
    )
    why += f"; {int(over['long']):,} are far longer." if int(over["long"]) else "."
    longest = data.some(long, "length")
    worst = data.worst("train", [(row, f"{length:,} characters") for row, length in longest])
    series = {"characters": _histogram(data)}
    return Finding(CHECK, share, status_of(share, limits), why, {}, worst, figures, series)


def _histogram(data: Opened) -> tuple[tuple[str, float], ...]:
    """Return the number of examples by length, each bar twice as wide as the one before."""
    import ibis

    facts = data.train.facts
    at_least_one = ibis.greatest(facts.length, 1)
    binned = facts.select(bin=at_least_one.log2().floor().cast("int32"))
    counted = binned.group_by("bin").agg(rows=binned.count()).order_by("bin")
    found = data.engine.rows(counted, "counting")
    return tuple((f"{1 << one['bin']}", float(one["rows"])) for one in found)
