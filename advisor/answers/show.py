"""Answers and facts as a person reads them: labels for choices, units for numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import Reading, Span
from advisor.text import number, visible

_PLACE = re.compile(r"\{([a-z][a-z0-9_.]*)\}")


def show_value(base: KnowledgeBase, subject: str, value: object) -> str:
    """Return the value of a question or fact in words, on one line, safe to show anywhere."""
    question = base.questions.get(subject)
    if isinstance(value, Span):
        ends = (show_value(base, subject, end) for end in (value.value, value.low, value.high))
        return "{} ({} to {})".format(*ends)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if question is not None and question.kind == "choice":
        labels = {choice.value: choice.label for choice in question.choice}
        return labels.get(str(value), visible(str(value)))
    if isinstance(value, (int, float)):
        return _number(question is not None and question.kind == "share", value)
    return visible(str(value))


def _number(is_share: bool, value: float) -> str:
    return f"{float(f'{value * 100:.4g}'):g} %" if is_share else number(value)


def fill(base: KnowledgeBase, text: str, readings: Mapping[str, Reading]) -> str:
    """Return `text` with each `{id}` replaced by that answer or fact in words."""

    def shown(match: re.Match[str]) -> str:
        subject = match.group(1)
        if subject not in readings:
            return "unknown"
        return show_value(base, subject, readings[subject])

    return _PLACE.sub(shown, text)


def places(text: str) -> list[str]:
    """Return the ids that `text` has a place for."""
    return _PLACE.findall(text)
