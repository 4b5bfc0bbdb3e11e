"""What prompting and tuning cost, told as text for a terminal and as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date
from typing import Any

from advisor.feasibility.cost import Case
from advisor.feasibility.sheet import Sheet
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.feasibility import Price
from advisor.records.cost_curve import cost_curve, curve_lines
from advisor.records.plain import wrapped
from advisor.text import number, percent, visible

SCHEMA = "advisor-cost/1"
SECONDS_A_MONTH = 365.2425 / 12 * 86400
LARGEST = 1e15
BAR = 24
MOST_SWINGS = 6
NAMES = {
    "calls_per_month": "calls a month",
    "prompt_tokens": "tokens of the prompt's instructions and examples",
    "input_tokens": "tokens of the user's input",
    "output_tokens": "tokens of the answer",
    "tuned_prefix_tokens": "tokens of instructions that a tuned model still needs",
    "cache_hit_rate": "share of calls that find the prompt cached",
    "retune_months": "months between tunings",
    "lifetime_months": "months the system lives",
    "examples": "training examples",
    "data_tokens": "training tokens",
    "to_label": "examples still to label",
    "epochs": "epochs",
    "hourly_wage": "US$ for an hour of work",
    "evaluation_hours": "hours to evaluate one tuning",
    "hours_per_month": "hours a month that the card runs",
    "prompt_price": "price of the prompted model",
    "tuned_price": "price of tuned tokens",
    "hosting": "rent of the card",
    "one_off": "cost of one tuning",
    "cache": "how often the prompt is cached",
}


def money(value: float) -> str:
    """Return US$ as a person writes them: cents only where they matter."""
    if value >= 1000:
        return f"${value:,.0f}"
    return f"${value:,.2f}" if value >= 0.1 or value == 0 else f"${value:.3g}"


def calls(value: float) -> str:
    """Return a number of calls, rounded to three digits, or never."""
    if not value < LARGEST:
        return "never"
    digits = max(0, math.floor(math.log10(value)) - 2) if value >= 1 else 0
    return number(round(value, -digits))


def cost_text(base: KnowledgeBase, sheet: Sheet) -> str:
    """Return a cost sheet for a terminal of 80 columns."""
    lines = [f"{visible(sheet.prompted.title)} prompted, or {visible(sheet.tuned)}{_hosted(sheet)}"]
    lines += ["", *_calls(sheet), "", *_fixed(sheet), "", *_break_even(sheet), ""]
    lines += curve_lines(cost_curve(sheet))
    lines += ["", *_depends(sheet), "", *_rests(sheet), "", *_prices(base, sheet)]
    return "\n".join(lines) + "\n"


def _hosted(sheet: Sheet) -> str:
    return f" on {sheet.host.title}" if sheet.host and sheet.case.hosting else ""


def _calls(sheet: Sheet) -> Iterator[str]:
    bare, cached = sheet.uncached, sheet.cached
    yield "1,000 calls cost:"
    yield f"  prompted, no cache  {money(1000 * bare.prompted_call)}"
    if sheet.hit_rate:
        share = percent(sheet.hit_rate)
        doubt = "" if sheet.caches else "; do not count on it here"
        told = f"  prompted, cached    {money(1000 * cached.prompted_call)}"
        yield f"{told}  ({share} hits{doubt})"
    own = "" if sheet.case.tuned_call else "  (up to what the card can serve)"
    yield f"  tuned               {money(1000 * bare.tuned_call)}{own}"


def _fixed(sheet: Sheet) -> Iterator[str]:
    case, cost = sheet.case, sheet.one_off
    parts = f"{money(cost.training)} training, {money(cost.labelling)} labels"
    yield f"One tuning costs {money(cost.total)}: {parts}, {money(cost.evaluation)} evaluation."
    every = number(min(case.retune_months, case.lifetime_months))
    yield f"It is done again every {every} months. Hosting costs {money(case.hosting)} a month."


def break_even_lines(sheet: Sheet) -> Iterator[str]:
    """Yield the break-even, without and with a cache, as sentences."""
    bare, cached = sheet.uncached, sheet.cached
    yield f"Without a cache tuning pays from: {_told(bare)}."
    if sheet.hit_rate:
        doubt = "" if sheet.caches else " (the prompt or the traffic is too small to count on it)"
        yield f"With a cached prompt: {_told(cached)}{doubt}."
    if sheet.case.hosting and sheet.case.break_even_calls < LARGEST:
        rate = sheet.case.break_even_calls / SECONDS_A_MONTH
        yield f"The card must then serve {rate:.2g} calls a second on average, more at peak."


def _told(case: Case) -> str:
    told = f"{calls(case.break_even_calls)} calls a month"
    if case.break_even_calls >= LARGEST:
        return "never, a tuned call costs as much or more"
    if case.break_even_calls_in_all < LARGEST:
        told += f" ({calls(case.break_even_calls_in_all)} calls pay one tuning)"
    return told


def verdict_line(sheet: Sheet) -> str:
    """Return what the calls of today make cheaper, over the life of the system."""
    case = sheet.case
    prompted, tuned = case.lifetime_costs
    which, saved = (
        ("Tuning", prompted - tuned) if tuned < prompted else ("Prompting", tuned - prompted)
    )
    months = number(case.lifetime_months)
    told = f"At {calls(case.calls_per_month)} calls a month over {months} months: prompting"
    told += f" {money(prompted)}, tuning {money(tuned)}. {which} saves {money(saved)}"
    if case.months_to_repay < case.lifetime_months:
        return f"{told} and one tuning is paid back in {case.months_to_repay:.1f} months."
    return f"{told}."


def _break_even(sheet: Sheet) -> Iterator[str]:
    for told in break_even_lines(sheet):
        yield from wrapped(told, "", "  ")
    yield from wrapped(verdict_line(sheet), "", "  ")
    prefix = sheet.case.break_even_prefix
    if 0 < prefix < LARGEST:
        told = f"A tuned call is the cheaper one from {calls(prefix)} tokens of prompt on."
        yield from wrapped(told, "", "  ")


def _depends(sheet: Sheet) -> Iterator[str]:
    if not sheet.swings or sheet.case.break_even_calls >= LARGEST:
        return
    yield "What the break-even depends on most (calls a month at either end):"
    widest = max(min(swing.width, 10.0) for swing in sheet.swings)
    for swing in sheet.swings[:MOST_SWINGS]:
        low, high = swing.factors
        bar = "#" * max(1, round(BAR * min(swing.width, widest) / widest))
        ends = f"{calls(swing.low)} to {calls(swing.high)}"
        yield f"  {bar.ljust(BAR)}  {NAMES[swing.name]}"
        yield f"  {'':<{BAR}}  x{low:g} to x{high:g}: {ends}"


def swing_lines(sheet: Sheet) -> Iterator[str]:
    """Yield what the break-even depends on, the most telling first, as clauses."""
    if sheet.case.break_even_calls < LARGEST:
        for swing in sheet.swings:
            low, high = swing.factors
            ends = f"{calls(swing.low)} to {calls(swing.high)} calls"
            yield f"{NAMES[swing.name]} (x{low:g} to x{high:g}): {ends}"


def _rests(sheet: Sheet) -> Iterator[str]:
    yield "What it rests on:"
    for one in sheet.inputs:
        yield from wrapped(f"{NAMES[one.name]}: {number(one.value)} ({one.origin})", "  - ", "    ")
    for note in sheet.notes:
        yield from wrapped(note, "  - ", "    ")


def _prices(base: KnowledgeBase, sheet: Sheet) -> Iterator[str]:
    yield "Prices, US$ (per million tokens, or per hour):"
    old = {aged.id: aged for aged in sheet.aged}
    for price in sheet.prices:
        told = price_line(base, price)
        if price.id in old:
            aged = old[price.id]
            told += f" OLD: {aged.days} days, look again after {aged.shelf_life}."
        yield from wrapped(told, "  - ", "    ")


def price_line(base: KnowledgeBase, price: Price) -> str:
    """Return one price with its day, its sources, and what is only recalled of it."""
    figures = ", ".join(
        f"{key.replace('_', ' ')} {value:g}" for key, value in price.figures.items()
    )
    recalled = [
        figure
        for figure, key in price.sources.items()
        if key in base.sources and not base.sources[key].carries_weight
    ]
    doubt = f" Only recalled: {', '.join(recalled)}." if recalled else ""
    cited = ", ".join(sorted(set(price.sources.values()))) or "you"
    note = f" {visible(price.note)}" if price.note else ""
    return f"{visible(price.id)}: {figures} ({price.as_of.isoformat()}; {cited}).{doubt}{note}"


def price_list(base: KnowledgeBase, prices: dict[str, Price], day: date) -> str:
    """Return every price that is known, a line or two each."""
    life = dict[str, int](base.shelf_lives.entry.items()).get("price")
    lines: list[str] = []
    for price in prices.values():
        days = (day - price.as_of).days
        old = f" OLD: {days} days." if life is not None and days > life else ""
        lines += wrapped(price_line(base, price) + old, "", "  ")
    return "\n".join(lines) + "\n"


def cost_json(sheet: Sheet) -> str:
    """Return a cost sheet as one JSON object; what is never reached is null."""
    table = {
        "schema": SCHEMA,
        "prompted": sheet.prompted.id,
        "tuned": sheet.tuned,
        "host": sheet.host.id if sheet.host else None,
        "counts_on_cache": sheet.caches,
        "without_cache": case_table(sheet.uncached),
        "with_cache": case_table(sheet.cached) if sheet.hit_rate else None,
        "one_off": {**vars(sheet.one_off), "total": sheet.one_off.total},
        "depends_on": [
            {"input": s.name, "factors": list(s.factors), "low": _finite(s.low),
             "high": _finite(s.high)}
            for s in sheet.swings
        ],
        "inputs": [vars(one) for one in sheet.inputs],
        "prices": [
            {"id": price.id, **price.figures, "as_of": price.as_of.isoformat()}
            for price in sheet.prices
        ],
        "aged": [{"id": aged.id, "days": aged.days} for aged in sheet.aged],
        "notes": list(sheet.notes),
    }  # fmt: skip
    return json.dumps(table, indent=2, allow_nan=False) + "\n"


def case_table(case: Case) -> dict[str, Any]:
    """Return the results of one case as plain values."""
    prompted, tuned = case.lifetime_costs
    return {
        "prompted_call": case.prompted_call,
        "tuned_call": case.tuned_call,
        "hosting_month": case.hosting,
        "break_even_calls_per_month": _finite(case.break_even_calls),
        "break_even_calls_in_all": _finite(case.break_even_calls_in_all),
        "months_to_repay": _finite(case.months_to_repay),
        "break_even_prompt_tokens": _finite(case.break_even_prefix),
        "lifetime": {"prompted": prompted, "tuned": tuned},
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
