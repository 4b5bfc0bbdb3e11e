"""Entries that set the frame: options, groups, facts, and how evidence becomes a verdict."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from advisor.knowledge.conditions import Strict
from advisor.knowledge.entries.judging import Grade, Weight

Operand = str | int | float
FORMULAS = ("ratio", "difference", "product", "smallest", "months_between", "catalogue", "computed")


class Variant(Strict):
    """A well-known form of an option."""

    id: str
    title: str
    line: str


class OptionEntry(Strict):
    """One of the three ways, with its prior in decibans."""

    id: Literal["prompting", "peft", "full_fine_tuning"]
    title: str
    line: str
    good: str
    bad: str
    prior_db: int | float = 0
    prior_source: str = ""
    variant: tuple[Variant, ...] = Field(default=(), strict=False)


class Options(Strict):
    """The closed list of options, easiest to undo first."""

    option: tuple[OptionEntry, ...] = Field(strict=False, min_length=3, max_length=3)


class Group(Strict):
    """Correlated rules, whose sum per option is clipped to ± the cap (decibans)."""

    id: str
    title: str
    about: Literal["quality", "cost", "latency", "safety", "effort"]
    cap_db: int | float = Field(gt=0)


class Groups(Strict):
    """All groups."""

    group: tuple[Group, ...] = Field(strict=False, min_length=1)


class Formula(Strict):
    """One formula of the closed set; operands are ids, numbers, `date` or `catalogue.<figure>`."""

    ratio: tuple[Operand, Operand] | None = Field(default=None, strict=False)
    difference: tuple[Operand, Operand] | None = Field(default=None, strict=False)
    product: tuple[Operand, ...] | None = Field(default=None, strict=False, min_length=2)
    smallest: tuple[Operand, ...] | None = Field(default=None, strict=False, min_length=2)
    months_between: tuple[str, str] | None = Field(default=None, strict=False)
    catalogue: str | None = None
    computed: tuple[str, ...] | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _exactly_one(self) -> Formula:
        if sum(getattr(self, name) is not None for name in FORMULAS) != 1:
            raise ValueError(f"use exactly one formula of {', '.join(FORMULAS)}")
        return self

    @cached_property
    def name(self) -> str:
        """Which formula of the closed set this is."""
        return next(name for name in FORMULAS if getattr(self, name) is not None)

    @cached_property
    def operands(self) -> tuple[Operand, ...]:
        """What the formula reads, in order."""
        value = getattr(self, self.name)
        return (f"catalogue.{value}",) if isinstance(value, str) else tuple(value)


class Fact(Strict):
    """A figure derived from answers, the date and the catalogue."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_.]*$")
    title: str
    unit: str
    formula: Formula
    source: str = ""
    note: str = ""


class Facts(Strict):
    """All derived facts; a fact may read those before it."""

    fact: tuple[Fact, ...] = Field(strict=False)


class StrengthOdds(Strict):
    """Odds of the leader against the next option from which a verdict has this strength."""

    recommend: float = Field(strict=False, gt=1)
    suggest: float = Field(strict=False, gt=1)


class Ties(Strict):
    """When two options count as equal, in decibans."""

    tolerance_db: float = Field(gt=0)


class Patience(Strict):
    """How long an interview goes on.

    It offers to stop once a change is less probable than `stop_below`. In haste it asks the
    questions of `express` first and no more than `express_most` in all.
    """

    stop_below: float = Field(strict=False, ge=0, lt=1)
    express: tuple[str, ...] = Field(strict=False)
    express_most: int = Field(ge=1)


class Judgement(Strict):
    """The few numbers by which evidence becomes a verdict, and an interview comes to its end."""

    grade_spread_db: dict[Grade, int | float]
    strength_odds: StrengthOdds
    ties: Ties
    patience: Patience


class FittedWeight(Strict):
    """The weights of a rule before and after they were fitted; the former are the next prior."""

    rule: str
    authors: Weight
    fitted: Weight


class Calibration(Strict):
    """The temperature of the probabilities, and the fit it came from, if any.

    `free_temperature`, with its error, is what the fit gives where it may sharpen; `kinds` counts
    the cases by the kind of their task.
    """

    temperature: float = Field(strict=False, gt=0)
    fitted_on: date | None = None
    cases: int | None = None
    sources: int | None = None
    free_temperature: float | None = None
    temperature_error: float | None = None
    largest_lead_db: float | None = None
    prior_width: float | None = Field(default=None, strict=False, ge=0)
    kinds: dict[str, int] = Field(default_factory=dict)
    held_out: dict[str, float] = Field(default_factory=dict)
    weight: tuple[FittedWeight, ...] = Field(default=(), strict=False)


class About(Strict):
    """The version of the knowledge."""

    version: str
