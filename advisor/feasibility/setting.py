"""How one tunes: all that the memory of a run depends on besides the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

from advisor.knowledge.entries.feasibility import SettingEntry

ATTENTION = ("query", "key", "value", "output")
# The sets of target matrices that go by a name.
TARGETS: dict[str, tuple[str, ...]] = {
    "qv": ("query", "value"),
    "attn": ATTENTION,
    "mlp": ("mlp",),
    "qvo+mlp": ("query", "value", "output", "mlp"),
    "all": (*ATTENTION, "mlp"),
    "all+head": (*ATTENTION, "mlp", "head"),
}
SHARDS = ("none", "zero2", "zero3", "fsdp")
DEFAULT_QUANT = "nf4-dq"


@dataclass(frozen=True)
class Setting:
    """One way of tuning; tokens of a micro-step are `seq_len` times `batch`, for one accelerator.

    `trainable` is the number of adapter parameters where it was stated, `adapter_bytes` what one
    of them takes with gradient and moments.
    """

    method: str
    seq_len: int = 2048
    batch: int = 1
    quant: str | None = None
    optimizer: str = "adamw"
    rank: int = 16
    targets: str = "all"
    trainable: int | None = None
    adapter_bytes: float | None = None
    grad_ckpt: bool = True
    chunked_loss: bool = False
    compiled: bool = False
    offloaded: bool = False
    grad_accum: bool = False
    head_copy: bool = False
    gpus: int = 1
    shard: str = "none"

    @property
    def tokens(self) -> int:
        """Tokens of one micro-step on one accelerator."""
        return self.seq_len * self.batch

    def sharded(self, gpus: int) -> Setting:
        """Return the same run with its weights and states spread over several accelerators."""
        return replace(self, gpus=gpus, shard="fsdp")

    @property
    def whole(self) -> bool:
        """Whether every weight is trained."""
        return self.method == "full"

    @property
    def quantised(self) -> bool:
        """Whether the base is held in 4 bits."""
        return self.method == "qlora"

    @property
    def base(self) -> str:
        """How a quantised base is held."""
        return self.quant or DEFAULT_QUANT

    @property
    def trains_mlp(self) -> bool:
        """Whether the MLP is trained, in full or by an adapter."""
        return self.whole or "mlp" in TARGETS[self.targets]


def from_entry(entry: SettingEntry) -> Setting:
    """Return the setting of an entry of the knowledge."""
    return Setting(
        entry.method,
        entry.seq_len,
        entry.batch,
        entry.quant,
        entry.optimizer,
        entry.rank,
        entry.targets,
        grad_ckpt=entry.grad_ckpt,
        chunked_loss=entry.chunked_loss,
        grad_accum=entry.grad_accum,
    )
