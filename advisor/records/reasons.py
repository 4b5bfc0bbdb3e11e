"""What speaks for the recommendation and what against it, strongest first."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.advice import Advice
from advisor.evaluate import RuleTrace
from advisor.knowledge.entries.judging import Rule
from advisor.records import words
from advisor.text import percent


@dataclass(frozen=True)
class Reason:
    """A rule that fired, and by how many decibans it moved the leader from its nearest rival."""

    trace: RuleTrace
    rule: Rule
    margin_db: float


def reasons(advice: Advice) -> tuple[list[Reason], list[Reason]]:
    """Return the reasons for the recommended option and those against it.

    Each is measured against the strongest rival that no gate rules out, for it is from that one
    that a reason can tip the scales; where none is left, against the strongest of all.
    """
    leader, *rivals = advice.verdict.options
    rival = next((option for option in rivals if not option.blocked_by), rivals[0])
    found = [
        Reason(
            trace,
            advice.base.rules[trace.id],
            trace.effect_db[leader.id] - trace.effect_db[rival.id],
        )
        for trace in advice.verdict.fired
    ]
    for_it = [reason for reason in found if round(reason.margin_db, 1) > 0]
    against = [reason for reason in found if round(reason.margin_db, 1) < 0]
    return (
        sorted(for_it, key=lambda one: (-one.margin_db, one.trace.id)),
        sorted(against, key=lambda one: (one.margin_db, one.trace.id)),
    )


def in_one_sentence(advice: Advice) -> str:
    """Return the recommendation with its chance and its strongest reason, for a manager."""
    leader = advice.verdict.options[0]
    name = words.title(advice.base, leader.id)
    for_it, _ = reasons(advice)
    if all(option.blocked_by for option in advice.verdict.options[1:]):
        return words.headline(advice)
    if not for_it:
        easiest = "nothing told speaks for another option, and it is the easiest to undo"
        return f"{words.headline(advice).removesuffix('.')}: {easiest}."
    because = words.lowered(for_it[0].rule.title)
    chance = f"{percent(leader.probability)} likely to serve you best"
    if advice.verdict.strength == "toss_up":
        said = words.headline(advice).replace(f": {name} stands first.", "")
        return f"{said}; {name} stands first, {chance}, because {because}."
    return f"{words.headline(advice).removesuffix('.')}, {chance}, because {because}."
