"""The faults that a user can mend, each with its place and what to do; it imports nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault, in the words of the file that has it."""

    path: str
    key: str
    what: str
    to_do: str

    def __str__(self) -> str:
        place = ": ".join(part for part in (self.path, self.key) if part)
        told = ", ".join(part for part in (self.what, self.to_do) if part)
        return f"{place}: {told}" if place else told


class AdvisorError(Exception):
    """A fault to tell the user: what is wrong, and what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ProblemsError(AdvisorError):
    """Several faults of one file, all told at once."""

    def __init__(self, problems: tuple[Problem, ...], hint: str = "") -> None:
        super().__init__("\n".join(str(problem) for problem in problems), hint)
        self.problems = problems


class AnswersError(ProblemsError):
    """The answers file, or an answer given on the command line, is at fault."""


class KnowledgeError(ProblemsError):
    """The knowledge base is broken."""


class DatasetError(ProblemsError):
    """A data file cannot be read."""
