"""Entries that tell where a claim comes from."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from advisor.knowledge.conditions import Strict
from advisor.knowledge.entries.judging import Grade

Checked = Literal["read", "second_hand", "recalled"]
SourceKind = Literal[
    "paper", "vendor_doc", "repository", "measurement", "practitioner", "opinion", "judgement"
]


class Claim(Strict):
    """What a source shows, in our words, where, and how that was checked."""

    claim: str = Field(min_length=1)
    locator: str = Field(min_length=1)
    checked: Checked
    checked_on: date


class Source(Strict):
    """A published place that a reader can open, and what it supports."""

    title: str
    authors: str
    year: int
    venue: str = ""
    url: str = ""
    kind: SourceKind
    grade: Grade
    downgraded: str = ""
    supports: tuple[Claim, ...] = Field(strict=False, min_length=1)

    @property
    def cited(self) -> str:
        """The source on one line, with its address."""
        venue = f" {self.venue}." if self.venue else ""
        url = f" {self.url}" if self.url else ""
        return f"{self.authors} ({self.year}). {self.title}.{venue}{url}"

    @property
    def carries_weight(self) -> bool:
        """Whether somebody has seen at least one of its claims outside memory."""
        return any(claim.checked != "recalled" for claim in self.supports)
