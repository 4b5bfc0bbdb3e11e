"""What must hold of the witness's constants and prices: each has a source that exists."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.feasibility import Feasibility, Price
from advisor.text import nearest

FILE = "feasibility.toml"


def feasibility_findings(base: KnowledgeBase) -> Iterator[Problem]:
    """Yield what is wrong with constants and prices."""
    if base.feasibility is not None:
        yield from _origins(base, base.feasibility)
    for price in base.prices.values():
        yield from _price(base, price)


def _origins(base: KnowledgeBase, assumed: Feasibility) -> Iterator[Problem]:
    for path, origin in assumed.origin.items():
        if path not in assumed.constants:
            near = nearest(path, sorted(assumed.constants))
            to_do = f"did you mean {near}?" if near else "take it out"
            yield Problem(FILE, f"origin.{path}", "there is no such constant", to_do)
        for key in origin.sources:
            if key not in base.sources:
                yield Problem(FILE, f"origin.{path}", f"{key} does not exist", "add it")


def _price(base: KnowledgeBase, price: Price) -> Iterator[Problem]:
    for figure in sorted(price.figures.keys() - price.sources.keys()):
        to_do = f'add {figure} = "<source>" to its sources'
        yield Problem("prices", f"{price.id}.{figure}", "a figure without a source", to_do)
    for figure, key in price.sources.items():
        place = f"{price.id}.sources.{figure}"
        if key not in base.sources:
            yield Problem("prices", place, f"{key} does not exist", "add it")
        if figure not in price.figures:
            yield Problem("prices", place, "there is no such figure", "take it out")


def cited(base: KnowledgeBase) -> set[str]:
    """Return every source that a constant or a price rests on."""
    found = {key for price in base.prices.values() for key in price.sources.values()}
    if base.feasibility is not None:
        found |= {key for one in base.feasibility.origin.values() for key in one.sources}
    return found
