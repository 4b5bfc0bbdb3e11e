"""The widths of a decoder: out of the catalogue, a config.json, a measured row, or parameters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from advisor.errors import AnswersError, Problem
from advisor.knowledge.entries.catalogue import Model
from advisor.text import visible

LARGEST = 10**9
WIDTHS = ("layers", "hidden", "ffn", "heads", "kv_heads", "head_dim", "vocab")
# A count of parameters that the widths miss by more than this share is told.
MAY_MISS = 0.1
# As many known models stand in for one of unknown widths.
NEIGHBOURS = 5
LARGEST_FACTOR, BISECTIONS = 1000.0, 60


@dataclass(frozen=True)
class Architecture:
    """The widths of a decoder-only transformer, in numbers of units; and what was assumed.

    `exact` is false where the widths are those of a model of similar size.
    """

    name: str
    layers: int
    hidden: int
    ffn: int
    heads: int
    kv_heads: int
    head_dim: int
    vocab: int
    tied: bool = False
    gated: bool = True
    experts: int = 1
    experts_used: int = 1
    exact: bool = True
    notes: tuple[str, ...] = ()

    @property
    def query(self) -> int:
        """The width of all query heads."""
        return self.heads * self.head_dim

    @property
    def key_value(self) -> int:
        """The width of all key-value heads."""
        return self.kv_heads * self.head_dim

    @property
    def matrices(self) -> int:
        """The matrices of an MLP: three where it is gated, else two."""
        return 3 if self.gated else 2

    @property
    def attention(self) -> int:
        """Parameters of attention in one layer."""
        return self.hidden * (2 * self.query + 2 * self.key_value)

    @property
    def mlp(self) -> int:
        """Parameters of the MLP in one layer, all experts counted."""
        return self.matrices * self.hidden * self.ffn * self.experts

    @property
    def body(self) -> int:
        """Parameters of all layers."""
        return self.layers * (self.attention + self.mlp + 2 * self.hidden)

    @property
    def embeddings(self) -> int:
        """Parameters of the embeddings, the output head included."""
        return (1 if self.tied else 2) * self.vocab * self.hidden

    @property
    def parameters(self) -> int:
        """All parameters."""
        return self.body + self.embeddings

    @property
    def active(self) -> int:
        """The parameters that one token passes: all of a dense model."""
        idle = self.matrices * self.hidden * self.ffn * (self.experts - self.experts_used)
        return self.parameters - self.layers * idle

    def adapter(self, rank: int, targets: tuple[str, ...]) -> int:
        """Return the parameters of low-rank adapters on these target matrices."""
        h, q, kv = self.hidden, self.query, self.key_value
        each = {
            "query": h + q,
            "key": h + kv,
            "value": h + kv,
            "output": q + h,
            "mlp": self.matrices * (h + self.ffn),
        }
        inner = self.layers * sum(each[target] for target in targets if target != "head")
        return rank * (inner + (h + self.vocab if "head" in targets else 0))


def _dense(name: str, widths: Sequence[int]) -> Architecture:
    """Return a dense decoder of the widths in `WIDTHS`."""
    layers, hidden, ffn, heads, kv_heads, head_dim, vocab = widths
    return Architecture(name, layers, hidden, ffn, heads, kv_heads, head_dim, vocab)


def from_catalogue(model: Model) -> Architecture | None:
    """Return the widths of a model of the catalogue, or None where some are unknown.

    Where the catalogue is silent on shared embeddings, its count of parameters tells.
    """
    widths = [getattr(model, name) for name in WIDTHS]
    if None in widths:
        return None
    made = replace(
        _dense(model.title, [int(width) for width in widths]),
        tied=bool(model.tied),
        experts=model.experts or 1,
        experts_used=model.experts_used or 1,
    )
    if model.params_b is None:
        return made
    count = float(model.params_b) * 1e9
    if model.tied is None:
        tied = replace(made, tied=True)
        made = min((made, tied), key=lambda one: abs(one.parameters - count))
        shared = "share" if made.tied else "do not share"
        note = f"By its parameters, input and output {shared} one embedding."
        made = replace(made, notes=(note,))
    return _weighed(made, count)


def _weighed(made: Architecture, count: float) -> Architecture:
    if abs(made.parameters - count) <= MAY_MISS * count:
        return made
    told = f"The widths give {made.parameters / 1e9:.1f} billion parameters, {count / 1e9:.1f} are"
    return replace(made, exact=False, notes=(*made.notes, f"{told} stated: take it as rough."))


def from_parameters(params_b: float, known: Iterable[Architecture]) -> tuple[Architecture, ...]:
    """Return decoders of this many billion parameters, shaped as the nearest known dense ones."""
    count = params_b * 1e9
    dense = sorted(
        (one for one in known if one.experts == 1 and one.exact),
        key=lambda one: abs(math.log(one.parameters / count)),
    )
    return tuple(_scaled(one, params_b) for one in dense[:NEIGHBOURS])


def _scaled(shape: Architecture, params_b: float) -> Architecture:
    """Return a decoder of this size: all widths of one factor, layers and vocabulary as they are.

    The widths are whole numbers; that of the MLP takes up what is left.
    """
    low, high = 0.0, LARGEST_FACTOR
    for _ in range(BISECTIONS):
        factor = (low + high) / 2
        if _widened(shape, factor).parameters < params_b * 1e9:
            low = factor
        else:
            high = factor
    grown = _widened(shape, low)
    left = params_b * 1e9 - (grown.parameters - grown.layers * grown.mlp)
    ffn = max(1, round(left / (grown.layers * grown.matrices * grown.hidden)))
    return replace(grown, name=f"{params_b:g} billion parameters", ffn=ffn, exact=False)


def _widened(shape: Architecture, factor: float) -> Architecture:
    return replace(
        shape,
        hidden=max(1, round(shape.hidden * factor)),
        ffn=max(1, round(shape.ffn * factor)),
        head_dim=max(1, round(shape.head_dim * factor)),
    )


# What a field of the witness is called in config.json, the first name that is there counting.
CONFIG_NAMES: dict[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "n_layer"),
    "hidden": ("hidden_size", "n_embd"),
    "ffn": ("moe_intermediate_size", "intermediate_size", "n_inner"),
    "heads": ("num_attention_heads", "n_head"),
    "vocab": ("vocab_size",),
}


def from_config(config: Mapping[str, Any], name: str) -> Architecture:
    """Return the widths in a model's config.json; a multimodal one's text part counts.

    Raises AnswersError with every fault of it.
    """
    text = config.get("text_config")
    table = {**config, **text} if isinstance(text, dict) else dict(config)
    faults: list[Problem] = []
    # The oldest naming has a plain MLP, four times as wide as the model where it is not told.
    plain = "n_embd" in table
    if plain and table.get("n_inner") is None and isinstance(table["n_embd"], int):
        table["n_inner"] = 4 * table["n_embd"]
    widths = {part: _width(table, keys, name, faults) for part, keys in CONFIG_NAMES.items()}
    # A width may be left out, where others tell it.
    kv_heads = _optional(table, ("num_key_value_heads",), name, faults) or widths["heads"]
    head_dim = _optional(table, ("head_dim",), name, faults)
    experts = _optional(
        table, ("num_local_experts", "num_experts", "n_routed_experts"), name, faults
    )
    used = _optional(table, ("num_experts_per_tok", "experts_per_token"), name, faults)
    if table.get("is_encoder_decoder") is True:
        faults.append(Problem(name, "is_encoder_decoder", "found true", "only decoders are known"))
    if (experts or 1) < (used or 1):
        faults.append(Problem(name, "num_experts_per_tok", "more than there are", "mend it"))
    if faults:
        raise AnswersError(tuple(faults))
    notes = ["Only its text part is counted."] if isinstance(text, dict) else []
    if not plain and table.get("hidden_act") not in (None, "silu"):
        notes.append("A gated MLP is assumed; a plain one has a third fewer weights there.")
    return Architecture(
        visible(name),
        layers=widths["layers"],
        hidden=widths["hidden"],
        ffn=widths["ffn"],
        heads=widths["heads"],
        kv_heads=kv_heads,
        head_dim=head_dim or max(1, widths["hidden"] // widths["heads"]),
        vocab=widths["vocab"],
        tied=table.get("tie_word_embeddings", True) is True,
        gated=not plain,
        experts=experts or 1,
        experts_used=used or 1,
        notes=tuple(notes),
    )


def _width(
    table: Mapping[str, Any], keys: tuple[str, ...], name: str, faults: list[Problem]
) -> int:
    found = _optional(table, keys, name, faults)
    if found is None and not any(table.get(key) is not None for key in keys):
        faults.append(Problem(name, keys[-1], "missing", "the model's config.json has it"))
    return found or 1


def _optional(
    table: Mapping[str, Any], keys: tuple[str, ...], name: str, faults: list[Problem]
) -> int | None:
    for key in keys:
        value = table.get(key)
        if value is None:
            continue
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST:
            return value
        shown = visible(repr(value))[:40]
        faults.append(Problem(name, key, f"found {shown}", "write a whole number above 0"))
    return None


def row_faults(table: object) -> Iterator[str]:
    """Yield what is wrong with the architecture of a measured row."""
    if not isinstance(table, dict):
        yield "architecture: is missing"
        return
    for key in (*WIDTHS, "experts", "experts_used"):
        value = table.get(key, 1 if key.startswith("experts") else None)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST:
            yield f"architecture.{key}: found {visible(repr(value))[:40]}"
    for key in ("tied_embeddings", "gated_mlp"):
        if not isinstance(table.get(key), bool):
            yield f"architecture.{key}: found {visible(repr(table.get(key)))[:40]}"


def from_row(table: Mapping[str, Any]) -> Architecture:
    """Return the architecture of a measured row, which `row_faults` has found sound."""
    return replace(
        _dense(visible(str(table.get("name", ""))), [int(table[key]) for key in WIDTHS]),
        tied=table["tied_embeddings"],
        gated=table["gated_mlp"],
        experts=table.get("experts", 1),
        experts_used=table.get("experts_used", 1),
    )
