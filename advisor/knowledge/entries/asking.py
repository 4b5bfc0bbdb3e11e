"""Entries that ask: the questions of the interview, with their choices and stated priors."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from advisor.knowledge.conditions import Condition, Strict

Kind = Literal["choice", "integer", "number", "share", "yes_no", "model"]
NUMBER_KINDS = frozenset({"integer", "number", "share"})


# The values of a changeable choice from worst to best.
Ladder = Annotated[tuple[str | bool, ...], Field(strict=False)]


class Choice(Strict):
    """One possible answer, with one line of help and the share of builders expected to give it."""

    value: str
    label: str
    help: str
    prior: float = Field(strict=False, ge=0, le=1)


class Band(Strict):
    """The share of builders whose number lies below a bound and not below the band before."""

    below: int | float
    share: float = Field(strict=False, ge=0, le=1)


class Question(Strict):
    """One question: what is asked, why, which answers are legal, and how likely each is."""

    id: str = Field(pattern=r"^[a-z]+\.[a-z_]+$")
    kind: Kind
    text: str
    why: str
    unit: str = ""
    minimum: int | float | None = None
    exclusive_minimum: int | float | None = None
    maximum: int | float | None = None
    choice: tuple[Choice, ...] = Field(default=(), strict=False)
    prior: tuple[Band, ...] = Field(default=(), strict=False)
    prior_yes: float | None = Field(default=None, strict=False, ge=0, le=1)
    dont_know: float = Field(default=0.0, strict=False, ge=0, le=1)
    changeable: bool = False
    better: Literal["more", "less"] | Ladder | None = None
    effort: int | None = Field(default=None, ge=1, le=5)
    examples: tuple[str, ...] = Field(default=(), strict=False)
    ask_when: Condition | None = None

    @model_validator(mode="after")
    def _kind_has_its_parts(self) -> Question:
        if (self.kind == "choice") != bool(self.choice):
            raise ValueError("a question of kind choice, and only it, has choices")
        if (self.kind in NUMBER_KINDS) != bool(self.prior):
            raise ValueError("a question for a number, and only it, has bands of prior")
        if (self.kind == "yes_no") != (self.prior_yes is not None):
            raise ValueError("a yes-no question, and only it, has prior_yes")
        if self.changeable != (self.effort is not None and self.better is not None):
            raise ValueError("a changeable question, and only it, has better and effort")
        return self

    @property
    def topic(self) -> str:
        """The table of the answers file in which the answer stands."""
        return self.id.partition(".")[0]

    @property
    def values(self) -> tuple[str, ...]:
        """The legal choices, in order."""
        return tuple(choice.value for choice in self.choice)


class Topic(Strict):
    """The questions of one topic, in the order in which they are asked."""

    title: str
    order: int
    question: tuple[Question, ...] = Field(strict=False, min_length=1)
