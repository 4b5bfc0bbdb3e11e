"""Published training runs as rows of JSON, each predicted from its own architecture and setting.

No field that begins with `measured_` is read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.feasibility.architecture import LARGEST, from_row, row_faults
from advisor.feasibility.memory import CLASSES, estimate
from advisor.feasibility.setting import SHARDS, TARGETS, Setting
from advisor.knowledge.entries.feasibility import METHODS, Memory
from advisor.text import visible

# What the optimiser's state in bytes per parameter says of how all weights are tuned.
BY_STATE = {4: "adamw", 2: "adamw_8bit", 12: "adamw_amp"}
OPTIMISERS = {
    "adamw": "adamw",
    "adamw_8bit": "adamw_8bit",
    "adamw_amp": "adamw_amp",
    "adamw_amp_deepspeed": "adamw_amp",
}
HALF_PRECISION = ("bf16", "fp16", "bfloat16", "float16")
LONGEST_LINE = 100_000
MOST_BYTES = 100


@dataclass(frozen=True)
class Prediction:
    """What is predicted of one row, in GiB on one accelerator; or why nothing is."""

    id: str
    line: int
    gib: float | None = None
    low: float | None = None
    high: float | None = None
    faults: tuple[str, ...] = ()


def predictions(text: str, constants: Memory) -> Iterator[Prediction]:
    """Yield one prediction for each row; a row with faults does not stop the rest.

    The estimate is the one for the row's own `metric_class`.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _prediction(line, number, constants)


def _prediction(line: str, number: int, constants: Memory) -> Prediction:
    row, fault = _parsed(line)
    name = visible(str(row.get("id", f"line {number}")))[:200]
    faults = (fault,) if fault else tuple(_faults(row, constants))
    if faults:
        return Prediction(name, number, faults=faults)
    found = estimate(from_row(row["architecture"]), _setting(row), constants)
    gib = found.of(row["metric_class"])
    if not math.isfinite(gib):
        return Prediction(name, number, faults=("its numbers are too large",))
    # The range is stated around the device figure; it moves with the class.
    low, high = (end * gib / found.device for end in (found.low, found.high))
    return Prediction(name, number, gib, low, high)


def _parsed(line: str) -> tuple[Mapping[str, Any], str]:
    if len(line) > LONGEST_LINE:
        return {}, "the line is too long"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return {}, "not JSON"
    return (row, "") if isinstance(row, dict) else ({}, "no JSON object")


def _faults(row: Mapping[str, Any], constants: Memory) -> Iterator[str]:
    yield from row_faults(row.get("architecture"))
    method = row.get("method")
    yield from _choice(row, "method", METHODS)
    yield from _choice(row, "metric_class", CLASSES)
    yield from _choice(row, "shard", (*SHARDS, None))
    yield from _choice(row, "logits", ("full", "chunked", None))
    yield from _choice(row, "weights_dtype", (*HALF_PRECISION, None))
    yield from _choice(row, "quant", (*constants.base_bytes, None))
    for key in ("grad_ckpt", "compile", "activation_offload", "grad_accum", "untied_head_copy"):
        yield from _choice(row, key, (True, False, None))
    if not _count(row.get("tokens_per_step")):
        yield from (_told(row, key) for key in ("seq_len", "batch") if not _count(row.get(key)))
    if row.get("gpus") is not None and not _count(row["gpus"]):
        yield _told(row, "gpus")
    if method == "full":
        yield from _choice(row, "optim_state_bytes", (*BY_STATE, None))
        if row.get("optim_state_bytes") is None:
            yield from _choice(row, "optimizer", (*OPTIMISERS, None))
    elif method in METHODS:
        yield from _adapter_faults(row)


def _adapter_faults(row: Mapping[str, Any]) -> Iterator[str]:
    yield from _choice(row, "lora_targets", tuple(TARGETS))
    if not _count(row.get("trainable_params")) and not _count(row.get("lora_rank")):
        yield f"{_told(row, 'lora_rank')}, and no trainable_params"
    each = row.get("adapter_bytes_per_param")
    if each is None:
        yield from _choice(row, "optimizer", ("adamw", "adamw_8bit", None))
    is_number = isinstance(each, (int, float)) and not isinstance(each, bool)
    if each is not None and not (is_number and 0 < each <= MOST_BYTES):
        yield _told(row, "adapter_bytes_per_param")


def _choice(row: Mapping[str, Any], key: str, known: tuple[object, ...]) -> Iterator[str]:
    value = row.get(key)
    # True is 1 in Python, and a list is nobody's choice.
    if not any(type(value) is type(one) and value == one for one in known):
        names = ", ".join(str(one) for one in known if one is not None)
        yield f"{_told(row, key)}; known are {names}"


def _found(table: Mapping[Any, str], key: object) -> str | None:
    return table.get(key) if isinstance(key, (int, str)) else None


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST * 1000


def _told(row: Mapping[str, Any], key: str) -> str:
    return f"{key}: found {visible(json.dumps(row.get(key)))[:40]}" if key in row else f"no {key}"


def _setting(row: Mapping[str, Any]) -> Setting:
    tokens: Any = row.get("tokens_per_step")
    seq_len, batch = (tokens, 1) if _count(tokens) else (row["seq_len"], row["batch"])
    state = _found(BY_STATE, row.get("optim_state_bytes"))
    trainable, rank = (
        row[key] if _count(row.get(key)) else None for key in ("trainable_params", "lora_rank")
    )
    return Setting(
        row["method"],
        seq_len,
        batch,
        row.get("quant"),
        state or _found(OPTIMISERS, row.get("optimizer")) or "adamw",
        rank or 1,
        row.get("lora_targets") or "all",
        trainable=trainable,
        adapter_bytes=row.get("adapter_bytes_per_param"),
        grad_ckpt=bool(row.get("grad_ckpt")),
        chunked_loss=row.get("logits") == "chunked",
        compiled=bool(row.get("compile")),
        offloaded=bool(row.get("activation_offload")),
        grad_accum=bool(row.get("grad_accum")),
        head_copy=bool(row.get("untied_head_copy")),
        gpus=row.get("gpus") or 1,
        shard=row.get("shard") or "none",
    )
