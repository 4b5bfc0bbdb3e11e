"""What the memory of a run is told as: text for a terminal, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from advisor.feasibility.fitting import FITS, TIGHT, Fit, LeverStep
from advisor.feasibility.memory import Term
from advisor.feasibility.rows import Prediction
from advisor.feasibility.setting import Setting
from advisor.feasibility.target import Target
from advisor.feasibility.time import Duration
from advisor.knowledge.entries.feasibility import Memory
from advisor.records.plain import wrapped
from advisor.text import number, percent, visible

SCHEMA = "advisor-fit/1"
METHOD_TITLES = {"qlora": "QLoRA", "lora": "LoRA", "full": "Full fine-tuning"}
VERDICTS = {FITS: "fits", TIGHT: "tight, try it"}
OPTIMISERS = {
    "adamw": "AdamW",
    "adamw_8bit": "8-bit AdamW",
    "adamw_amp": "AdamW with a 32-bit master copy",
    "adamw_bf16": "AdamW in 16 bits",
}
BAR = 16


def verdict_word(verdict: str | None) -> str:
    """Return the verdict in words."""
    return VERDICTS.get(verdict or "", "does not fit") if verdict else "no card told"


def gib(value: float) -> str:
    """Return a size in GiB as it is shown."""
    return f"{value:,.1f} GiB" if value >= 9.95 else f"{value:.2f} GiB"


def setting_words(setting: Setting) -> str:
    """Return a setting as one clause."""
    parts = [f"rows of {number(setting.seq_len)} tokens", f"batch {number(setting.batch)}"]
    parts.append("gradient checkpointing" if setting.grad_ckpt else "no checkpointing")
    parts.append(OPTIMISERS.get(setting.optimizer, setting.optimizer))
    if not setting.whole:
        parts.append(f"rank {setting.rank} on {setting.targets}")
    if setting.quantised:
        parts.append(f"base in {setting.base}")
    flags = {
        "chunked loss": setting.chunked_loss,
        "compiled": setting.compiled,
        "checkpoints on the CPU": setting.offloaded,
        "gradients accumulated": setting.grad_accum,
    }
    parts += [name for name, is_on in flags.items() if is_on]
    if setting.gpus > 1:
        how = "a whole copy each" if setting.shard == "none" else f"sharded ({setting.shard})"
        parts.append(f"{setting.gpus} cards, {how}")
    return ", ".join(parts)


def sum_of(found: Fit) -> list[Term]:
    """Return every part of the device figure: the terms, the pool's slack and the context."""
    made = found.estimate
    slack, context = made.reserved - made.peak, made.device - made.reserved
    return [
        *made.terms,
        Term("slack", slack * 2**30, "the allocator's pool beyond its peak"),
        Term("context", context * 2**30, "driver, libraries, workspaces"),
    ]


def fit_text(
    target: Target, found: Sequence[Fit], constants: Memory, times: Sequence[Duration | None]
) -> str:
    """Return runs of one model for a terminal: a line for each, or all of the only one."""
    lines = [visible(target.name), *_wrapped((*target.notes, *limits(target, found))), ""]
    if len(found) == 1:
        lines += _whole(found[0], constants, times[0])
    else:
        lines += _table(found, times)
        lines += ["", "The sum term by term: add --method qlora, lora or full."]
    return "\n".join(lines) + "\n"


def limits(target: Target, found: Sequence[Fit]) -> Iterator[str]:
    """Yield where a run is outside what the formula was checked on."""
    experts = any(one.experts > 1 for one in target.architectures)
    if experts and any(one.setting.gpus > 1 for one in found):
        yield "A sharded mixture of experts is outside what the formula was checked on."
    elif experts:
        yield "Few published runs of mixtures of experts stand behind this: take it as rough."


def _wrapped(notes: Sequence[str]) -> list[str]:
    return [line for note in notes for line in wrapped(visible(note), "", "  ")]


def _table(found: Sequence[Fit], times: Sequence[Duration | None]) -> Iterator[str]:
    yield from wrapped(f"With {setting_words(found[0].setting)}:", "", "  ")
    for one, time in zip(found, times, strict=True):
        made = one.estimate
        name = METHOD_TITLES[one.setting.method].ljust(17)
        size = f"{made.device:8,.1f} GiB ({made.low:,.1f} to {made.high:,.1f})".ljust(36)
        told = verdict_word(one.verdict) if one.card else ""
        took = f"  {time.words}" if time else ""
        yield f"  {name}{size}{told}{took}".rstrip()
    if found[0].card:
        yield f"on cards of {number(found[0].card)} GiB each, as the driver's own tool shows it."


def _whole(found: Fit, constants: Memory, time: Duration | None) -> Iterator[str]:
    made, name = found.estimate, METHOD_TITLES[found.setting.method]
    yield from wrapped(f"{name} with {setting_words(found.setting)}", "", "  ")
    if found.card:
        room = found.card * constants.margin.usable
        asked = constants.margin.safety * made.device
        told = f"{verdict_word(found.verdict)} on a card of {number(found.card)} GiB"
        yield from wrapped(
            f"{told[0].upper()}{told[1:]}: {gib(made.device)} expected, {gib(asked)} with"
            f" {percent(constants.margin.safety - 1)} for safety, of {gib(room)} usable.",
            "",
            "  ",
        )
    yield ""
    yield f"Peak on each card: {gib(made.device)} (from {gib(made.low)} to {gib(made.high)})"
    for term in sum_of(found):
        bar = "#" * round(BAR * term.gib / made.device)
        yield f"  {term.id:<12}{term.gib:8.2f}  {bar.ljust(BAR)}  {term.what}".rstrip()
    yield f"  {'allocator':<12}{made.peak:8.2f}  the terms without the last two"
    yield from _largest(found)
    yield from _levers(found.levers)
    if time:
        yield ""
        yield from wrapped(f"Time: {time.words} ({time.explained})", "", "  ")


def _largest(found: Fit) -> Iterator[str]:
    if not found.card:
        return
    yield ""
    if found.longest == 0 and found.most == 0:
        yield "Not even the shortest row fits in this way."
        return
    longest = f"rows of {number(found.longest)} tokens at batch {found.setting.batch}"
    most = f", or batch {number(found.most)} at this length" if found.most else ""
    yield from wrapped(f"The largest that fits: {longest}{most}.", "", "  ")


def _levers(steps: Sequence[LeverStep]) -> Iterator[str]:
    if steps:
        yield ""
        yield "What makes it fit, one on top of the other:"
        for line in lever_lines(steps):
            yield from wrapped(line, "  - ", "    ")


def lever_lines(steps: Sequence[LeverStep]) -> Iterator[str]:
    """Yield each lever with what the run takes once it is pulled."""
    for step in steps:
        if step.device is None:
            yield step.line
            continue
        cards = f" ({step.setting.gpus} cards)" if step.id == "sharding" and step.setting else ""
        yield f"{step.line}{cards}: {gib(step.device)}, {verdict_word(step.verdict)}"


def fit_json(target: Target, found: Sequence[Fit], times: Sequence[Duration | None]) -> str:
    """Return runs of one model as one JSON object; all sizes in GiB on each card."""
    runs = [
        {**_run(one), "seconds": _seconds(time)} for one, time in zip(found, times, strict=True)
    ]
    notes = [*target.notes, *limits(target, found)]
    table = {"schema": SCHEMA, "model": target.name, "notes": notes, "runs": runs}
    return json.dumps(table, indent=2, allow_nan=False) + "\n"


def _seconds(time: Duration | None) -> dict[str, float] | None:
    return {"low": time.low, "value": time.seconds, "high": time.high} if time else None


def _run(found: Fit) -> dict[str, Any]:
    made = found.estimate
    return {
        "method": found.setting.method,
        "setting": asdict(found.setting),
        "gib": made.device,
        "low": made.low,
        "high": made.high,
        "allocated": made.peak,
        "reserved": made.reserved,
        "terms": [{"id": term.id, "gib": term.gib, "what": term.what} for term in sum_of(found)],
        "card": found.card,
        "verdict": found.verdict,
        "largest": {"seq_len": found.longest, "batch": found.most} if found.card else None,
        "levers": [
            {"id": step.id, "line": step.line, "gib": step.device, "verdict": step.verdict}
            for step in found.levers
        ],
    }


def prediction_line(found: Prediction, as_json: bool) -> str:
    """Return what is predicted of one row, on one line; a row at fault has no figure."""
    if as_json:
        table: dict[str, Any] = {
            "id": found.id,
            "gib": found.gib,
            "low": found.low,
            "high": found.high,
        }
        if found.faults:
            table["faults"] = list(found.faults)
        return json.dumps(table, allow_nan=False)
    if found.gib is None or found.low is None or found.high is None:
        return f"{found.id}: {'; '.join(found.faults)}"
    return f"{found.id}: {gib(found.gib)} (from {gib(found.low)} to {gib(found.high)})"
