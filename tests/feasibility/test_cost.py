"""Cost and break-even: worked examples from dated prices, laws, the builder's own prices."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.answers.values import Answer, Answers, from_values
from advisor.errors import AnswersError
from advisor.feasibility.cost import FREE, TURNS, Case, TokenPrice, tornado
from advisor.feasibility.prices import PriceBook, token_price
from advisor.feasibility.setting import Setting
from advisor.feasibility.sheet import Wanted, sheet
from advisor.feasibility.target import by_name, by_size
from advisor.feasibility.time import duration

DAY = date(2026, 11, 25)
# 1,000 examples, 3 epochs, 650 tokens each.
TRAINING_TOKENS = 1_950_000


def case(prompted: TokenPrice, tuned: TokenPrice, k: float, **more: float) -> Case:
    told = {"calls_per_month": 1e5, "hosting": 0.0, "one_off": 0.0}
    told |= {"retune_months": 24, "lifetime_months": 24} | more
    return Case(prompted, tuned, 3000, 200, 300, 150, k, **told)


@pytest.fixture(scope="module")
def prices(real) -> dict:
    return PriceBook(real, Answers(), DAY).known


def test_case_a_the_same_vendor(prices):
    mini = prices["gpt-4.1-mini"]
    tuned = token_price(mini).times(mini.tuned_multiple)
    training = TRAINING_TOKENS * mini.training / 1e6
    bare = case(token_price(mini), tuned, 0.0, one_off=training)
    cached = replace(bare, hit_rate=0.9)
    assert 1000 * bare.prompted_call == pytest.approx(1.56)
    assert 1000 * cached.prompted_call == pytest.approx(0.75)
    assert 1000 * bare.tuned_call == pytest.approx(0.88)
    assert training == pytest.approx(9.75)
    assert bare.break_even_calls_in_all == pytest.approx(14_300, rel=0.005)
    assert cached.break_even_calls_in_all == math.inf


# US$ an hour as listed on 2026-05-07 (techbytes.app, serverless GPU pricing matrix).
IN_MAY = {"A10 at Lambda": 0.86, "L40S at Modal": 1.95, "H100 PCIe at Lambda": 2.86}


@pytest.mark.parametrize(
    ("host", "month", "bare_calls", "cached_calls"),
    [
        ("A10 at Lambda", 628, 155_000, 412_000),
        ("L40S at Modal", 1424, 352_000, 936_000),
        ("H100 PCIe at Lambda", 2088, 516_000, 1_370_000),
    ],
)
def test_case_b_an_own_card(real, prices, host, month, bare_calls, cached_calls):
    answers = Answers(prices={host: {"hosting_hour": IN_MAY[host]}})
    wanted = Wanted("claude-haiku-4-5", "llama-3.1-8b", host)
    hosting = sheet(real, real.feasibility, answers, wanted, DAY).case.hosting
    haiku = token_price(prices["claude-haiku-4-5"])
    bare = case(haiku, FREE, 0.0, hosting=hosting)
    cached = replace(bare, hit_rate=0.95)
    assert hosting == pytest.approx(month, abs=0.5)
    assert 1000 * bare.prompted_call == pytest.approx(4.05)
    assert 1000 * cached.prompted_call == pytest.approx(1.52, abs=0.005)
    assert bare.break_even_calls == pytest.approx(bare_calls, rel=0.005)
    assert cached.break_even_calls == pytest.approx(cached_calls, rel=0.005)


def test_case_c_without_a_server(prices):
    service = prices["fireworks-16b"]
    training = TRAINING_TOKENS * service.training / 1e6
    bare = case(token_price(prices["gpt-5-mini"]), token_price(service), 0.0, one_off=training)
    cached = replace(bare, hit_rate=0.9)
    assert 1000 * bare.prompted_call == pytest.approx(1.13, abs=0.006)
    assert 1000 * cached.prompted_call == pytest.approx(0.52, abs=0.005)
    assert 1000 * bare.tuned_call == pytest.approx(0.13)
    assert bare.break_even_calls_in_all == pytest.approx(980, rel=0.005)
    assert cached.break_even_calls_in_all == pytest.approx(2500, rel=0.01)


@pytest.mark.parametrize(
    ("name", "bare_tokens", "cached_tokens"),
    [("gpt-4.1", 750, 2308), ("gpt-4.1-mini", 1300, 4000), ("gpt-4o-mini", 1300, 2364)],
)
def test_the_prefix_from_which_tuning_wins(prices, name, bare_tokens, cached_tokens):
    price = prices[name]
    bare = case(token_price(price), token_price(price).times(price.tuned_multiple), 0.0)
    assert round(bare.break_even_prefix) == bare_tokens
    assert round(replace(bare, hit_rate=0.9).break_even_prefix) == cached_tokens


def test_the_time_of_the_worked_example(real):
    widths = by_size(real, 8.0).architectures[0]
    card = next(card for card in real.feasibility.time.card if card.id == "a100")
    found = duration(widths, Setting("lora"), real.feasibility.time, card, 2e6)
    assert found.seconds == pytest.approx(769, rel=0.01)
    assert (found.low, found.high) == (0.5 * found.seconds, 1.5 * found.seconds)
    slower = duration(widths, Setting("qlora"), real.feasibility.time, card, 2e6, packed=False)
    assert slower.seconds == pytest.approx(found.seconds / 0.75 / 0.35)


def test_a_mixture_of_experts_is_as_fast_as_its_active_parameters(real):
    (widths,) = by_name(real, "qwen3-30b-a3b").architectures
    assert widths.active == pytest.approx(3.3e9, rel=0.05)
    assert widths.parameters == pytest.approx(30.5e9, rel=0.02)


amounts = st.floats(0, 1e4)
prices_of_tokens = st.builds(TokenPrice, amounts, amounts, amounts, amounts)
cases = st.builds(
    Case,
    prompted=prices_of_tokens,
    tuned=prices_of_tokens,
    prompt_tokens=st.floats(0, 1e5),
    tuned_prefix=st.floats(0, 1e4),
    input_tokens=st.floats(0, 1e5),
    output_tokens=st.floats(0, 1e5),
    hit_rate=st.floats(0, 1),
    calls_per_month=st.floats(0, 1e9),
    hosting=st.floats(0, 1e5),
    one_off=st.floats(0, 1e6),
    retune_months=st.floats(1, 60),
    lifetime_months=st.floats(1, 120),
)


@given(one=cases)
def test_at_break_even_both_cost_the_same(one):
    even = one.break_even_calls
    assume(even < 1e15)
    prompted, tuned = one.prompted_month(even), one.tuned_month(even)
    assert prompted == pytest.approx(tuned, rel=1e-6, abs=1e-6)
    assert one.tuned_month(2 * even + 1) <= one.prompted_month(2 * even + 1) * (1 + 1e-9)


@given(one=cases)
def test_without_a_saving_tuning_never_pays(one):
    if one.saved_call <= 0:
        assert one.break_even_calls == math.inf
    if one.calls_per_month * one.saved_call <= one.hosting:
        assert one.months_to_repay == math.inf


@given(one=cases, factor=st.floats(1, 5))
def test_a_dearer_host_and_a_longer_life_move_it_the_right_way(one, factor):
    dearer = replace(one, hosting=one.hosting * factor)
    longer = replace(
        one, lifetime_months=one.lifetime_months * factor, retune_months=one.retune_months * factor
    )
    assert dearer.break_even_calls >= one.break_even_calls
    assert longer.break_even_calls <= one.break_even_calls * (1 + 1e-9)


@given(one=cases)
def test_the_tornado_is_in_order_and_its_ends_are_break_evens(one):
    found = tornado(one, {name: (0.5, 2.0) for name in TURNS})
    assert [swing.width for swing in found] == sorted((s.width for s in found), reverse=True)
    for swing in found:
        assert swing.low == TURNS[swing.name](one, 0.5).break_even_calls


def test_the_answers_file_beats_the_price_table(real):
    answers = Answers(prices={"lambda-a10": {"hosting_hour": 2.0}, "mine": {"hosting_hour": 0.1}})
    wanted = Wanted("claude-haiku-4-5", "llama-3.1-8b", "lambda-a10")
    dear = sheet(real, real.feasibility, answers, wanted, DAY)
    assert dear.case.hosting == pytest.approx(1460)
    assert "lambda-a10" not in [aged.id for aged in dear.aged]
    own = sheet(real, real.feasibility, answers, replace(wanted, host="mine"), DAY)
    assert own.case.hosting == pytest.approx(73)


def test_an_old_price_is_told(real):
    wanted = Wanted("claude-haiku-4-5", "llama-3.1-8b", "lambda-a10")
    found = sheet(real, real.feasibility, Answers(), wanted, date(2027, 1, 1))
    assert [aged.id for aged in found.aged] == ["lambda-a10"]
    fresh = sheet(real, real.feasibility, Answers(), wanted, DAY)
    assert fresh.aged == ()


def test_what_is_told_beats_the_answers_and_these_the_assumptions(real):
    answers = from_values({"operations.calls_per_month": 5000, "data.examples": 400})
    wanted = Wanted("claude-haiku-4-5", "llama-3.1-8b", figures={"prompt_tokens": 900.0})
    found = {
        one.name: (one.value, one.origin)
        for one in sheet(real, real.feasibility, answers, wanted, DAY).inputs
    }
    assert found["calls_per_month"] == (5000, "your answers")
    assert found["prompt_tokens"] == (900, "told")
    assert found["output_tokens"][1] == "assumed"
    assert found["to_label"][0] == 0


def test_a_cache_is_not_counted_on_for_short_prompts_or_thin_traffic(real):
    wanted = Wanted("claude-haiku-4-5", "llama-3.1-8b")
    for calls, tokens, caches in [(1e6, 3000, True), (1e6, 500, False), (500, 3000, False)]:
        figures = {"calls_per_month": calls, "prompt_tokens": tokens}
        found = sheet(real, real.feasibility, Answers(), replace(wanted, figures=figures), DAY)
        assert found.caches is caches
        assert found.cached.hit_rate > 0
        assert (found.case.hit_rate > 0) is caches


def test_a_provider_that_tunes_the_model_needs_no_card(real):
    answers = Answers({"model.name": Answer("gpt-4.1-mini")})
    found = sheet(real, real.feasibility, answers, Wanted(), DAY)
    assert found.case.hosting == 0
    assert found.case.tuned.input == pytest.approx(0.8)


def test_no_price_is_told_with_what_there_is(real):
    answers = Answers({"model.name": Answer("qwen3-8b")})
    with pytest.raises(AnswersError, match="--prompt-model"):
        sheet(real, real.feasibility, answers, Wanted(), DAY)
    with pytest.raises(AnswersError, match="did you mean lambda-a10"):
        sheet(real, real.feasibility, answers, Wanted("gpt-5-mini", host="lambda-a1"), DAY)
