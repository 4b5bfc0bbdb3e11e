"""Entries that tell: contested findings, changes, questions people ask, and shelf lives.

None of them weighs anything; they are parsed only when they are asked for.
"""

from __future__ import annotations

from datetime import date as Date
from typing import Literal

from pydantic import Field, model_validator

from advisor.knowledge.conditions import Strict
from advisor.knowledge.entries.judging import Status
from advisor.knowledge.entries.telling import SourceKind

Standing = Literal["confirmed", "out_of_date", "misread", "unverified"]
Names = tuple[str, ...]
MOST_SENTENCES = 5


class Side(Strict):
    """What one side of a contested finding says, and on what it rests."""

    says: str = Field(min_length=1)
    sources: Names = Field(strict=False, min_length=1)


class Contested(Strict):
    """A finding on which the evidence disagrees: all sides, and what decides between them."""

    title: str = Field(min_length=1)
    status: Status
    side: tuple[Side, ...] = Field(strict=False, min_length=2)
    decides: str = Field(min_length=1)
    rules: Names = Field(default=(), strict=False)
    pitfalls: Names = Field(default=(), strict=False)
    reviewed: Date
    retired: Date | None = None
    retired_because: str = ""

    @model_validator(mode="after")
    def _retired_says_when_and_why(self) -> Contested:
        if (self.status == "retired") != bool(self.retired and self.retired_because):
            raise ValueError("a retired entry, and only it, has retired and retired_because")
        return self

    @property
    def sources(self) -> Names:
        """Every source of every side, in order."""
        return tuple(dict.fromkeys(key for side in self.side for key in side.sources))


class Change(Strict):
    """Something that changed or was said to: what was found of it, and what it touches.

    `claim` is given where the entry checks what somebody said; `known_since` where an event
    was announced before its day.
    """

    title: str = Field(min_length=1)
    date: Date
    known_since: Date | None = None
    status: Standing
    claim: str = ""
    told_by: str = ""
    found: str = Field(min_length=1)
    limits: str = ""
    rules: Names = Field(default=(), strict=False)
    gates: Names = Field(default=(), strict=False)
    pitfalls: Names = Field(default=(), strict=False)
    models: Names = Field(default=(), strict=False)
    sources: Names = Field(default=(), strict=False)
    reviewed: Date

    @model_validator(mode="after")
    def _found_has_its_sources(self) -> Change:
        if self.status != "unverified" and not self.sources:
            raise ValueError("name sources, or say that it is unverified")
        if bool(self.claim) != bool(self.told_by):
            raise ValueError("a claim, and only a claim, says who told it")
        return self

    @property
    def public_since(self) -> Date:
        """The day from which a judgement may know of it."""
        return self.known_since or self.date


class Frequent(Strict):
    """A question people ask, answered in at most five sentences."""

    title: str = Field(min_length=1)
    answer: tuple[str, ...] = Field(strict=False, min_length=1, max_length=MOST_SENTENCES)
    rules: Names = Field(default=(), strict=False)
    pitfalls: Names = Field(default=(), strict=False)
    sources: Names = Field(strict=False, min_length=1)
    reviewed: Date


Shelved = Literal[
    "rule", "gate", "pitfall", "addition", "model", "price", "contested", "change", "faq", "kit"
]


class ShelfLives(Strict):
    """After how many days an entry or a source of each kind should be looked at again."""

    entry: dict[Shelved, int] = Field(default_factory=dict)
    source: dict[SourceKind, int] = Field(default_factory=dict)
    judgement: str = ""
