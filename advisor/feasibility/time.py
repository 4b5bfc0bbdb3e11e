"""How long a training run takes, as a range; docs/feasibility.md explains the formula."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.feasibility.architecture import Architecture
from advisor.feasibility.setting import Setting
from advisor.knowledge.entries.feasibility import Card, Time
from advisor.text import percent

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


@dataclass(frozen=True)
class Duration:
    """Seconds, with the range that published runs spread over, and how they come about."""

    seconds: float
    low: float
    high: float
    explained: str = ""

    @property
    def words(self) -> str:
        """The range as a person says it."""
        return f"{spoken(self.low)} to {spoken(self.high)}"


def spoken(seconds: float) -> str:
    """Return a length of time in its largest unit."""
    for unit, name in ((DAY, "days"), (HOUR, "hours"), (MINUTE, "minutes")):
        if seconds >= 10 * unit:
            return f"{seconds / unit:,.0f} {name}"
        if seconds >= 2 * unit:
            return f"{seconds / unit:.1f} {name}"
    return f"{seconds:,.0f} seconds"


def duration(
    architecture: Architecture,
    setting: Setting,
    constants: Time,
    card: Card,
    tokens: float,
    *,
    packed: bool = True,
) -> Duration:
    """Return how long `tokens` (epochs counted) take on cards of one kind.

    seconds = tokens x operations per token and parameter x active parameters
    / (cards x peak operations a second x share of them in use).
    """
    kind = "full" if setting.whole else "adapters"
    operations = constants.operations[f"{kind}_checkpointed" if setting.grad_ckpt else kind]
    share = card.utilisation
    share *= constants.qlora_share if setting.quantised else 1.0
    share *= 1.0 if packed else constants.unpacked_share
    speed = setting.gpus * card.flops * share / (operations * architecture.active)
    seconds = tokens / speed
    told = (
        f"{tokens:,.0f} tokens at {speed:,.0f} a second: {setting.gpus} x {card.title},"
        f" {percent(share)} of its peak"
    )
    spread = constants.range
    return Duration(seconds, spread.low * seconds, spread.high * seconds, told)
