"""What prompting and tuning cost, and from where tuning pays: closed formulas over one case.

docs/feasibility.md explains them. Money is US$; it knows no price table and no answers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

MILLION = 1e6
NEVER = math.inf


@dataclass(frozen=True)
class TokenPrice:
    """US$ per million tokens of input, cached input, cache writes and output."""

    input: float
    cached: float
    cache_write: float
    output: float

    def times(self, factor: float) -> TokenPrice:
        """Return all prices times a factor."""
        parts = (self.input, self.cached, self.cache_write, self.output)
        return TokenPrice(*(factor * part for part in parts))


FREE = TokenPrice(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Case:
    """Prompting against tuning: tokens of one call, prices, and what is paid besides.

    `one_off` is what one tuning costs, all of it again every `retune_months`; `hosting` is per
    month, whatever the calls; `hit_rate` is the share of calls that find the prefix cached.
    """

    prompted: TokenPrice
    tuned: TokenPrice
    prompt_tokens: float
    tuned_prefix: float
    input_tokens: float
    output_tokens: float
    hit_rate: float
    calls_per_month: float
    hosting: float
    one_off: float
    retune_months: float
    lifetime_months: float

    @property
    def prompted_call(self) -> float:
        """US$ of one prompted call: prefix, input and output."""
        price, k = self.prompted, self.hit_rate
        # Where nothing is cached there is nothing to write either.
        miss = price.cache_write if k > 0 else price.input
        prefix = self.prompt_tokens * (k * price.cached + (1 - k) * miss)
        rest = self.input_tokens * price.input + self.output_tokens * price.output
        return (prefix + rest) / MILLION

    @property
    def tuned_call(self) -> float:
        """US$ of one call of the tuned model, hosting apart; its prefix is too short to cache."""
        tokens = self.tuned_prefix + self.input_tokens
        return (tokens * self.tuned.input + self.output_tokens * self.tuned.output) / MILLION

    @property
    def saved_call(self) -> float:
        """US$ that a tuned call saves, negative where it costs more."""
        return self.prompted_call - self.tuned_call

    @property
    def monthly_fixed(self) -> float:
        """US$ a month whatever the calls: hosting, and the one-off cost over its life."""
        return self.hosting + self.one_off / min(self.retune_months, self.lifetime_months)

    @property
    def break_even_calls(self) -> float:
        """Calls a month from which tuning is cheaper; infinite where it never is."""
        return _over(self.monthly_fixed, self.saved_call)

    @property
    def break_even_calls_in_all(self) -> float:
        """Calls that pay the one-off cost where there is no hosting; infinite where never."""
        return _over(self.one_off, self.saved_call) if self.hosting == 0 else NEVER

    @property
    def months_to_repay(self) -> float:
        """Months in which the saving pays the one-off cost; infinite where it never does."""
        return _over(self.one_off, self.calls_per_month * self.saved_call - self.hosting)

    @property
    def break_even_prefix(self) -> float:
        """Tokens of the prompt from which a tuned call is cheaper, hosting and tuning apart."""
        price, k = self.prompted, self.hit_rate
        miss = price.cache_write if k > 0 else price.input
        rest = self.input_tokens * price.input + self.output_tokens * price.output
        return _over(MILLION * self.tuned_call - rest, k * price.cached + (1 - k) * miss)

    def prompted_month(self, calls: float) -> float:
        """Return US$ a month of prompting at this many calls."""
        return calls * self.prompted_call

    def tuned_month(self, calls: float) -> float:
        """Return US$ a month of tuning at this many calls, its one-off cost spread."""
        return self.monthly_fixed + calls * self.tuned_call

    @property
    def lifetime_costs(self) -> tuple[float, float]:
        """US$ of prompting and of tuning over the whole life."""
        months, calls = self.lifetime_months, self.calls_per_month
        return months * self.prompted_month(calls), months * self.tuned_month(calls)


def _over(cost: float, saved: float) -> float:
    """Return how many savings pay a cost: none where there is no cost, never without a saving."""
    if saved <= 0:
        return NEVER
    return max(0.0, cost / saved)


@dataclass(frozen=True)
class Swing:
    """The break-even calls a month where one input is at its low and at its high end."""

    name: str
    factors: tuple[float, float]
    low: float
    high: float

    @property
    def width(self) -> float:
        """How far apart the two ends are, as a difference of logarithms."""
        low, high = (min(max(end, 1.0), 1e15) for end in (self.low, self.high))
        return abs(math.log(high / low))


# How each input of the tornado is turned by a factor.
TURNS: dict[str, Callable[[Case, float], Case]] = {
    "prompt_tokens": lambda case, f: replace(case, prompt_tokens=f * case.prompt_tokens),
    "input_tokens": lambda case, f: replace(case, input_tokens=f * case.input_tokens),
    "output_tokens": lambda case, f: replace(case, output_tokens=f * case.output_tokens),
    "prompt_price": lambda case, f: replace(case, prompted=case.prompted.times(f)),
    "tuned_price": lambda case, f: replace(case, tuned=case.tuned.times(f)),
    "hosting": lambda case, f: replace(case, hosting=f * case.hosting),
    "one_off": lambda case, f: replace(case, one_off=f * case.one_off),
    "retune_months": lambda case, f: replace(case, retune_months=f * case.retune_months),
    "lifetime_months": lambda case, f: replace(case, lifetime_months=f * case.lifetime_months),
    "cache": lambda case, f: replace(case, hit_rate=min(1.0, f * case.hit_rate)),
}


def tornado(case: Case, swings: Mapping[str, tuple[float, float]]) -> tuple[Swing, ...]:
    """Return what the break-even depends on, the most telling input first."""
    found = [
        Swing(name, ends, *(TURNS[name](case, factor).break_even_calls for factor in ends))
        for name, ends in swings.items()
    ]
    return tuple(sorted((one for one in found if one.low != one.high), key=lambda s: -s.width))
