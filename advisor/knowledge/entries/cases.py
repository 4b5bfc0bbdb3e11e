"""Entries that tell what came out: published experiments, the question apart from the outcome."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from advisor.knowledge.conditions import Strict
from advisor.knowledge.entries.judging import Option

CaseStatus = Literal["verified", "recalled"]
CaseGrade = Literal["paper", "vendor", "practitioner", "second_hand"]
Points = Annotated[float, Field(strict=False, ge=0, le=100)]


class Origin(Strict):
    """Where the experiments of one file were published."""

    authors: str = Field(min_length=1)
    year: int
    title: str = Field(min_length=1)
    url: str = ""
    where: str = ""


class CaseOutcome(Strict):
    """What came out; only scoring and fitting read it."""

    acceptable: tuple[Option, ...] = Field(strict=False, min_length=1)
    points: dict[Option, Points] = Field(default_factory=dict)
    metric: str = ""
    note: str = ""


class Case(Strict):
    """One experiment as a builder would have told it before running it, and what came out."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    status: CaseStatus
    grade: CaseGrade
    compared: tuple[Option, ...] = Field(strict=False, min_length=2)
    where: str = ""
    encoded_by: str = ""
    answers: dict[str, bool | int | float | str]
    outcome: CaseOutcome

    @model_validator(mode="after")
    def _outcome_is_about_what_was_compared(self) -> Case:
        told = {*self.outcome.acceptable, *self.outcome.points}
        if len(set(self.compared)) != len(self.compared):
            raise ValueError("compared names an option twice")
        if not told <= set(self.compared):
            raise ValueError("the outcome names an option that was not compared")
        return self


class CaseFile(Strict):
    """The experiments of one source; its key is the file's name."""

    source: Origin
    case: tuple[Case, ...] = Field(strict=False, min_length=1)
