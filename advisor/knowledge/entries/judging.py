"""Entries that judge: rules, gates, pitfalls and additions, each with its own examples."""

from __future__ import annotations

from datetime import date as Date
from typing import Literal

from pydantic import Field, model_validator

from advisor.knowledge.conditions import Condition, Strict

Option = Literal["prompting", "peft", "full_fine_tuning"]
# Best first: O is evidence measured on the builder's own task.
Grade = Literal["O", "A", "B", "C", "D"]
GRADES: tuple[Grade, ...] = ("O", "A", "B", "C", "D")
Status = Literal["draft", "reviewed", "retired"]
Severity = Literal["high", "medium", "low"]
Text = str


class Example(Strict):
    """Answers with what the entry must say of them; catalogue facts may be given directly."""

    answers: dict[str, bool | int | float | str]
    facts: dict[str, bool | int | float] = Field(default_factory=dict)
    date: Date | None = None
    fires: bool | Literal["unknown"]


class Entry(Strict):
    """What every entry that judges has."""

    title: Text = Field(min_length=1)
    status: Status
    sources: tuple[str, ...] = Field(strict=False, min_length=1)
    reviewed: Date
    when: Condition
    example: tuple[Example, ...] = Field(strict=False, min_length=1)
    judgement: Text = ""
    retired: Date | None = None
    retired_because: Text = ""
    replaced_by: str = ""

    @model_validator(mode="after")
    def _retired_says_when_and_why(self) -> Entry:
        if (self.status == "retired") != bool(self.retired and self.retired_because):
            raise ValueError("a retired entry, and only it, has retired and retired_because")
        return self


class Weight(Strict):
    """Decibans of evidence per option; an option that is not named gets 0."""

    prompting: int | float = 0
    peft: int | float = 0
    full_fine_tuning: int | float = 0

    @property
    def by_option(self) -> dict[str, float]:
        """The three weights by option id."""
        return {
            "prompting": float(self.prompting),
            "peft": float(self.peft),
            "full_fine_tuning": float(self.full_fine_tuning),
        }

    @property
    def spread(self) -> float:
        """Largest minus smallest weight, in decibans."""
        weights = self.by_option.values()
        return max(weights) - min(weights)


class Rule(Entry):
    """Evidence for or against options, in decibans, where its condition holds."""

    why: Text = Field(min_length=1)
    grade: Grade
    group: str
    pitfalls: tuple[str, ...] = Field(default=(), strict=False)
    when_wrong: Text = Field(min_length=1)
    weight: Weight


class Forbid(Strict):
    """The options a gate forbids, and the reason shown."""

    options: tuple[Literal["peft", "full_fine_tuning"], ...] = Field(strict=False, min_length=1)
    reason: Text = Field(min_length=1)


class Gate(Entry):
    """What forbids an option whatever its weight."""

    when_wrong: Text = Field(min_length=1)
    forbid: Forbid


class Worse(Strict):
    """Another severity where a condition holds."""

    severity: Severity
    when: Condition


class Pitfall(Entry):
    """What goes wrong in such a case, how to see it and how to avoid it."""

    severity: Severity
    options: tuple[Option, ...] = Field(strict=False, min_length=1)
    why_here: Text = Field(min_length=1)
    symptom: Text = Field(min_length=1)
    detect: Text = Field(min_length=1)
    avoid: Text = Field(min_length=1)
    first: Text = ""
    check_if_unknown: bool = False
    worse: tuple[Worse, ...] = Field(default=(), strict=False)


class Addition(Entry):
    """Something to add to whichever option is recommended."""

    line: Text = Field(min_length=1)
    why: Text = Field(min_length=1)
