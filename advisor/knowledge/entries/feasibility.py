"""Entries by which a witness works out memory, time and cost: constants, settings and prices."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from advisor.knowledge.conditions import Strict

Method = Literal["qlora", "lora", "full"]
METHODS: tuple[Method, ...] = ("qlora", "lora", "full")


class States(Strict):
    """Bytes per trained parameter that an optimiser keeps, and its gradients, when all is tuned."""

    optimiser: float
    gradient: float


class Terms(Strict):
    """Bytes of one layer's activations per token: multiples of the widths, by what is trained."""

    hidden: float
    query: float
    key_value: float
    ffn_trained: float
    ffn_frozen: float


class ErrorRange(Strict):
    """The share of the estimate at which its range begins and ends."""

    low: float = Field(gt=0, le=1)
    high: float = Field(ge=1)


class Margin(Strict):
    """When an estimate counts as fitting: safety times estimate, within the usable share."""

    safety: float = Field(ge=1)
    usable: float = Field(gt=0, le=1)


class Lever(Strict):
    """What takes less memory, with what it costs."""

    id: Literal[
        "gradient_checkpointing",
        "chunked_loss",
        "batch_one",
        "shorter_rows",
        "optimiser_8bit",
        "qlora",
        "sharding",
        "offload",
        "smaller_model",
    ]
    line: str = Field(min_length=1)


class Memory(Strict):
    """Constants of the memory formula; bytes where no unit is said."""

    weight_bytes: float
    base_bytes: dict[str, float]
    adapter_bytes: dict[str, float]
    optimiser: dict[str, States]
    gated: Terms
    plain: Terms
    qlora_activations: float
    compiled_activations: float
    offloaded_checkpoints: float
    checkpoint_bytes: float
    logit_bytes: float
    fused_logit_bytes: float
    dequantised_bytes: float
    gathered_layers: float
    reserved_slack: float
    context_gib: float
    range: ErrorRange
    margin: Margin
    lever: tuple[Lever, ...] = Field(strict=False)


class SettingEntry(Strict):
    """How one tunes: the setting of an example, or the one a fact is worked out for."""

    method: Method
    seq_len: int = Field(gt=0)
    batch: int = Field(default=1, gt=0)
    quant: str | None = None
    optimizer: str = "adamw"
    rank: int = Field(default=16, gt=0)
    targets: str = "all"
    grad_ckpt: bool = True
    chunked_loss: bool = False
    grad_accum: bool = False


class Card(Strict):
    """An accelerator: memory in GiB, dense 16-bit operations a second, and their usual share."""

    id: str
    title: str
    memory_gib: float = Field(strict=False, gt=0)
    flops: float = Field(strict=False, gt=0)
    utilisation: float = Field(gt=0, lt=1)


class Time(Strict):
    """Constants of the time formula: operations per token and parameter, and shares of the peak."""

    operations: dict[str, float]
    qlora_share: float
    unpacked_share: float
    range: ErrorRange
    card: tuple[Card, ...] = Field(strict=False, min_length=1)


class Minutes(Strict):
    """How long something takes a person, in minutes."""

    least: float = Field(strict=False, ge=0)
    usual: float = Field(strict=False, ge=0)
    most: float = Field(strict=False, ge=0)


class Cost(Strict):
    """What a cost sheet assumes where nothing was told: US$, tokens, months, hours."""

    hours_per_month: float = Field(strict=False, gt=0)
    cache_hit_rate: float = Field(ge=0, le=1)
    cache_least_tokens: int
    cache_calls_per_month: int
    calls_per_month: int
    prompt_tokens: int
    examples: int
    tuned_prefix_tokens: int
    input_tokens: int
    output_tokens: int
    epochs: float = Field(strict=False, gt=0)
    hourly_wage: float = Field(strict=False, ge=0)
    evaluation_hours: float = Field(strict=False, ge=0)
    retune_months: int = Field(gt=0)
    lifetime_months: int = Field(gt=0)
    labelling_minutes: Minutes
    swing: dict[str, Annotated[tuple[float, float], Field(strict=False)]]


class Origin(Strict):
    """Where constants come from: a source, or how we came by them."""

    sources: tuple[str, ...] = Field(default=(), strict=False)
    judgement: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Origin:
        if not self.sources and not self.judgement:
            raise ValueError("an origin has sources or a judgement")
        return self


class Feasibility(Strict):
    """Everything the witness of memory, time and cost assumes."""

    reviewed: date
    memory: Memory
    time: Time
    cost: Cost
    usual: dict[str, SettingEntry]
    least: dict[str, SettingEntry]
    origin: dict[str, Origin]

    @model_validator(mode="after")
    def _all_have_an_origin(self) -> Feasibility:
        missing = sorted(self.constants - self.origin.keys())
        if missing:
            raise ValueError(f"no origin for {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _a_setting_for_each_method(self) -> Feasibility:
        for settings in (self.usual, self.least):
            methods = {name: setting.method for name, setting in settings.items()}
            if methods != {name: name for name in METHODS}:
                raise ValueError(f"one setting each is needed for {', '.join(METHODS)}")
        return self

    @property
    def constants(self) -> frozenset[str]:
        """The path of every table or number that needs an origin."""
        parts = {"memory": self.memory, "time": self.time, "cost": self.cost}
        inner = {f"{part}.{name}" for part, table in parts.items() for name in _fields(table)}
        return frozenset(inner | {"usual", "least"})


def _fields(table: BaseModel) -> list[str]:
    return list(type(table).model_fields)


# What the answers file may override of a price.
PRICE_FIGURES = ("input", "cached", "output", "training", "hosting_hour")


class Price(Strict):
    """The prices of one model or card at one provider, US$; an absent price is unknown.

    Tokens are priced per million, cards by the hour. `tuned_multiple` is what a tuned token costs
    against one of the base, where the provider serves it without a fee for hosting.
    """

    id: str
    title: str
    input: float | None = Field(default=None, strict=False, ge=0)
    cached: float | None = Field(default=None, strict=False, ge=0)
    cache_write: float | None = Field(default=None, strict=False, ge=0)
    output: float | None = Field(default=None, strict=False, ge=0)
    tuned_multiple: float | None = Field(default=None, strict=False, gt=0)
    training: float | None = Field(default=None, strict=False, ge=0)
    hosting_hour: float | None = Field(default=None, strict=False, ge=0)
    memory_gib: float | None = Field(default=None, strict=False, gt=0)
    card: str = ""
    up_to_b: float | None = Field(default=None, strict=False, gt=0)
    as_of: date
    note: str = ""
    sources: dict[str, str]

    @property
    def figures(self) -> dict[str, float]:
        """Every price given, by name."""
        names = (*PRICE_FIGURES, "cache_write", "tuned_multiple")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class PriceList(Strict):
    """The prices of one provider."""

    title: str
    price: tuple[Price, ...] = Field(strict=False, min_length=1)
