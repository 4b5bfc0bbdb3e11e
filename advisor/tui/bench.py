"""What the Fit and cost mode tries out: settings to step through, and what follows from them.

It knows no screen; nothing tried here changes an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from advisor.answers.values import Answers
from advisor.errors import AdvisorError
from advisor.feasibility.fitting import Fit, fit
from advisor.feasibility.prices import PriceBook, weights_gib
from advisor.feasibility.setting import Setting, from_entry
from advisor.feasibility.sheet import Sheet, Wanted, sheet, training_tokens
from advisor.feasibility.target import Target, by_name, by_size
from advisor.feasibility.time import Duration, duration
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.feasibility import METHODS, Feasibility
from advisor.records.cost_words import NAMES
from advisor.records.fit_words import METHOD_TITLES, OPTIMISERS
from advisor.text import number

Value = str | float | bool
CARD_SIZES = (8.0, 12.0, 16.0, 24.0, 32.0, 40.0, 48.0, 80.0, 96.0, 141.0)
LENGTHS = tuple(2.0**power for power in range(7, 18))
DOUBLES = tuple(2.0**power for power in range(7))
TRAFFIC = tuple(mark * 10.0**power for power in range(2, 8) for mark in (1, 2, 5))
TOKENS = (50.0, 100.0, 200.0, 300.0, 500.0, 1000.0, 2000.0, 3000.0, 5000.0, 10_000.0, 30_000.0)
MONTHS = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0)
OWN_SIZE, PROVIDER = "", "provider"
SHORT = {
    "calls_per_month": "Calls a month",
    "prompt_tokens": "Prompt tokens",
    "input_tokens": "Input tokens",
    "output_tokens": "Output tokens",
    "retune_months": "Tuned anew",
    "lifetime_months": "Lifetime",
}


@dataclass(frozen=True)
class Row:
    """One setting: its name, the values it may take, and the place of the one taken."""

    id: str
    label: str
    values: tuple[Value, ...]
    place: int
    help: str = ""
    shown: Callable[[Value], str] = str

    @property
    def value(self) -> Value:
        """The value taken."""
        return self.values[self.place]

    @property
    def text(self) -> str:
        """The value as it is shown."""
        return self.shown(self.value)

    def step(self, by: int) -> Row:
        """Return the row with another value, staying at either end."""
        return replace(self, place=min(len(self.values) - 1, max(0, self.place + by)))


def _numbers(
    id: str, label: str, values: Iterable[float], at: float, help: str = "", unit: str = ""
) -> Row:
    """Return a row of numbers that has the one told among them."""
    told = tuple(sorted({*values, at}))
    return Row(id, label, told, told.index(at), help, lambda v: f"{number(float(v))}{unit}")


def _yes_no(id: str, label: str, on: bool, help: str) -> Row:
    return Row(id, label, (False, True), int(on), help, lambda v: "on" if v else "off")


class Bench:
    """The rows of both views, begun from the answers, and what follows from them."""

    def __init__(self, base: KnowledgeBase, assumed: Feasibility, answers: Answers, day: date):
        """Begin with what the answers tell, and else with usual settings."""
        self.base, self.assumed, self.answers, self.day = base, assumed, answers, day
        self.models = {
            model.id: model.title
            for model in base.models.values()
            if model.access == "open_weights" and model.params_b is not None
        }
        self.memory: list[Row] = list(self._memory_rows())
        self.cost: list[Row] = []
        self.cost = list(self._cost_rows())

    def _told(self, question: str, otherwise: float) -> float:
        value = self.answers.value(question) if question else None
        known = isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
        return float(value) if known else otherwise  # type: ignore[arg-type]

    def _memory_rows(self) -> Iterable[Row]:
        usual = from_entry(self.assumed.usual["lora"])
        yield self._model_row()
        yield Row(
            "method", "Method", METHODS, 0, "How it is tuned", lambda v: METHOD_TITLES[str(v)]
        )
        yield _numbers("seq_len", "Row length", LENGTHS, float(usual.seq_len), "Tokens of a row")
        yield _numbers("batch", "Batch", DOUBLES, 1.0, "Rows at once on one card")
        yield _yes_no("grad_ckpt", "Checkpointing", True, "Computes activations again: slower")
        yield _yes_no("chunked_loss", "Fused loss", False, "Never holds all logits")
        kinds = ("adamw", "adamw_8bit")
        yield Row("optimizer", "Optimiser", kinds, 0, "Of what is trained", _optimiser_words)
        yield _numbers("rank", "Rank", (4, 8, 16, 32, 64, 128, 256), 16.0, "Of the adapters")
        gpus = self._told("operations.gpus", 1.0)
        yield _numbers("gpus", "Cards", DOUBLES, gpus, "Several are sharded over")
        card = self._told("operations.gpu_memory_gb", 24.0)
        yield _numbers("card", "Card", CARD_SIZES, card, "Memory of one card", " GiB")
        cards = tuple(one.id for one in self.assumed.time.card)
        titles = {one.id: one.title for one in self.assumed.time.card}
        yield Row("kind", "Timed on", cards, 0, "A kind of card, for the time", _in(titles))

    def _model_row(self) -> Row:
        names, at = list(self.models), self.answers.model_name
        size = self._told("model.params_b", 0.0)
        if at not in self.models and size:
            names, at = [OWN_SIZE, *names], OWN_SIZE
        titles = {**self.models, OWN_SIZE: f"{size:g} billion parameters"}
        told = "The model that is tuned" if at in titles else "No model is told: an example"
        place = names.index(at) if at in names else len(names) // 2
        return Row("model", "Model", tuple(names), place, told, _in(titles))

    def _cost_rows(self) -> Iterable[Row]:
        book = PriceBook(self.base, self.answers, self.day)
        titles = {price.id: price.title for price in book.known.values()}
        yield self._prompted_row(book, titles)
        yield self._host_row(book, titles)
        usual = self.assumed.cost
        told = {
            "calls_per_month": (TRAFFIC, "operations.calls_per_month", ""),
            "prompt_tokens": (TOKENS, "operations.prompt_tokens", ""),
            "input_tokens": (TOKENS, "", ""),
            "output_tokens": (TOKENS, "", ""),
            "retune_months": (MONTHS, "", " months"),
            "lifetime_months": (MONTHS, "operations.lifetime_months", " months"),
        }
        for id, (values, question, unit) in told.items():
            at_first = self._told(question, float(getattr(usual, id)))
            words = NAMES[id]
            help = f"{words[0].upper()}{words[1:]}"
            yield _numbers(id, SHORT[id], values, at_first, help, unit)

    def _prompted_row(self, book: PriceBook, titles: dict[str, str]) -> Row:
        """Return the models that may be prompted, the cheapest first."""
        priced = [p for p in book.known.values() if p.input is not None and p.cached is not None]
        names = [price.id for price in sorted(priced, key=lambda price: price.input or 0.0)]
        name = self.answers.model_name
        told = "The model you prompt" if name in names else "The model you prompt: an example"
        place = names.index(name) if name in names else len(names) // 2
        return Row("prompt_model", "Prompted", tuple(names), place, told, _in(titles))

    def _host_row(self, book: PriceBook, titles: dict[str, str]) -> Row:
        """Return where a tuned model may run, begun at the cheapest that holds it."""
        cards = [price for price in book.known.values() if price.hosting_hour is not None]
        names = [price.id for price in sorted(cards, key=lambda price: price.hosting_hour or 0.0)]
        own = book.known.get(self.answers.model_name or "")
        size = max((one.parameters for one in self.target().architectures), default=0)
        cheapest = book.cheapest_card(weights_gib(size))
        place = 0 if cheapest is None else 1 + names.index(cheapest.id)
        if own is not None and own.tuned_multiple is not None:
            place = 0
        shown = {**titles, PROVIDER: "by its provider"}
        hosts = (PROVIDER, *names)
        return Row("host", "Tuned, served", hosts, place, "Where the tuned model runs", _in(shown))

    def value(self, id: str) -> Value:
        """Return what a row has now."""
        return next(row.value for row in (*self.memory, *self.cost) if row.id == id)

    def step(self, id: str, by: int) -> None:
        """Take the next or the last value of a row."""
        for rows in (self.memory, self.cost):
            for place, row in enumerate(rows):
                if row.id == id:
                    rows[place] = row.step(by)

    def target(self) -> Target:
        """Return the model that is tuned."""
        name = str(self.value("model"))
        if name == OWN_SIZE:
            return by_size(self.base, self._told("model.params_b", 1.0))
        return by_name(self.base, name)

    def setting(self) -> Setting:
        """Return the setting of the run."""
        method = str(self.value("method"))
        gpus = int(self.value("gpus"))
        return replace(
            from_entry(self.assumed.usual[method]),
            seq_len=int(self.value("seq_len")),
            batch=int(self.value("batch")),
            grad_ckpt=bool(self.value("grad_ckpt")),
            chunked_loss=bool(self.value("chunked_loss")),
            optimizer=str(self.value("optimizer")),
            rank=int(self.value("rank")),
            gpus=gpus,
            shard="fsdp" if gpus > 1 else "none",
        )

    def fit(self) -> Fit:
        """Return how the run does on the cards."""
        target, card = self.target(), float(self.value("card"))
        return fit(target.architectures, self.setting(), self.assumed.memory, card, target.context)

    def time(self, tokens: float) -> Duration:
        """Return how long the run takes on the kind of card chosen."""
        card = next(one for one in self.assumed.time.card if one.id == self.value("kind"))
        widths = self.target().architectures[0]
        return duration(widths, self.setting(), self.assumed.time, card, tokens)

    def training_tokens(self) -> float:
        """Return the tokens of one training run, epochs counted."""
        told = {name: float(self.value(name)) for name in ("input_tokens", "output_tokens")}
        return training_tokens(self.assumed.cost, self.answers, told)

    def sheet(self) -> Sheet | str:
        """Return the cost sheet, or why there is none."""
        host = str(self.value("host"))
        prompted = str(self.value("prompt_model"))
        tuned = str(self.value("model"))
        wanted = Wanted(
            prompt_model=prompted,
            tuned_model=prompted if host == PROVIDER else tuned or None,
            host=None if host == PROVIDER else host,
            figures={name: float(self.value(name)) for name in SHORT},
        )
        try:
            return sheet(self.base, self.assumed, self.answers, wanted, self.day)
        except AdvisorError as fault:
            return fault.message


def _in(titles: dict[str, str]) -> Callable[[Value], str]:
    return lambda value: titles.get(str(value), str(value))


def _optimiser_words(value: Value) -> str:
    return OPTIMISERS[str(value)]
