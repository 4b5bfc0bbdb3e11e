"""The sentences about what was measured instead of said, and what that changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.answers.values import Answer
from advisor.records import words
from advisor.text import visible

DIGEST_SHOWN = 15


def measured_lines(advice: Advice) -> Iterator[tuple[str, str]]:
    """Yield each measured answer by id: its value, interval, method, date, and what was said."""
    for question in advice.base.questions:
        answer = advice.answers.given.get(question)
        if answer is not None and answer.origin == "measured":
            text = words.subject_of(advice.base.questions[question].text)
            value = show_value(advice.base, question, answer.reading)
            yield question, f"{text} {value}; {origin(advice, question, answer)}."


def origin(advice: Advice, question: str, answer: Answer) -> str:
    """Return where an answer came from, with what was said where it was measured instead."""
    told = answer.origin
    if answer.origin == "measured":
        told += f" on {answer.date.isoformat()}" if answer.date else ""
        told += f" in {visible(answer.digest)[:DIGEST_SHOWN]}" if answer.digest else ""
        told += f" ({visible(answer.method)})" if answer.method else ""
    if answer.said is not None:
        told += f", said {show_value(advice.base, question, answer.said)}"
    return told


def under_said(advice: Advice) -> str | None:
    """Return what the verdict would be under what was said, where it differs."""
    verdict = advice.under_said
    if verdict is None:
        return None
    name = words.title(advice.base, verdict.recommendation)
    ours = words.title(advice.base, advice.verdict.recommendation)
    return (
        f"As measured: {ours} ({words.STRENGTH[advice.verdict.strength]}). Under what you had said:"
        f" {name} ({words.STRENGTH[verdict.strength]}); {_said(advice)}."
    )


def _said(advice: Advice) -> str:
    return "; ".join(
        f"{question}: said {show_value(advice.base, question, said)}, measured"
        f" {show_value(advice.base, question, advice.answers.given[question].reading)}"
        for question, said in advice.said_before.items()
    )


def under_said_table(advice: Advice) -> dict[str, Any] | None:
    """Return the verdict under what was said as plain values, or None where it is the same."""
    verdict = advice.under_said
    if verdict is None:
        return None
    return {
        "recommendation": verdict.recommendation,
        "strength": verdict.strength,
        "options": [
            {"id": option.id, "probability": option.probability} for option in verdict.options
        ],
        "answers": dict(advice.said_before),
    }
