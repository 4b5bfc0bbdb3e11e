"""Made-up experiments and a small knowledge base, for tests of scoring and fitting."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.knowledge.base import KnowledgeBase
from advisor.outcomes.cases import Asked, Outcome, Published, in_order
from tests.fixtures import mini

BOTH = ("prompting", "peft")
FULL = ("prompting", "full_fine_tuning")
TUNED = ("peft", "full_fine_tuning")
# Priors by which both sides of a folded contest start even: tuning has two of the three options.
EVEN = (3.01, 0, 0)


def case(
    id: str,
    source: str,
    answers: Mapping[str, Any],
    compared: Sequence[str],
    acceptable: Sequence[str],
    points: Mapping[str, float] | None = None,
) -> Published:
    """Return one experiment."""
    asked = Asked(id, source, dict(answers), in_order(tuple(compared)))
    return Published(asked, Outcome(in_order(tuple(acceptable)), points or {}, "accuracy"))


def base(**parts: Any) -> KnowledgeBase:
    """Return knowledge of two questions: one tells, the other only seems to."""
    rules = {
        "first/tells": mini.rule({"answer": "q.a", "is": True}, 3, 0, 0, group="first"),
        "first/against": mini.rule({"answer": "q.a", "is": False}, -3, 0, 0, group="first"),
        "second/noise": mini.rule({"answer": "q.b", "is": True}, 4, 0, 0, group="second"),
        "third/full": mini.rule({"answer": "q.c", "is": True}, 0, 0, 4, group="third"),
    }
    questions = [mini.yes_no(f"q.{letter}") for letter in "abc"]
    return mini.make(questions, parts.pop("rules", rules), **parts)


def many(count: int = 24) -> list[Published]:
    """Return experiments of which `q.a` tells the outcome eight times of nine, `q.b` nothing."""
    found = []
    for place in range(count):
        told = {"q.a": place % 2 == 0, "q.b": place // 2 % 2 == 0}
        prompt = told["q.a"] == (place % 9 != 8)
        best = "prompting" if prompt else "full_fine_tuning"
        points = {"prompting": 80.0 if prompt else 70.0, "full_fine_tuning": 75.0}
        found.append(case(f"c{place}", f"s{place // 2:02}", told, FULL, [best], points))
    return found


def write_jsonl(folder: Path, cases: Sequence[Published], name: str = "made") -> Path:
    """Write experiments as the two files that are joined by id."""
    folder.mkdir(parents=True, exist_ok=True)
    answers, outcomes = [], []
    for one in cases:
        source = {
            "key": one.asked.source,
            "authors": "Somebody",
            "year": 2026,
            "title": 'A "made-up" study',
            "url": None,
            "where": f"Table {one.asked.id}",
        }
        answers.append(
            {
                "id": one.asked.id,
                "source": source,
                "status": "verified",
                "grade": "paper",
                "answers": dict(one.asked.answers),
                "compared": list(one.asked.compared),
                "encoded_by": "made up",
            }
        )
        points = {option: one.outcome.points.get(option) for option in one.asked.compared}
        acceptable = list(one.outcome.acceptable)
        outcomes.append(
            {
                "id": one.asked.id,
                "acceptable": acceptable,
                "points": points,
                "metric": "accuracy",
                "note": "",
            }
        )
    for kind, rows in (("answers", answers), ("outcomes", outcomes)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{name}.{kind}.jsonl").write_text(text, encoding="utf-8")
    return folder
