"""Entries that hold other people's advice: published guides as steps or points, as data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from advisor.knowledge.conditions import Condition, Strict
from advisor.knowledge.entries.judging import Option
from advisor.knowledge.entries.telling import Checked

# What guides say, in their own words, and the option that each amounts to.
OPTION_OF: dict[str, Option] = {
    "prompt": "prompting",
    "rag": "prompting",
    "collect_data": "prompting",
    "build_eval": "prompting",
    "peft": "peft",
    "ft": "peft",
    "distill": "peft",
    "full": "full_fine_tuning",
}
Label = Literal["prompt", "rag", "collect_data", "build_eval", "peft", "ft", "distill", "full"]


class Saying(Strict):
    """What a guide says to do, with its own threshold in words."""

    say: Label
    because: str = Field(min_length=1)

    @property
    def option(self) -> Option:
        """The option that this amounts to."""
        return OPTION_OF[self.say]


class Step(Saying):
    """A step fires where `when` is true, or where `unless` is not: unknown counts as not true."""

    when: Condition | None = None
    unless: Condition | None = None

    @model_validator(mode="after")
    def _one_condition(self) -> Step:
        if (self.when is None) == (self.unless is None):
            raise ValueError("a step has either when or unless")
        return self


class Part(Strict):
    """Points added where the condition is true, and those added where it is not or is unknown."""

    when: Condition
    because: str = Field(min_length=1)
    add: dict[Label, int] = Field(default_factory=dict)
    otherwise: dict[Label, int] = Field(default_factory=dict)


class Scorer(Strict):
    """An additive guide: the label with most points, ties to the one that stands first."""

    order: tuple[Label, ...] = Field(strict=False, min_length=2)
    part: tuple[Part, ...] = Field(strict=False, min_length=1)

    @model_validator(mode="after")
    def _scores_only_its_labels(self) -> Scorer:
        scored = {label for part in self.part for label in (*part.add, *part.otherwise)}
        if not scored <= set(self.order):
            raise ValueError("a part scores a label that order does not name")
        return self


class Guide(Strict):
    """One published guide: steps, the first that fires counts, or else points."""

    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    year: int
    url: str
    locator: str = Field(min_length=1)
    checked: Checked
    reading: str = ""
    unasked: tuple[str, ...] = Field(default=(), strict=False)
    assumes_tuning: bool = False
    step: tuple[Step, ...] = Field(default=(), strict=False)
    default: Saying | None = None
    points: Scorer | None = None

    @model_validator(mode="after")
    def _steps_or_points(self) -> Guide:
        if (self.points is None) == (self.default is None):
            raise ValueError("a guide has either a default after its steps, or points")
        if self.points is not None and self.step:
            raise ValueError("a guide has either steps or points")
        return self
