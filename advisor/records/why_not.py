"""Why not the other options, and what each group of evidence added: sentences and rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.advice import Advice
from advisor.explain.changes import Change
from advisor.explain.contributions import WhyNot
from advisor.knowledge.base import KnowledgeBase
from advisor.records import words
from advisor.text import signed

MOST_AGAINST = 3
DECIMALS = 6


def sentences(advice: Advice) -> Iterator[tuple[str, list[str]]]:
    """Yield for each option that was not chosen why not, each with its sources."""
    for found in advice.why_not:
        told = [f"{words.title(advice.base, found.option)}: {_place(found)}"]
        told += [*_against(advice.base, found), *_needed(advice, found)]
        shown = [rule for rule, _ in found.against[:MOST_AGAINST]]
        sources = [key for rule in shown for key in advice.base.rules[rule].sources]
        yield " ".join(told), list(dict.fromkeys(sources))


def _place(found: WhyNot) -> str:
    if found.blocked_by:
        return f"ruled out ({', '.join(found.blocked_by)})."
    if round(found.behind_db, 1) == 0:
        return "level; the option that is easier to undo stands first."
    return f"{found.behind_db:.1f} dB behind."


def _against(base: KnowledgeBase, found: WhyNot) -> Iterator[str]:
    shown = [
        f"{words.lowered(base.rules[rule].title)} ({signed(db)} dB)"
        for rule, db in found.against[:MOST_AGAINST]
    ]
    if shown:
        yield f"What sets it back most against the chosen one: {'; '.join(shown)}."


def _needed(advice: Advice, found: WhyNot) -> Iterator[str]:
    """Yield what would have to be true."""
    if found.change is not None:
        yield f"It would take: {words.moves(advice.base, found.change)}."
    else:
        yield "Nothing that you can change, one answer or two together, leads to it."
        if found.blocked_by:
            yield "What rules it out would have to go first."
        elif found.enough:
            yield f"It would be ahead only {_without(found.enough)}."
    if found.open:
        yield f"An answer could still move you to it: {', '.join(found.open)}."


def _without(count: int) -> str:
    if count == 1:
        return "if the first of these did not hold"
    return f"if the {count} gravest rules against it did not hold"


def shown_changes(advice: Advice, most: int) -> list[Change]:
    """Return the cheapest changes, one for each other option that can be reached among them."""
    first = [found.change for found in advice.why_not if found.change is not None]
    rest = [change for change in advice.changes if change not in first]
    kept = [*first, *rest[: max(0, most - len(first))]]
    return [change for change in advice.changes if change in kept]


def rows(advice: Advice) -> list[tuple[str, ...]]:
    """Return what each group added to each option, in order of the options, then the sum."""
    options = advice.base.options
    priors = [signed(float(option.prior_db)) for option in options.values()]
    told = [("Before any evidence", *priors)] if set(priors) != {"0.0"} else []
    for found in advice.contributions:
        title = advice.base.groups[found.group].title
        told.append((title, *(signed(found.effect_db[option]) for option in options)))
    totals = {option.id: option.total_db for option in advice.verdict.options}
    return [*told, ("Sum", *(signed(totals[option]) for option in options))]


def contribution_table(advice: Advice) -> list[dict[str, Any]]:
    """Return what each group added, as plain values."""
    return [
        {
            "group": found.group,
            "about": advice.base.groups[found.group].about,
            "effect_db": {o: round(db, DECIMALS) + 0.0 for o, db in found.effect_db.items()},
        }
        for found in advice.contributions
    ]


def why_not_table(advice: Advice) -> list[dict[str, Any]]:
    """Return why each other option was not chosen, as plain values."""
    return [
        {
            "option": found.option,
            "behind_db": round(found.behind_db, DECIMALS) + 0.0,
            "blocked_by": list(found.blocked_by),
            "against": [
                {"rule": rule, "db": round(db, DECIMALS) + 0.0} for rule, db in found.against
            ],
            "ahead_without": [rule for rule, _ in found.against[: found.enough]],
            "change": found.change and {move.question: move.value for move in found.change.moves},
            "open": list(found.open),
        }
        for found in advice.why_not
    ]
