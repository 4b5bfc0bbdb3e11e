"""The advice as an answers file that remembers what was advised, and what that rested on."""

from __future__ import annotations

from dataclasses import replace

from advisor.advice import Advice
from advisor.answers.write import to_toml
from advisor.knowledge.conditions import Scalar
from advisor.records.trace import HEAD, comments, rests_on


def saved(advice: Advice) -> str:
    """Return the answers file with [advice]; reading it again gives the same answers."""
    leader = advice.verdict.options[0]
    advised: dict[str, Scalar] = {
        "recommendation": leader.id,
        "probability": leader.probability,
        "knowledge_version": advice.base.version,
        "knowledge_digest": advice.base.digest,
        "date": advice.date,
    }
    table = to_toml(advice.base, replace(advice.answers, advised=advised))
    return "\n".join([table, HEAD, *comments(rests_on(advice))]) + "\n"
