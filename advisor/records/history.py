"""Records whose outcome is known, as cases by which the advice can be scored."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import tomli_w

from advisor.answers.file import read
from advisor.errors import AnswersError
from advisor.knowledge.base import KnowledgeBase
from advisor.records.reading import kept

# The score of a prompt, and the score that is needed, are outcomes of the comparison itself.
OUTCOMES = frozenset({"baseline.score", "baseline.target"})
TIED_POINTS = 1.0


def outcome_sentences(base: KnowledgeBase, outcome: Mapping[str, Any]) -> list[str]:
    """Return an outcome for people, a sentence each."""
    day = outcome.get("date", "")
    told = [f"{day}: {base.options[outcome['chosen']].title} was chosen."]
    scores = ", ".join(
        f"{base.options[option].title} {score:g}" for option, score in outcome["scores"].items()
    )
    if scores:
        less = "; less is better" if outcome.get("better") == "less" else ""
        told.append(f"{outcome.get('metric') or 'Score'}: {scores}{less}.")
    if outcome.get("note"):
        told.append(str(outcome["note"]))
    return told


def case_file(base: KnowledgeBase, text: str, name: str) -> tuple[str, str]:
    """Return a record as a case file, and "", or "" and why it is none."""
    found = kept(text)
    outcome = found.last("outcome") if found else None
    if found is None or not isinstance(outcome, dict):
        return "", "no outcome is written in it"
    scores = _scores(base, outcome)
    if len(scores) < 2:
        return "", "its outcome has fewer than two scores to compare"
    try:
        answers = read(base, found.toml.encode(), name).answers
    except AnswersError as fault:
        return "", f"its answers cannot be read today: {fault.problems[0]}"
    told = {
        question: answer.value
        for question, answer in answers.given.items()
        if answer.origin != "catalogue" and question not in OUTCOMES
    }
    day = answers.advised.get("date")
    key = re.sub(r"[^A-Za-z0-9._-]+", "-", name.rpartition(".")[0] or name).strip("-.") or "record"
    table = {
        "source": {
            "authors": ", ".join(answers.record.deciders) or "own record",
            "year": day.year if isinstance(day, date) else 0,
            "title": answers.record.title or key,
            "url": "",
            "where": name,
        },
        "case": [
            {
                "id": key,
                "status": "verified",
                "grade": "practitioner",
                "compared": [option for option in base.options if option in scores],
                "encoded_by": "answers as given in the record",
                "answers": told,
                "outcome": _outcome(outcome, scores),
            }
        ],
    }
    return tomli_w.dumps(table), ""


def _scores(base: KnowledgeBase, outcome: Mapping[str, Any]) -> dict[str, float]:
    given = outcome.get("scores")
    rows = given.items() if isinstance(given, dict) else ()
    return {
        option: float(score)
        for option, score in rows
        if option in base.options
        and isinstance(score, (int, float))
        and not isinstance(score, bool)
        and math.isfinite(score)
    }


def _outcome(outcome: Mapping[str, Any], scores: Mapping[str, float]) -> dict[str, Any]:
    within = all(0 <= score <= 1 for score in scores.values())
    points = {option: score * (100 if within else 1) for option, score in scores.items()}
    less = outcome.get("better") == "less"
    ranked = {option: -point if less else point for option, point in points.items()}
    best = max(ranked.values())
    table: dict[str, Any] = {
        # A hair more than the tie, so that 0.83 and 0.82 are tied whatever their binary digits.
        "acceptable": [o for o, point in ranked.items() if best - point <= TIED_POINTS + 1e-9],
        "metric": str(outcome.get("metric", "")),
        "note": str(outcome.get("note", "")),
    }
    if not less and all(0 <= point <= 100 for point in points.values()):
        table["points"] = {option: round(point, 6) for option, point in points.items()}
    return table
