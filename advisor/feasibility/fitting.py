"""Whether a run fits a card, the largest one that does, and what makes it smaller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from advisor.feasibility.architecture import Architecture
from advisor.feasibility.memory import Estimate, estimate_any
from advisor.feasibility.setting import Setting
from advisor.knowledge.entries.feasibility import Lever, Memory

FITS, TIGHT, TOO_LARGE = "fits", "tight", "does_not_fit"
# The longest rows and the largest batches that are looked for, and the step between lengths.
LONGEST, LARGEST_BATCH, LENGTH_STEP = 2**20, 4096, 64
MOST_CARDS = 1024

Architectures = tuple[Architecture, ...]


def verdict(device: float, card: float, constants: Memory) -> str:
    """Return whether a device figure fits a card, both in GiB: fits, tight or does not fit."""
    if constants.margin.safety * device <= constants.margin.usable * card:
        return FITS
    return TIGHT if device <= card else TOO_LARGE


@dataclass(frozen=True)
class LeverStep:
    """One lever, with what the run takes once it and those before it are pulled (GiB)."""

    id: str
    line: str
    setting: Setting | None
    device: float | None
    verdict: str | None


@dataclass(frozen=True)
class Fit:
    """A run on a card: its estimate, the verdict, the largest run that fits, and the levers.

    `longest` is the largest number of tokens in a row at this batch, `most` the largest batch at
    this length; 0 where not even the smallest fits. Without a card there is no verdict.
    """

    setting: Setting
    estimate: Estimate
    card: float | None
    verdict: str | None = None
    longest: int = 0
    most: int = 0
    levers: tuple[LeverStep, ...] = ()


def fit(
    architectures: Architectures,
    setting: Setting,
    constants: Memory,
    card: float | None,
    context: int | None = None,
) -> Fit:
    """Return how a run does on cards of this memory (GiB each)."""
    found = estimate_any(architectures, setting, constants)
    if card is None:
        return Fit(setting, found, None)
    told = verdict(found.device, card, constants)

    def fits(candidate: Setting) -> bool:
        device = estimate_any(architectures, candidate, constants).device
        return verdict(device, card, constants) == FITS

    steps = (context or LONGEST) // LENGTH_STEP
    longest = LENGTH_STEP * _largest(
        lambda n: fits(replace(setting, seq_len=n * LENGTH_STEP)), max(1, steps)
    )
    most = _largest(lambda n: fits(replace(setting, batch=n)), LARGEST_BATCH)
    levers = () if told == FITS else tuple(_levers(architectures, setting, constants, card))
    return Fit(setting, found, card, told, longest, most, levers)


def _largest(holds: Callable[[int], bool], limit: int) -> int:
    """Return the largest number up to a limit for which a falling condition holds, or 0."""
    low, high = 0, limit + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _levers(
    architectures: Architectures, setting: Setting, constants: Memory, card: float
) -> Iterator[LeverStep]:
    """Yield the levers in their order, one on top of the other, until the run fits.

    One that did nothing when its turn came is tried again after the rest: a smaller batch helps
    only once gradients are no longer the larger part. Those outside the formula come last.
    """
    now, before = setting, estimate_any(architectures, setting, constants).device
    waiting = [lever for lever in constants.lever if lever.id in PULLS]
    for _ in range(2):
        skipped = []
        for lever in waiting:
            step = _pulled(architectures, lever, now, before, constants, card)
            if step is None or step.setting is None or step.device is None:
                skipped.append(lever)
                continue
            yield step
            if step.verdict == FITS:
                return
            now, before = step.setting, step.device
        waiting = skipped
    for lever in constants.lever:
        if lever.id not in PULLS:
            yield LeverStep(lever.id, lever.line, None, None, None)


def _pulled(
    architectures: Architectures,
    lever: Lever,
    now: Setting,
    before: float,
    constants: Memory,
    card: float,
) -> LeverStep | None:
    """Return the first way of pulling a lever that helps; more cards count only where all fits."""
    for changed in PULLS[lever.id](now):
        device = estimate_any(architectures, changed, constants).device
        told = verdict(device, card, constants)
        if device < before and (changed.gpus == now.gpus or told == FITS):
            return LeverStep(lever.id, lever.line, changed, device, told)
    return None


def _sharded(setting: Setting) -> Iterator[Setting]:
    gpus = 2
    while gpus <= MOST_CARDS:
        if gpus > setting.gpus or setting.shard in {"none", "zero2"}:
            yield replace(setting, gpus=max(gpus, setting.gpus), shard="fsdp")
        gpus *= 2


def _eight_bit(setting: Setting) -> list[Setting]:
    state = "adamw_8bit"
    return [replace(setting, optimizer=state)] if setting.optimizer != state else []


def _quantised(setting: Setting) -> list[Setting]:
    if setting.quantised:
        return []
    kept = "adamw_8bit" if setting.optimizer == "adamw_8bit" else "adamw"
    return [replace(setting, method="qlora", optimizer=kept)]


def _one_row(setting: Setting) -> list[Setting]:
    return [replace(setting, batch=1, grad_accum=True)] if setting.batch > 1 else []


# What each lever does to a setting: the settings to try, the first that helps counting.
PULLS: dict[str, Callable[[Setting], Iterator[Setting] | list[Setting]]] = {
    "gradient_checkpointing": lambda s: [] if s.grad_ckpt else [replace(s, grad_ckpt=True)],
    "chunked_loss": lambda s: [] if s.chunked_loss else [replace(s, chunked_loss=True)],
    "batch_one": _one_row,
    "shorter_rows": lambda s: [replace(s, seq_len=max(1, s.seq_len // 2))],
    "optimiser_8bit": _eight_bit,
    "qlora": _quantised,
    "sharding": _sharded,
}
