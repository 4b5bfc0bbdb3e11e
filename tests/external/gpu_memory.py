"""Short training runs on a GPU, their peak memory beside the estimate; not part of the suite.

`python gpu_memory.py measure gpu_runs.jsonl > new.jsonl` runs them anew; it needs a GPU, torch,
transformers, peft and bitsandbytes, no advisor: models get the widths of a row and random weights.
`python -m tests.external.gpu_memory [new.jsonl]` prints the table of docs/feasibility.md.
A row is one of `advisor fit --rows`, and what that does not read: the class of the model, how the
optimiser steps, whether peft prepares the quantised model, and whether autocast is on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

RUNS = Path(__file__).with_name("gpu_runs.jsonl")
GIB = 2**30
STEPS = 3
LONGEST_S = 150
CLASSES = ("allocated", "reserved", "device")
PACKAGES = ("torch", "transformers", "peft", "bitsandbytes")
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def measure(path: str) -> None:
    """Print each row with its peaks; a process of its own for each, so that no pool is shared."""
    for line in Path(path).read_text("utf-8").splitlines():
        command = [sys.executable, __file__, "one", line]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S)
            told, fault = done.stdout.strip(), done.stderr
        except subprocess.TimeoutExpired:
            told, fault = "", f"longer than {LONGEST_S} s"
        print(told.splitlines()[-1] if told else line, flush=True)
        if not told:
            print(json.loads(line)["id"], fault[-3000:], file=sys.stderr, flush=True)


def one(row: dict) -> None:
    """Train for a few steps and print the row with the three peaks, in GiB."""
    import torch

    idle = _driver_gib()
    model = _model(row)
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    after_loading = torch.cuda.memory_allocated() / GIB
    began = time.monotonic()
    losses = _train(model, row)
    trained = [one for one in model.parameters() if one.requires_grad]
    found = {
        "measured_allocated_gib": torch.cuda.max_memory_allocated() / GIB,
        "measured_reserved_gib": torch.cuda.max_memory_reserved() / GIB,
        "measured_device_gib": _driver_gib() - idle,
        "measured_loaded_gib": after_loading,
        "measured_seconds": time.monotonic() - began,
        "measured_trained": sum(one.numel() for one in trained),
        "measured_losses": losses,
    }
    versions = {name: version(name) for name in PACKAGES if name != "bitsandbytes" or row["quant"]}
    rounded = {
        key: round(value, 3) if isinstance(value, float) else value for key, value in found.items()
    }
    card = torch.cuda.get_device_name()
    print(json.dumps({**row, **rounded, "measured_on": card, "measured_with": versions}))


def _driver_gib() -> float:
    command = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
    return float(subprocess.check_output(command, text=True).split()[0]) / 1024


def _model(row: dict):
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    widths = row["architecture"]
    config = AutoConfig.for_model(
        row["model_type"],
        num_hidden_layers=widths["layers"],
        hidden_size=widths["hidden"],
        intermediate_size=widths["ffn"],
        num_attention_heads=widths["heads"],
        num_key_value_heads=widths["kv_heads"],
        head_dim=widths["head_dim"],
        vocab_size=widths["vocab"],
        tie_word_embeddings=widths["tied_embeddings"],
        max_position_embeddings=8192,
        use_cache=False,
    )
    torch.manual_seed(0)
    with torch.device("cuda"):
        model = AutoModelForCausalLM.from_config(
            config, dtype=torch.bfloat16, attn_implementation="sdpa"
        )
    if row["quant"]:
        _quantise(model)
    if row["method"] != "full":
        model = _adapted(model, row)
    if row["grad_ckpt"]:
        kind = {"use_reentrant": False}
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs=kind)
    return model.train()


def _quantise(model) -> None:
    """Hold all matrices of the layers in NF4, doubly quantised; the head stays as it is."""
    import bitsandbytes
    import torch

    linear = [
        (name, module)
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and name != "lm_head"
    ]
    for name, old in linear:
        new = bitsandbytes.nn.Linear4bit(
            old.in_features,
            old.out_features,
            bias=old.bias is not None,
            compute_dtype=torch.bfloat16,
            compress_statistics=True,
            quant_type="nf4",
            device="meta",
        )
        new.weight = bitsandbytes.nn.Params4bit(
            old.weight.data,
            requires_grad=False,
            compress_statistics=True,
            quant_type="nf4",
            module=new,
        ).to("cuda")
        new.bias = old.bias
        parent, _, last = name.rpartition(".")
        setattr(model.get_submodule(parent), last, new)
    model.is_loaded_in_4bit = True


def _adapted(model, row: dict):
    from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training

    if row["prepared"]:
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=False)
    rank = row["lora_rank"]
    config = LoraConfig(
        task_type="CAUSAL_LM", r=rank, lora_alpha=2 * rank, target_modules=TARGETS, lora_dropout=0.0
    )
    return get_peft_model(model, config)


def _train(model, row: dict) -> list[float]:
    import torch

    trained = [one for one in model.parameters() if one.requires_grad]
    kind = {row["step"]: True}
    optimiser = torch.optim.AdamW(trained, lr=1e-5, **kind)
    losses = []
    for _ in range(STEPS):
        shape = (row["batch"], row["seq_len"])
        tokens = torch.randint(row["architecture"]["vocab"], shape, device="cuda")
        with torch.autocast("cuda", torch.bfloat16, enabled=row["autocast"]):
            loss = model(input_ids=tokens, labels=tokens).loss
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(round(loss.item(), 3))
    return losses


def compare(path: Path) -> None:
    """Print the table of each run's measured peaks beside the estimates of the same class."""
    from advisor.knowledge.load import load
    from advisor.knowledge.locate import knowledge_folder

    constants = load(knowledge_folder()).feasibility.memory
    print("| model | method | tokens | checkpointing | how | allocated | reserved | device |")
    print("|---|---|---|---|---|---:|---:|---:|")
    errors: dict[str, list[float]] = {name: [] for name in CLASSES}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        cells = _settings(row)
        for name in CLASSES:
            measured, estimated = row.get(f"measured_{name}_gib"), _estimate(row, name, constants)
            if measured is None:
                cells.append("not measured")
                continue
            error = 100 * (estimated / measured - 1)
            errors[name].append(error)
            cells.append(f"{measured:.1f} / {estimated:.1f} ({_signed(error)})")
        print("| " + " | ".join(cells) + " |")
    for name, found in errors.items():
        middle = median(abs(error) for error in found)
        print(f"{name}: median {middle:.1f} %, {_signed(min(found))} to {_signed(max(found))}")


def _estimate(row: dict, metric_class: str, constants) -> float:
    from advisor.feasibility.rows import predictions

    text = json.dumps({**row, "metric_class": metric_class})
    (found,) = predictions(text, constants)
    if found.gib is None:
        raise SystemExit(f"{found.id}: {'; '.join(found.faults)}")
    return found.gib


def _signed(error: float) -> str:
    return f"{error:+.1f} %".replace("-", "−")


def _settings(row: dict) -> list[str]:
    how = [f"rank {row['lora_rank']}" if row["lora_rank"] else f"{row['step']} step"]
    if row["prepared"]:
        how.append("prepared by peft")
    if row["method"] != "full" and not row["autocast"]:
        how.append("no autocast")
    widths = row["architecture"]
    # A probe: the model with another head than its own.
    untied = ", untied" if row["id"].endswith("-untied") else ""
    return [
        widths["name"] + untied,
        row["method"],
        f"{row['batch']} × {row['seq_len']:,}",
        "on" if row["grad_ckpt"] else "off",
        ", ".join(how),
    ]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["measure", rows]:
            measure(rows)
        case ["one", line]:
            one(json.loads(line))
        case [*name]:
            compare(Path(name[0]) if name else RUNS)
