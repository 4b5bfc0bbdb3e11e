"""Answers as the text of an answers file, whole: whatever was read can be written again."""

from __future__ import annotations

from typing import Any

import tomli_w

from advisor.answers.file import FORMAT
from advisor.answers.values import Answer, Answers
from advisor.knowledge.base import KnowledgeBase
from advisor.text import coded


def to_table(base: KnowledgeBase, answers: Answers) -> dict[str, Any]:
    """Return the answers as the tables of an answers file, in the order of the questions.

    Answers that only the catalogue gave are left out: the model's name gives them again.
    """
    table: dict[str, Any] = {"advisor": FORMAT}
    kept = {key: answer for key, answer in answers.given.items() if answer.origin != "catalogue"}
    for question in base.questions.values():
        if question.id in kept:
            key = question.id.partition(".")[2]
            table.setdefault(question.topic, {})[key] = kept[question.id].value
    if answers.dont_know:
        order = [question for question in base.questions if question in answers.dont_know]
        table["session"] = {"dont_know": order}
    record = {key: value for key, value in vars(answers.record).items() if value}
    if record:
        table["record"] = {k: list(v) if isinstance(v, tuple) else v for k, v in record.items()}
    if answers.prices:
        table["prices"] = {model: dict(prices) for model, prices in answers.prices.items()}
    provenance = {
        question: place
        for question in base.questions
        if question in kept and (place := _provenance(kept[question]))
    }
    if provenance:
        table["provenance"] = provenance
    if answers.advised:
        table["advice"] = dict(answers.advised)
    return table


def _provenance(answer: Answer) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if answer.origin not in {"said", "file"}:
        place["from"] = answer.origin
    for key in ("low", "high", "method", "digest", "date", "said"):
        value = getattr(answer, key)
        if value is not None and value != "":
            place[key] = value
    return place


def to_toml(base: KnowledgeBase, answers: Answers) -> str:
    """Return the answers as the text of an answers file, with no character that acts unseen."""
    return coded(tomli_w.dumps(to_table(base, answers)), _code)


def _code(character: str) -> str:
    # Direction marks and their like can stand only in quoted strings, where TOML has an escape.
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
