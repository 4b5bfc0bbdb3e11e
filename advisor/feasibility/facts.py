"""The facts that a model's name tells of memory and cost, for gates and rules to read.

They are the same whatever else is answered, so a what-if need not work them out anew.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from advisor.answers.values import Answer, Answers
from advisor.feasibility.architecture import from_catalogue
from advisor.feasibility.cost import Case
from advisor.feasibility.memory import estimate
from advisor.feasibility.prices import PriceBook, token_price
from advisor.feasibility.setting import from_entry
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.catalogue import Model
from advisor.knowledge.entries.feasibility import Feasibility, Price

# The need is worked out here, the margin by a formula of facts.toml.
QLORA_NEED, QLORA_MARGIN = "memory.qlora_need", "memory.qlora_margin"
UNCACHED, CACHED = "cost.break_even_prompt", "cost.break_even_prompt_cached"
OWN = frozenset({QLORA_NEED, UNCACHED, CACHED})


def witnessed(base: KnowledgeBase, answers: Answers) -> Answers:
    """Return the answers with what the named model tells of memory and cost, worked out anew."""
    kept = {name: fact for name, fact in answers.facts.items() if name not in OWN}
    found = {name: fact for name, fact in _facts(base, answers) if name in base.facts}
    return replace(answers, facts={**kept, **found})


def _facts(base: KnowledgeBase, answers: Answers) -> Iterator[tuple[str, Answer]]:
    name = answers.model_name
    model = base.model(name)
    if name is None or model is None or base.feasibility is None:
        return
    yield from _needs(model, base.feasibility)
    # Prices are read from disk here, and only a provider that tunes has one of tuned tokens.
    if model.access == "closed_tunable" and name in base.prices:
        price = base.prices[name]
        if name in answers.prices:
            price = PriceBook(base, answers, price.as_of).known[name]
        if price.tuned_multiple is not None:
            yield from _prefixes(price, base.feasibility)


def _needs(model: Model, assumed: Feasibility) -> Iterator[tuple[str, Answer]]:
    widths = from_catalogue(model)
    if widths is not None:
        entry = assumed.least["qlora"]
        found = estimate(widths, from_entry(entry), assumed.memory)
        how = f"memory formula, leanest usual setting, rows of {entry.seq_len} tokens"
        yield QLORA_NEED, Answer(found.device, "computed", found.low, found.high, how)


def _prefixes(price: Price, assumed: Feasibility) -> Iterator[tuple[str, Answer]]:
    """Yield the tokens of prompt from which a tuned call of the same provider is cheaper."""
    cost, tokens = assumed.cost, token_price(price)
    case = Case(
        prompted=tokens,
        tuned=tokens.times(price.tuned_multiple or 1.0),
        prompt_tokens=0.0,
        tuned_prefix=cost.tuned_prefix_tokens,
        input_tokens=cost.input_tokens,
        output_tokens=cost.output_tokens,
        hit_rate=0.0,
        calls_per_month=cost.calls_per_month,
        hosting=0.0,
        one_off=0.0,
        retune_months=cost.retune_months,
        lifetime_months=cost.lifetime_months,
    )
    how = f"prices of {price.as_of.isoformat()}, {cost.input_tokens} tokens of input and"
    how += f" {cost.output_tokens} of output a call"
    for fact, rate in ((UNCACHED, 0.0), (CACHED, cost.cache_hit_rate)):
        found = replace(case, hit_rate=rate).break_even_prefix
        if 0 < found < math.inf:
            yield fact, Answer(round(found, 6), "computed", method=how)
