"""The values of a profile: examples, findings and facts about files; it knows no engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Status = Literal["good", "warn", "bad", "cannot_tell"]
Limits = Mapping[str, Mapping[str, float]]
"""The thresholds of every check by its id."""


@dataclass(frozen=True)
class Row:
    """One example; `line` counts from 1 in `file`, answer and label are None where absent."""

    line: int
    prompt: str
    answer: str | None
    label: str | None
    file: str = ""


@dataclass(frozen=True)
class WorstRow:
    """One example worth looking at, by its place; it never holds text of the data."""

    file: str
    line: int
    why: str


@dataclass(frozen=True)
class Measure:
    """One measured answer, with its interval where it is an estimate."""

    value: bool | int | float | str
    low: float | None = None
    high: float | None = None
    method: str = ""


@dataclass(frozen=True)
class Finding:
    """What one check found: its figure, how good that is, and the answers it gives."""

    check: str
    value: float | int | None
    status: Status
    why: str
    answers: Mapping[str, Measure] = field(default_factory=dict)
    worst: tuple[WorstRow, ...] = ()
    figures: Mapping[str, float | int | str] = field(default_factory=dict)
    series: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class FileFacts:
    """One file that was read: its digest, what it holds and how many lines break the form."""

    path: str
    digest: str
    format: str
    container: str
    rows: int
    bad_lines: int


class Sample(Protocol):
    """Distinct rows, at most 10,000 a side, drawn by hash order: the same files, the same rows.

    Two samples are the same only where they are one object, so that what was learned can be kept.
    """

    @property
    def train(self) -> Sequence[Row]:
        """The training rows."""

    @property
    def holdout(self) -> Sequence[Row] | None:
        """The held-out rows, or None where no file was given."""

    @property
    def production(self) -> Sequence[Row] | None:
        """The inputs from production, or None where no file was given."""

    def __hash__(self) -> int:
        """Return the hash of this very object."""


class Cancelled(Exception):
    """Raised by whoever is told the progress, to stop; what is found by then is kept."""


class DiskFull(Exception):
    """Raised where the disk for temporary files has no room for what a check writes there."""


class OutOfMemory(Exception):
    """Raised where a query needs more memory than an engine may take; other checks go on."""


@dataclass(frozen=True)
class Profile:
    """What was read and found; `cancelled` where not every check had its turn."""

    files: tuple[FileFacts, ...]
    format: str
    findings: tuple[Finding, ...]
    cancelled: bool = False
