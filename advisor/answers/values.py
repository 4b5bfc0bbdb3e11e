"""What has been answered, with where each answer came from; it knows no file and no judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from advisor.knowledge.conditions import Scalar, Span

ORIGINS = ("said", "file", "measured", "catalogue", "computed", "pilot", "given")


@dataclass(frozen=True)
class Answer:
    """One answer: its value, where it came from, and an interval where it is an estimate."""

    value: Scalar
    origin: str = "said"
    low: float | None = None
    high: float | None = None
    method: str = ""
    digest: str = ""
    date: date | None = None
    said: Scalar | None = None

    @property
    def reading(self) -> Scalar | Span:
        """The value as conditions read it."""
        if self.low is None or self.high is None or not isinstance(self.value, (int, float)):
            return self.value
        return Span(float(self.value), self.low, self.high)


@dataclass(frozen=True)
class Record:
    """What the builder wants on the decision record; untrusted free text, never judged."""

    title: str = ""
    project: str = ""
    deciders: tuple[str, ...] = ()
    date: date | None = None


@dataclass(frozen=True)
class Answers:
    """Everything that was answered; an absent id is unknown, and unknown is respectable.

    `facts` are derived facts that a witness measured, such as a pilot; no question asks for them.
    """

    given: Mapping[str, Answer] = field(default_factory=dict)
    dont_know: frozenset[str] = frozenset()
    record: Record = field(default_factory=Record)
    prices: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    advised: Mapping[str, Scalar] = field(default_factory=dict)
    facts: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def model_name(self) -> str | None:
        """The model that was named, if any."""
        answer = self.given.get("model.name")
        return str(answer.value) if answer else None

    def value(self, question: str) -> Scalar | None:
        """Return the value given to a question, or None where it is unknown."""
        answer = self.given.get(question)
        return answer.value if answer else None

    def with_answer(self, question: str, answer: Answer) -> Answers:
        """Return these answers with one more, or another, answer."""
        given = {**self.given, question: answer}
        return replace(self, given=given, dont_know=self.dont_know - {question})

    def with_value(self, question: str, value: Scalar, origin: str = "said") -> Answers:
        """Return these answers with a plain value for one question."""
        return self.with_answer(question, Answer(value, origin))

    def without(self, question: str) -> Answers:
        """Return these answers with one question open again."""
        given = {key: answer for key, answer in self.given.items() if key != question}
        return replace(self, given=given, dont_know=self.dont_know - {question})

    def not_known(self, question: str) -> Answers:
        """Return these answers with one question closed for asking by a *don't know*."""
        return replace(self.without(question), dont_know=self.dont_know | {question})

    def taken_as_said(self) -> Answers:
        """Return these answers where the file they stand in is no file of the builder's own."""
        given = {
            key: replace(answer, origin="said") if answer.origin == "file" else answer
            for key, answer in self.given.items()
        }
        return replace(self, given=given)


def from_values(values: Mapping[str, Scalar], origin: str = "said") -> Answers:
    """Return answers made of plain values by question id."""
    return Answers({key: Answer(value, origin) for key, value in values.items()})
