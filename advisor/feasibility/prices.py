"""Prices of the knowledge with the builder's own in their place, and what a tuned model costs."""

from __future__ import annotations

from datetime import date

from advisor.answers.values import Answers
from advisor.errors import AnswersError, Problem
from advisor.feasibility.architecture import Architecture, from_catalogue
from advisor.feasibility.cost import FREE, TokenPrice
from advisor.feasibility.setting import from_entry
from advisor.feasibility.time import HOUR, duration
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries.feasibility import PRICE_FIGURES, Feasibility, Price
from advisor.text import nearest, visible

MILLION, GIB = 1e6, 2**30
OWN = "By your own answers file."
# Of a card that serves a model, what is left for its 16-bit weights; the rest holds the context.
SERVED_SHARE = 0.8


class PriceBook:
    """Every price by its id; what the answers tell of one beats the knowledge."""

    def __init__(self, base: KnowledgeBase, answers: Answers, day: date) -> None:
        """Lay the prices of the answers, which count as of the day, over those of the knowledge."""
        self.known: dict[str, Price] = dict(base.prices)
        for name, told in answers.prices.items():
            self.known[name] = _with(self.known.get(name), name, dict(told), day)

    def named(self, name: str, flag: str) -> Price:
        """Return the price of this id.

        Raises AnswersError where there is none.
        """
        price = self.known.get(name)
        if price is None:
            near = nearest(name, list(self.known))
            hint = f"did you mean {near}?" if near else "see: advisor cost --prices"
            to_do = f'{hint} or tell it under [prices."{visible(name)[:40]}"] of the answers'
            raise AnswersError((Problem(flag, visible(name)[:120], "no price is known", to_do),))
        return price

    def prompted(self, named: str | None, model: str | None) -> Price:
        """Return the price of the model that is prompted: the one named, else the answers'."""
        if named is not None:
            return _with_tokens(self.named(named, "--prompt-model"), "--prompt-model")
        if model in self.known and self.known[model].input is not None:
            return _with_tokens(self.known[model], "model.name")
        priced = [name for name, price in self.known.items() if price.cached is not None]
        what = "the model that you would prompt has no price"
        to_do = f"name one with --prompt-model, such as {', '.join(priced[:6])}"
        raise AnswersError((Problem("--prompt-model", "", what, to_do),))

    def cheapest_card(self, gib: float) -> Price | None:
        """Return the card with this much memory that is cheapest by the hour."""
        cards = [
            price
            for price in self.known.values()
            if price.hosting_hour is not None and (price.memory_gib or 0.0) >= gib
        ]
        return min(cards, key=lambda price: price.hosting_hour or 0.0, default=None)

    def cheapest_training(self, params_b: float) -> Price | None:
        """Return the cheapest price of training a model of this size, in billions."""
        found = [
            price
            for price in self.known.values()
            if price.training is not None and (price.up_to_b or 0.0) >= params_b
        ]
        return min(found, key=lambda price: price.training or 0.0, default=None)


def _with(price: Price | None, name: str, told: dict[str, float], day: date) -> Price:
    """Return a price with the builder's own figures; cache writes keep their ratio to input."""
    if price is None:
        price = Price(id=name, title=visible(name)[:80], as_of=day, sources={})
    figures = {key: told[key] for key in PRICE_FIGURES if key in told}
    if "input" in figures and price.cache_write is not None and price.input:
        figures["cache_write"] = price.cache_write * figures["input"] / price.input
    return price.model_copy(update={**figures, "as_of": day, "note": OWN})


def _with_tokens(price: Price, flag: str) -> Price:
    missing = [name for name in ("input", "output") if getattr(price, name) is None]
    if missing:
        what = f"{price.id} has no price of {' and '.join(missing)}"
        to_do = f'tell it under [prices."{visible(price.id)}"] of the answers'
        raise AnswersError((Problem(flag, "", what, to_do),))
    return price


def token_price(price: Price) -> TokenPrice:
    """Return the prices per token; without a price for cached input or writes, that of input."""
    base = price.input or 0.0
    cached = base if price.cached is None else price.cached
    write = base if price.cache_write is None else price.cache_write
    return TokenPrice(base, cached, write, price.output or 0.0)


def weights_gib(parameters: float) -> float:
    """Return the memory of a card that serves a model of so many parameters in 16 bits, in GiB."""
    return 2 * parameters / GIB / SERVED_SHARE


class Tuned:
    """What the tuned model costs: per token where it is served so, else by the hour of a card."""

    def __init__(
        self,
        base: KnowledgeBase,
        assumed: Feasibility,
        name: str | None,
        params_b: float | None,
        host: str | None,
        prices: PriceBook,
        prompted: Price,
    ) -> None:
        """Choose how a model is tuned and served."""
        model = base.model(name)
        self.widths = from_catalogue(model) if model is not None else None
        self.params_b = params_b or (float(model.params_b) if model and model.params_b else None)
        is_open = model is not None and model.access == "open_weights"
        self.title = model.title if model and is_open else _size_title(self.params_b)
        self.assumed, self.prices = assumed, prices
        self.notes: list[str] = []
        self.host: Price | None = None
        self.hour: float | None = None
        self.tokens = FREE
        own = prices.known.get(name or prompted.id)
        if host is None and own is not None and own.tuned_multiple is not None:
            self.host, self.title = own, f"{own.title}, tuned by the provider"
            self.tokens = token_price(own).times(own.tuned_multiple)
        else:
            self.host = prices.named(host, "--host") if host else self._cheapest()
            if self.host.hosting_hour is not None:
                self.hour = self.host.hosting_hour
            else:
                self.tokens = token_price(_with_tokens(self.host, "--host"))
        self.used: list[Price] = [self.host]

    def _cheapest(self) -> Price:
        gib = weights_gib((self.params_b or 0.0) * 1e9)
        found = self.prices.cheapest_card(gib)
        if found is None:
            what = f"no card of the price table holds {gib:,.0f} GiB"
            to_do = 'name one with --host and tell it under [prices."…"] hosting_hour'
            raise AnswersError((Problem("--host", "", what, to_do),))
        if self.params_b is None:
            self.notes.append(
                "The size of the tuned model is not told: the cheapest card stands in."
            )
        return found

    def training(self, tokens: float) -> float:
        """Return US$ for training on so many tokens, epochs counted.

        By the host's own price, else by the time on its card, else by the cheapest service.
        """
        host = self.host
        if host is not None and host.training is not None:
            return tokens * host.training / MILLION
        hours = self._hours(self.widths, tokens)
        if host is not None and hours is not None:
            return hours * (host.hosting_hour or 0.0)
        service = self.prices.cheapest_training(self.params_b or 0.0)
        if service is None:
            self.notes.append("No price of training is known for it: counted as 0.")
            return 0.0
        self.used.append(service)
        return tokens * (service.training or 0.0) / MILLION

    def _hours(self, widths: Architecture | None, tokens: float) -> float | None:
        cards = {card.id: card for card in self.assumed.time.card}
        card = cards.get(self.host.card) if self.host else None
        if card is None or widths is None:
            return None
        setting = from_entry(self.assumed.usual["lora"])
        return duration(widths, setting, self.assumed.time, card, tokens).seconds / HOUR


def _size_title(params_b: float | None) -> str:
    return f"a model of {params_b:g} billion parameters" if params_b else "a tuned open model"
