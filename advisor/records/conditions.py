"""Conditions as phrases."""

from __future__ import annotations

from advisor.answers.show import show_value
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import All, AnyOf, Condition, Not, Test


def in_words(base: KnowledgeBase, condition: Condition) -> str:
    """Return a condition as a phrase."""
    if isinstance(condition, Test):
        return _test_in_words(base, condition)
    if isinstance(condition, Not):
        return f"not ({in_words(base, condition.not_)})"
    joined = " and " if isinstance(condition, All) else " or "
    parts = condition.all if isinstance(condition, All) else condition.any
    told = [in_words(base, part) for part in parts]
    nested = [
        f"({words})" if isinstance(part, (All, AnyOf)) and len(parts) > 1 else words
        for part, words in zip(parts, told, strict=True)
    ]
    return joined.join(nested)


def _test_in_words(base: KnowledgeBase, test: Test) -> str:
    subject = test.subject

    def shown(value: object) -> str:
        return show_value(base, subject, value)

    match test.operator:
        case "is":
            return f"{subject} is {shown(test.is_)}"
        case "is_not":
            return f"{subject} is not {shown(test.is_not)}"
        case "in":
            return f"{subject} is one of {', '.join(shown(value) for value in test.in_ or ())}"
        case "below":
            return f"{subject} is below {shown(test.below)}"
        case "at_least":
            return f"{subject} is at least {shown(test.at_least)}"
        case _:
            low, high = test.between or (0, 0)
            return f"{subject} is from {shown(low)} to below {shown(high)}"
