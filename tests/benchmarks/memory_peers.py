"""The memory estimate beside the formulas of its peers, on rows of published measurements.

`python -m tests.benchmarks.memory_peers [ROWS.jsonl]` prints the figures of docs/feasibility.md.
The peers are expressed anew from their documents; some are used outside the scope they state.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median, quantiles

from advisor.feasibility.architecture import Architecture, from_row
from advisor.feasibility.fitting import FITS, verdict
from advisor.feasibility.memory import GIB
from advisor.feasibility.rows import predictions
from advisor.knowledge.entries.feasibility import Memory
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder

ROWS = Path(__file__).parent.parent / "feasibility" / "published.jsonl"
CARDS = (8, 12, 16, 24, 40, 48, 80)
# The peak while the model is loaded, not while it is trained: reported apart.
LOADING = {"torchtune-15"}
BILLION = 1e9

Peer = Callable[[dict, Architecture], float | None]


def full_only(peer: Peer) -> Peer:
    return lambda row, model: peer(row, model) if row["method"] == "full" else None


def accelerate(_row: dict, model: Architecture) -> float:
    """The largest stage of `accelerate estimate-memory` for Adam in bf16: 8 bytes a parameter."""
    return 8 * model.parameters / GIB


def eleuther(row: dict, model: Architecture) -> float:
    """Transformer Math 101: 2 + 4 + 12 bytes a parameter, 34 s b h L of activations, and scores.

    Attention scores are kept only without checkpointing.
    """
    tokens, heads = row["tokens_per_step"], model.heads
    scores = 0 if row["grad_ckpt"] else 5 * heads * row["seq_len"] / model.hidden
    activations = tokens * model.hidden * model.layers * (34 + scores)
    shards = row["gpus"] if row["shard"] in {"zero3", "fsdp"} else 1
    return (18 * model.parameters / shards + activations) / GIB


def deepspeed(row: dict, model: Architecture) -> float:
    """The states of ZeRO-3: 18 bytes a parameter over the GPUs, the largest layer in 32 bits."""
    shards = row["gpus"] if row["shard"] in {"zero3", "fsdp"} else 1
    largest = max(model.vocab * model.hidden, model.hidden * model.ffn)
    return (18 * model.parameters / shards + 4 * largest) / GIB


def llama_factory(row: dict, model: Architecture) -> float:
    """GB a billion parameters: 18 mixed, 8 pure, 2 for LoRA, 0.5 for a base in 4 bits."""
    mixed = row["optim_state_bytes"] == 12
    each = {"full": 18 if mixed else 8, "lora": 2, "qlora": 0.5}[row["method"]]
    return each * model.parameters / BILLION * 1e9 / GIB


PEERS: dict[str, Peer] = {
    "accelerate (full only)": full_only(accelerate),
    "EleutherAI cookbook (full only)": full_only(eleuther),
    "DeepSpeed states (full only)": full_only(deepspeed),
    "LLaMA-Factory table": llama_factory,
}


def told(name: str, found: list[tuple[dict, float]], fits: Callable[[float, float], bool]) -> str:
    """Return one line: errors, and verdicts over the cards."""
    errors = sorted((gib / row["measured_gib_per_gpu"] - 1 for row, gib in found), key=abs)
    sizes = [abs(error) for error in errors]
    said = [
        (fits(gib, card), row["measured_gib_per_gpu"] <= 0.97 * card)
        for row, gib in found
        for card in CARDS
    ]
    right = sum(ours == truth for ours, truth in said) / len(said)
    false_fits = sum(ours and not truth for ours, truth in said) / len(said)
    p90 = quantiles(sizes, n=10, method="inclusive")[-1]
    return (
        f"{name:<34}{len(found):4d}{median(sizes):9.1%}{p90:9.1%}{min(errors):9.1%}"
        f"{max(errors):10.1%}{right:9.1%}{false_fits:11.2%}"
    )


def report(rows: list[dict], text: str, constants: Memory) -> Iterable[str]:
    ours = [
        (row, one.gib)
        for row, one in zip(rows, predictions(text, constants), strict=True)
        if one.gib is not None
    ]

    def fits(gib: float, card: float) -> bool:
        return verdict(gib, card, constants) == FITS

    def plain(gib: float, card: float) -> bool:
        return gib <= 0.97 * card

    heads = ("median", "p90", "lowest", "highest", "right", "false fits")
    yield f"{'':<34}rows" + "".join(
        head.rjust(width) for head, width in zip(heads, (9, 9, 9, 10, 9, 11), strict=True)
    )
    yield told("advisor, all rows", ours, fits)
    yield told("  without the loading peak", [o for o in ours if o[0]["id"] not in LOADING], fits)
    for method in ("full", "lora", "qlora"):
        part = [one for one in ours if one[0]["method"] == method]
        if part:
            yield told(f"  {method}", part, fits)
    for name, peer in PEERS.items():
        made = [(row, peer(row, from_row(row["architecture"]))) for row in rows]
        yield told(name, [(row, gib) for row, gib in made if gib is not None], plain)
    for row, gib in ours:
        if row["id"] in LOADING:
            measured = row["measured_gib_per_gpu"]
            yield f"loading peak {row['id']}: {gib:.1f} estimated, {measured} measured"


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    text = path.read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    assumed = load(knowledge_folder()).feasibility
    if assumed is None:
        sys.exit("this knowledge has no feasibility.toml")
    print("\n".join(report(rows, text, assumed.memory)))


if __name__ == "__main__":
    main()
