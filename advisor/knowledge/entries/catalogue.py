"""Entries of the model catalogue: what a model's name answers, each figure with its source."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field

from advisor.knowledge.conditions import Strict

UNSOURCED = frozenset({"id", "title", "as_of", "note", "sources", "safety_note"})


class Model(Strict):
    """One model; an absent figure is unknown."""

    id: str
    title: str
    access: Literal["closed", "closed_tunable", "open_weights"]
    safety_tier: Literal["open", "configurable", "fixed", "gated"] | None = None
    safety_note: str = ""
    params_b: int | float | None = Field(default=None, gt=0)
    active_b: int | float | None = Field(default=None, gt=0)
    layers: int | None = None
    hidden: int | None = None
    ffn: int | None = None
    heads: int | None = None
    kv_heads: int | None = None
    head_dim: int | None = None
    vocab: int | None = None
    experts: int | None = None
    experts_used: int | None = None
    tied: bool | None = None
    context: int | None = None
    licence: str = ""
    tuning_methods: tuple[Literal["lora", "full", "dpo", "rft"], ...] = Field(
        default=(), strict=False
    )
    full_tuning: bool | None = None
    closes_to_new: date | None = None
    closes_to_inactive: date | None = None
    closes_to_all: date | None = None
    retires: date | None = None
    as_of: date
    note: str = ""
    sources: dict[str, str]

    @cached_property
    def figures(self) -> dict[str, object]:
        """Every figure given, by name."""
        return {
            name: value
            for name in type(self).model_fields
            if name not in UNSOURCED and (value := getattr(self, name)) not in (None, "", ())
        }


class Family(Strict):
    """The models of one family."""

    title: str
    provider: str
    model: tuple[Model, ...] = Field(strict=False, min_length=1)
