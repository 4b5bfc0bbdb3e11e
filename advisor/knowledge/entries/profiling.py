"""Entries that say from which figure on a data set is in trouble, and what then to do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from advisor.knowledge.conditions import Strict

Phrases = Annotated[tuple[str, ...], Field(strict=False)]
Shown = Literal["share", "count", "number", "score"]


class Check(Strict):
    """One check of a data set: its bands, its limits and its words.

    `warn` and `bad` are the figures from which the status is so; which side is the bad one follows
    from their order. A check without them judges by its `limits`, or only tells.
    """

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: str = Field(min_length=1)
    shown: Shown
    warn: float | None = Field(default=None, strict=False)
    bad: float | None = Field(default=None, strict=False)
    means: str = Field(min_length=1)
    mend: str = ""
    rests_on: str = Field(min_length=1)
    limits: dict[str, int | float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _bands_are_two(self) -> Check:
        if (self.warn is None) != (self.bad is None):
            raise ValueError("give warn and bad, or neither")
        if self.warn is not None and not self.mend:
            raise ValueError("say in mend what to do about it")
        return self

    @cached_property
    def thresholds(self) -> Mapping[str, float]:
        """The limits by name, `warn` and `bad` among them where the check has bands."""
        if self.warn is None or self.bad is None:
            return dict(self.limits)
        return {"warn": self.warn, "bad": self.bad, **self.limits}


class Opening(Strict):
    """One way in which an answer begins that refuses.

    It begins with one phrase of each list in `begins`, in this order, words apart; an empty phrase
    may be left out. Where there is a `then`, one of its phrases, or a longer word that begins like
    it, follows within so many characters.
    """

    begins: tuple[Phrases, ...] = Field(strict=False, min_length=1)
    then: Phrases = ()
    within: int = Field(default=0, ge=0)

    @model_validator(mode="after")
    def _can_be_met(self) -> Opening:
        for phrase in (*(one for some in self.begins for one in some), *self.then):
            if phrase != " ".join(phrase.lower().replace("’", "'").split()):
                told = "write it in lower case, with ' and single spaces: so answers are compared"
                raise ValueError(f"no answer is like {phrase!r}; {told}")
        if not all(self.begins) or "" in self.begins[0]:
            raise ValueError("give phrases in each list of begins; the first may not be left out")
        if bool(self.then) != bool(self.within):
            raise ValueError("give then and within, or neither")
        if "" in self.then:
            raise ValueError("a phrase of then is empty: leave it out")
        return self


class Refusals(Strict):
    """How answers begin that refuse, looked for in their first characters."""

    first_characters: int = Field(ge=1)
    opening: tuple[Opening, ...] = Field(strict=False, min_length=1)


class Profile(Strict):
    """All checks of a data set, in the order in which they are told."""

    check: tuple[Check, ...] = Field(strict=False, min_length=1)
    refusals: Refusals | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Profile:
        ids = [check.id for check in self.check]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands here twice")
        return self

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """Every check by its id."""
        return {check.id: check for check in self.check}

    @cached_property
    def thresholds(self) -> Mapping[str, Mapping[str, float]]:
        """The thresholds of every check by its id, as the checks are handed them."""
        return {check.id: check.thresholds for check in self.check}
