"""Entries of the starter kits: the files one would run next, part by part, each with its reason."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from advisor.knowledge.conditions import Condition, Strict
from advisor.knowledge.entries.judging import Option

PLACE = re.compile(r"@\{([a-z_]+)\}")
# Plain names below the kit's own folder: nothing that leads out of it or hides in it.
FILE = re.compile(r"[a-z0-9][a-z0-9_.-]*(/[a-z0-9][a-z0-9_.-]*)?")


# The forms in which a reason can stand beside what it is for.
COMMENTED = ("yaml", "markdown")
EACH = ("title", "why_here", "detect", "avoid")


class Place(Strict):
    """A place in the text: what is taken for it, and what is to be filled in where that is unknown.

    `take` is a question, a fact, or `record.title`; without it a person always fills the place in.
    """

    name: str = Field(pattern="^[a-z_]+$")
    take: str = ""
    fill_in: str = Field(min_length=1)


class Part(Strict):
    """Lines of a file with why they stand there.

    Of the parts that share a `key` the first whose `when` holds is written; unknown holds nothing.
    A part without `when` always holds. `options` are the ways it is for, by default all.
    With `each` it is written once for every pitfall found, which gives the places of EACH.
    """

    text: str = Field(min_length=1)
    each: Literal["", "pitfalls"] = ""
    key: str = ""
    options: tuple[Option, ...] = Field(default=(), strict=False)
    when: Condition | None = None
    because: str = ""
    sources: tuple[str, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _sources_say_why(self) -> Part:
        if self.sources and not self.because:
            raise ValueError("sources need a because")
        return self


class Kit(Strict):
    """One file of a starter kit; it is written unless `when` is known not to hold."""

    title: str
    file: str
    form: Literal["yaml", "markdown", "text", "csv", "jsonl"]
    options: tuple[Option, ...] = Field(strict=False, min_length=1)
    when: Condition | None = None
    reviewed: date
    place: tuple[Place, ...] = Field(default=(), strict=False)
    part: tuple[Part, ...] = Field(strict=False, min_length=1)

    @field_validator("file")
    @classmethod
    def _below_the_folder(cls, file: str) -> str:
        if FILE.fullmatch(file) is None or ".." in file:
            raise ValueError("a plain name such as prompts/base.txt")
        return file

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source that some part cites, once each."""
        return tuple(dict.fromkeys(key for part in self.part for key in part.sources))
