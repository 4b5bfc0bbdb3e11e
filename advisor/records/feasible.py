"""What a record says of memory and cost: the witness's figures, with all that they rest on."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.advice import Advice
from advisor.errors import AdvisorError
from advisor.feasibility.facts import QLORA_MARGIN, QLORA_NEED
from advisor.feasibility.fitting import Fit, fit
from advisor.feasibility.setting import Setting, from_entry
from advisor.feasibility.sheet import Sheet, Wanted, sheet
from advisor.feasibility.target import Target, of_answers
from advisor.knowledge.conditions import Span
from advisor.knowledge.entries.feasibility import METHODS, Feasibility
from advisor.records.blocks import Fence, Line, Picture, Section, Table, items, paragraph, section
from advisor.records.blocks import line as one_line
from advisor.records.cost_curve import cost_curve, curve_lines, curve_svg
from advisor.records.cost_words import (
    NAMES,
    break_even_lines,
    price_line,
    swing_lines,
    verdict_line,
)
from advisor.records.fit_words import METHOD_TITLES, gib, limits, setting_words, verdict_word
from advisor.text import number

MOST_SWINGS = 3


def memory(advice: Advice) -> Section:
    """Return whether the named open model fits, in each way of tuning; empty where none is told."""
    title = "Will It Fit"
    found = _fits(advice)
    if found is None:
        return section(3, title)
    target, fits = found
    card = fits[0].card
    where = f"on cards of {number(card)} GiB" if card else "on each card; no card was told"
    # The setting is told by LoRA's: of QLoRA's it has all but how the base is held.
    how = setting_words(fits[METHODS.index("lora")].setting)
    told = paragraph(
        f"Peak memory of {target.name} {where}, with {how}.",
        *target.notes,
        *limits(target, fits),
        "This is an estimate from published runs.",
        *_gate(advice),
    )
    rows = [_row(one) for one in fits]
    return section(3, title, told, Table(("Way", "GiB", "Range", "Verdict"), tuple(rows)))


def _gate(advice: Advice) -> Iterator[str]:
    """Yield what the gate on memory reads of all cards together, where that is known."""
    need, margin = advice.readings.get(QLORA_NEED), advice.readings.get(QLORA_MARGIN)
    if isinstance(need, Span):
        told = f"At its leanest usual setting QLoRA needs {_ranged(need)} GiB"
        has = f": all cards together have {_ranged(margin)} times that" if margin else ""
        yield f"{told}{has}. This is what the gate on memory reads."


def _ranged(reading: object) -> str:
    if isinstance(reading, Span):
        return f"{reading.value:.1f} ({reading.low:.1f} to {reading.high:.1f})"
    return f"{reading:.1f}" if isinstance(reading, (int, float)) else str(reading)


def _row(found: Fit) -> tuple[Line, ...]:
    made = found.estimate
    told = verdict_word(found.verdict) if found.card else ""
    return (
        one_line(METHOD_TITLES[found.setting.method]),
        one_line(gib(made.device)),
        one_line(f"{gib(made.low)} to {gib(made.high)}"),
        one_line(told),
    )


def _fits(advice: Advice) -> tuple[Target, list[Fit]] | None:
    base, answers = advice.base, advice.answers
    if base.feasibility is None or answers.value("model.access") != "open_weights":
        return None
    try:
        target = of_answers(base, answers)
    except AdvisorError:
        return None
    if target is None:
        return None
    card = answers.value("operations.gpu_memory_gb")
    size = float(card) if isinstance(card, (int, float)) else None
    settings = _settings(base.feasibility, answers.value("operations.gpus"))
    constants = base.feasibility.memory
    return target, [fit(target.architectures, one, constants, size) for one in settings]


def _settings(assumed: Feasibility, told: object) -> Iterator[Setting]:
    gpus = told if isinstance(told, int) and told > 1 else 1
    for method in METHODS:
        usual = from_entry(assumed.usual[method])
        yield usual if gpus == 1 else usual.sharded(gpus)


def cost(advice: Advice) -> Section:
    """Return what prompting and tuning cost; empty where calls, prompt or prices are not told."""
    title = "What It Costs"
    found = _sheet(advice)
    if found is None:
        return section(3, title)
    drawn = cost_curve(found)
    instead = Fence("text", "\n".join(curve_lines(drawn)))
    lines = [*break_even_lines(found), verdict_line(found)]
    swings = [f"It depends on the {one}." for one in list(swing_lines(found))[:MOST_SWINGS]]
    served = f" on {found.host.title}" if found.case.hosting and found.host else ""
    ways = f"{found.prompted.title} prompted, or {found.tuned}{served}."
    return section(
        3,
        title,
        paragraph(ways, *lines),
        Picture(curve_svg(found, drawn), instead),
        items([*swings, *_rests(found), *_prices(advice, found)]),
    )


def _sheet(advice: Advice) -> Sheet | None:
    base, answers = advice.base, advice.answers
    told = ("operations.calls_per_month", "operations.prompt_tokens")
    if base.feasibility is None or any(answers.value(question) is None for question in told):
        return None
    try:
        return sheet(base, base.feasibility, answers, Wanted(), advice.date)
    except AdvisorError:
        return None


def _rests(found: Sheet) -> Iterator[str]:
    for origin in ("your answers", "assumed"):
        parts = [
            f"{NAMES[one.name]} {number(one.value)}" for one in found.inputs if one.origin == origin
        ]
        if parts:
            yield f"{'Assumed' if origin == 'assumed' else 'From the answers'}: {', '.join(parts)}."
    yield from found.notes


def _prices(advice: Advice, found: Sheet) -> Iterator[str]:
    old = {aged.id: aged for aged in found.aged}
    for price in found.prices:
        aged = old.get(price.id)
        late = f" {aged.days} days old, past its shelf life of {aged.shelf_life}." if aged else ""
        yield f"Price of {price_line(advice.base, price)}{late}"
