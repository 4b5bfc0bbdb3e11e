"""The peak memory of a training run, term by term: docs/feasibility.md explains the formula."""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.feasibility.architecture import Architecture
from advisor.feasibility.setting import TARGETS, Setting
from advisor.knowledge.entries.feasibility import Memory

GIB = 2**30
CLASSES = ("allocated", "reserved", "device")


@dataclass(frozen=True)
class Term:
    """One part of the peak in bytes, on one accelerator, with what it is."""

    id: str
    size: float
    what: str

    @property
    def gib(self) -> float:
        """The size in GiB."""
        return self.size / GIB


@dataclass(frozen=True)
class Estimate:
    """The estimated peak on one accelerator, in GiB, and the terms that add up to `peak`.

    `peak` is the allocator's; `device` is what the driver's own tool shows, and has the range.
    """

    terms: tuple[Term, ...]
    peak: float
    reserved: float
    device: float
    low: float
    high: float

    def of(self, metric: str) -> float:
        """Return the estimate as one of `CLASSES` shows it, in GiB."""
        return {"allocated": self.peak, "reserved": self.reserved, "device": self.device}[metric]


@dataclass(frozen=True)
class _Parts:
    """What is needed more than once, in bytes."""

    body: float
    embeddings: float
    weights: float
    adapters: float
    optimiser: float
    gradients: float
    checkpoints: float
    layer: float
    logits: float


def estimate(architecture: Architecture, setting: Setting, constants: Memory) -> Estimate:
    """Return the peak of one accelerator for a model and a setting.

    peak = (weights + adapters + optimiser) / sharded + growing + gathered + dequantised, where
    growing is the larger of gradients and activations: gradients appear while activations are
    freed. With accumulation over micro-steps both stay.
    """
    parts = _parts(architecture, setting, constants)
    terms = tuple(term for term in _terms(architecture, setting, constants, parts) if term.size)
    peak = sum(term.size for term in terms) / GIB
    reserved = constants.reserved_slack * peak
    device = reserved + constants.context_gib
    # The weights and adapters are known: no run takes less.
    floor = sum(term.size for term in terms if term.id in {"weights", "adapters"}) / GIB
    low, high = max(floor, constants.range.low * device), constants.range.high * device
    return Estimate(terms, peak, reserved, device, low, high)


def estimate_any(
    architectures: tuple[Architecture, ...], setting: Setting, constants: Memory
) -> Estimate:
    """Return the middle of the estimates for models that might be meant, with the range of all."""
    found = sorted(
        (estimate(one, setting, constants) for one in architectures), key=lambda one: one.device
    )
    low, high = min(one.low for one in found), max(one.high for one in found)
    return replace(found[len(found) // 2], low=low, high=high)


def _parts(architecture: Architecture, setting: Setting, constants: Memory) -> _Parts:
    heads = 2 if setting.head_copy or not architecture.tied else 1
    embeddings = heads * architecture.vocab * architecture.hidden
    body = architecture.body
    held = constants.base_bytes[setting.base] if setting.quantised else constants.weight_bytes
    adapters = optimiser = gradients = 0.0
    if setting.whole:
        states = constants.optimiser[setting.optimizer]
        optimiser = states.optimiser * (body + embeddings)
        gradients = states.gradient * (body + embeddings)
    else:
        trained = setting.trainable or architecture.adapter(setting.rank, TARGETS[setting.targets])
        each = setting.adapter_bytes or constants.adapter_bytes[setting.optimizer]
        adapters = each * trained
    layer = _layer(architecture, setting, constants)
    per_logit = constants.fused_logit_bytes if setting.chunked_loss else constants.logit_bytes
    logits = per_logit * setting.tokens * architecture.vocab
    checkpoints = 0.0
    if setting.grad_ckpt:
        checkpoints = constants.checkpoint_bytes * architecture.layers
        checkpoints *= setting.tokens * architecture.hidden
        checkpoints *= constants.offloaded_checkpoints if setting.offloaded else 1
    weights = held * body + constants.weight_bytes * embeddings
    return _Parts(
        body, embeddings, weights, adapters, optimiser, gradients, checkpoints, layer, logits
    )


def _layer(architecture: Architecture, setting: Setting, constants: Memory) -> float:
    """Return the activations of one layer that are kept for the backward pass."""
    terms = constants.gated if architecture.gated else constants.plain
    width = terms.hidden * architecture.hidden
    width += terms.query * architecture.query + terms.key_value * architecture.key_value
    per_ffn = terms.ffn_trained if setting.trains_mlp else terms.ffn_frozen
    width += per_ffn * architecture.ffn * architecture.experts_used
    factor = constants.qlora_activations if setting.quantised else 1.0
    factor *= constants.compiled_activations if setting.compiled else 1.0
    return setting.tokens * width * factor


def _terms(
    architecture: Architecture, setting: Setting, constants: Memory, parts: _Parts
) -> list[Term]:
    shares = setting.gpus if setting.shard in {"zero3", "fsdp"} else 1
    over = f" (1/{shares})" if shares > 1 else ""
    held = "base in 4 bits, embeddings in 16" if setting.quantised else "the model in 16 bits"
    found = [
        Term("weights", parts.weights / shares, f"{held}{over}"),
        Term("adapters", parts.adapters / shares, f"adapters, gradients and moments{over}"),
        Term("optimiser", parts.optimiser / shares, f"the optimiser's moments{over}"),
        *_growing(architecture, setting, parts),
    ]
    if setting.shard in {"zero3", "fsdp"}:
        body = parts.weights - constants.weight_bytes * parts.embeddings
        size = constants.gathered_layers * body / architecture.layers + parts.embeddings
        found.append(Term("gathered", size, "layers gathered from other cards"))
    if setting.quantised:
        widest = (architecture.attention + architecture.mlp) / architecture.matrices
        size = constants.dequantised_bytes * widest
        found.append(Term("dequantised", size, "one matrix taken back to 16 bits"))
    return found


def _growing(architecture: Architecture, setting: Setting, parts: _Parts) -> list[Term]:
    """Return gradients or activations, whichever is larger, or both where gradients stay."""
    shares = setting.gpus if setting.shard != "none" else 1
    gradients = Term("gradients", parts.gradients / shares, "gradients of all weights")
    if setting.grad_ckpt:
        largest = (
            Term("layer", parts.layer, "activations of the layer in work")
            if parts.layer >= parts.logits
            else Term("logits", parts.logits, "logits and the copy the loss needs")
        )
        where = "mostly on the CPU" if setting.offloaded else "one for each layer"
        kept = Term("checkpoints", parts.checkpoints, f"activations kept, {where}")
        activations = [kept, largest]
    else:
        whole = architecture.layers * parts.layer
        activations = [
            Term("activations", whole, "activations of all layers"),
            Term("logits", parts.logits, "logits and the copy the loss needs"),
        ]
    if setting.whole and setting.grad_accum:
        return [gradients, *activations]
    if gradients.size > sum(term.size for term in activations):
        return [gradients]
    return activations
