"""Entries that ask: the questions of the interview with their stated priors, and who answers."""

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

    @property
    def shares(self) -> tuple[float, ...]:
        """The stated shares of those who know: per choice or band in order; of yes, then of no."""
        if self.prior_yes is not None:
            return (self.prior_yes, 1 - self.prior_yes)
        parts = [choice.prior for choice in self.choice] or [band.share for band in self.prior]
        return tuple(parts)

    def spread(self, shares: tuple[float, ...]) -> Question:
        """Return this question with other shares; ValueError where they are not as many."""
        if self.prior_yes is not None:
            yes, _ = shares
            return self.model_copy(update={"prior_yes": yes})
        choices = zip(self.choice, shares, strict=True) if self.choice else ()
        bands = zip(self.prior, shares, strict=True) if self.prior else ()
        told = {
            "choice": tuple(c.model_copy(update={"prior": share}) for c, share in choices),
            "prior": tuple(b.model_copy(update={"share": share}) for b, share in bands),
        }
        return self.model_copy(update=told)


class Topic(Strict):
    """The questions of one topic, in the order in which they are asked."""

    title: str
    order: int
    question: tuple[Question, ...] = Field(strict=False, min_length=1)


class Expected(Strict):
    """How an audience answers one question: who does not know, and how the answers spread.

    `shares` are in the order of the question's choices or bands; of yes, then of no.
    """

    dont_know: float = Field(strict=False, ge=0, le=1)
    shares: tuple[Annotated[float, Field(strict=False, ge=0, le=1)], ...] = Field(
        default=(), strict=False
    )


class Audience(Strict):
    """People who come with a task, as far as what they know sets them apart.

    `share` is how many of those who come belong to it. What `answers` leaves out is answered as
    the question itself states. Counted answers begin from so many sources (`known_from` for who
    knows, `shares_from` for what they say) that answer as the question states.
    """

    title: str
    share: float = Field(strict=False, gt=0, le=1)
    why: str
    known_from: float = Field(default=1.0, strict=False, gt=0)
    shares_from: float = Field(default=1.0, strict=False, gt=0)
    answers: dict[str, Expected] = Field(default_factory=dict)

    def expects(self, question: Question) -> Question:
        """Return a question with the priors of this audience.

        Raises ValueError where its shares are not one for each choice or band.
        """
        told = self.answers.get(question.id)
        if told is None:
            return question
        known = question.model_copy(update={"dont_know": told.dont_know})
        return known.spread(told.shares) if told.shares else known
