"""The cost sheet of a builder: a case out of answers, dated prices and stated assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from advisor.answers.values import Answers
from advisor.feasibility.cost import Case, Swing, tornado
from advisor.feasibility.prices import OWN, PriceBook, Tuned, token_price
from advisor.knowledge.ageing import Aged, aged_price
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.feasibility import Cost, Feasibility, Price


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the way in; what is not there is taken from the answers, or assumed.

    `figures` are named as in `FIGURES`.
    """

    prompt_model: str | None = None
    tuned_model: str | None = None
    host: str | None = None
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Input:
    """One figure that the sheet rests on, with where it came from."""

    name: str
    value: float
    origin: str


@dataclass(frozen=True)
class OneOff:
    """What one tuning costs in US$: the machine, the labels, the evaluation."""

    training: float
    labelling: float
    evaluation: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.training + self.labelling + self.evaluation


@dataclass(frozen=True)
class Sheet:
    """A case with what it rests on; `case` counts a cache only where `caches` says that it can.

    `hit_rate` is what a cache would have.
    """

    case: Case
    hit_rate: float
    prompted: Price
    tuned: str
    host: Price | None
    one_off: OneOff
    inputs: tuple[Input, ...]
    caches: bool
    swings: tuple[Swing, ...]
    prices: tuple[Price, ...]
    aged: tuple[Aged, ...]
    notes: tuple[str, ...]

    @property
    def uncached(self) -> Case:
        """The same case without a cache."""
        return replace(self.case, hit_rate=0.0)

    @property
    def cached(self) -> Case:
        """The same case with a cache, whether it can be counted on or not."""
        return replace(self.case, hit_rate=self.hit_rate)


# Each figure with the question that may tell it; the others are told on the way in, or assumed.
FIGURES: dict[str, str] = {
    "calls_per_month": "operations.calls_per_month",
    "prompt_tokens": "operations.prompt_tokens",
    "lifetime_months": "operations.lifetime_months",
    "examples": "data.examples",
    "input_tokens": "",
    "output_tokens": "",
    "tuned_prefix_tokens": "",
    "cache_hit_rate": "",
    "retune_months": "",
    "epochs": "",
    "hourly_wage": "",
    "evaluation_hours": "",
    "hours_per_month": "",
}


# What one training example is made of.
TOKENS_OF_ONE = ("tuned_prefix_tokens", "input_tokens", "output_tokens")


class _Figures:
    """The figures of a sheet, each noted with its origin when it is first used."""

    def __init__(self, assumed: Cost, answers: Answers, told: Mapping[str, float]) -> None:
        self.assumed, self.answers, self.told = assumed, answers, told
        self.used: dict[str, Input] = {}

    def __getitem__(self, name: str) -> float:
        if name not in self.used:
            self.used[name] = self._found(name)
        return self.used[name].value

    def _found(self, name: str) -> Input:
        if name in self.told:
            return Input(name, self.told[name], "told")
        answer = self.answers.given.get(FIGURES[name]) if FIGURES[name] else None
        if answer is not None and isinstance(answer.value, (int, float)) and answer.value > 0:
            return Input(name, float(answer.value), "your answers")
        return Input(name, float(getattr(self.assumed, name)), "assumed")

    def note(self, name: str, value: float, origin: str) -> float:
        """Keep a figure that was worked out, and return it."""
        self.used[name] = Input(name, value, origin)
        return value


def sheet(
    base: KnowledgeBase, assumed: Feasibility, answers: Answers, wanted: Wanted, day: date
) -> Sheet:
    """Return the cost sheet for these answers as of a day.

    Raises AnswersError where a price is named that is not there, or none can be chosen.
    """
    figures = _Figures(assumed.cost, answers, wanted.figures)
    prices = PriceBook(base, answers, day)
    prompted = prices.prompted(wanted.prompt_model, answers.model_name)
    name = wanted.tuned_model or answers.model_name
    size = answers.value("model.params_b") if wanted.tuned_model is None else None
    params_b = float(size) if isinstance(size, (int, float)) else None
    tuned = Tuned(base, assumed, name, params_b, wanted.host, prices, prompted)
    one_off = _one_off(figures, answers, tuned)
    hit_rate = figures["cache_hit_rate"] if prompted.cached is not None else 0.0
    case = _case(figures, prompted, tuned, hit_rate, one_off)
    used = tuple({price.id: price for price in (prompted, *tuned.used)}.values())
    aged = [aged_price(base, price.id, day) for price in used if price.note != OWN]
    return Sheet(
        case,
        hit_rate,
        prompted,
        tuned.title,
        tuned.host,
        one_off,
        tuple(figures.used.values()),
        case.hit_rate > 0,
        tornado(case, assumed.cost.swing),
        used,
        tuple(one for one in aged if one is not None),
        tuple(tuned.notes),
    )


def _case(
    figures: _Figures, prompted: Price, tuned: Tuned, hit_rate: float, one_off: OneOff
) -> Case:
    """Return the case; a cache counts only for prompts that are long and traffic that is steady."""
    caches = (
        figures["prompt_tokens"] >= figures.assumed.cache_least_tokens
        and figures["calls_per_month"] >= figures.assumed.cache_calls_per_month
    )
    return Case(
        prompted=token_price(prompted),
        tuned=tuned.tokens,
        prompt_tokens=figures["prompt_tokens"],
        tuned_prefix=figures["tuned_prefix_tokens"],
        input_tokens=figures["input_tokens"],
        output_tokens=figures["output_tokens"],
        hit_rate=hit_rate if caches else 0.0,
        calls_per_month=figures["calls_per_month"],
        hosting=(tuned.hour or 0.0) * figures["hours_per_month"],
        one_off=one_off.total,
        retune_months=figures["retune_months"],
        lifetime_months=figures["lifetime_months"],
    )


def training_tokens(
    assumed: Cost, answers: Answers, told: Mapping[str, float] | None = None
) -> float:
    """Return the tokens of one training run, epochs counted."""
    return _training_tokens(_Figures(assumed, answers, told or {}), answers)


def _training_tokens(figures: _Figures, answers: Answers) -> float:
    told = answers.value("data.tokens")
    if isinstance(told, int) and told > 0:
        tokens = figures.note("data_tokens", float(told), "your answers")
    else:
        each = sum(figures[part] for part in TOKENS_OF_ONE)
        worked_out = figures["examples"] * each
        tokens = figures.note("data_tokens", worked_out, "examples times tokens of one")
    return tokens * figures["epochs"]


def _one_off(figures: _Figures, answers: Answers, tuned: Tuned) -> OneOff:
    """Return what one tuning costs; examples that are there already need no labels."""
    tokens = _training_tokens(figures, answers)
    minutes = figures.assumed.labelling_minutes.usual
    have = answers.value("data.examples")
    missing = figures["examples"] if not have or "examples" in figures.told else 0.0
    figures.note("to_label", missing, "examples that you do not have yet")
    labelling = missing * minutes / 60 * figures["hourly_wage"]
    evaluation = figures["evaluation_hours"] * figures["hourly_wage"]
    return OneOff(tuned.training(tokens), labelling, evaluation)
