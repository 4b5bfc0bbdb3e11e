"""How memory and prices enter the judgement: facts of the named model, in every what-if."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from advisor.advice import advise
from advisor.answers.values import Answer, Answers, from_values
from advisor.evaluate import recommended as judged
from advisor.explain.space import Space
from advisor.feasibility.facts import CACHED, QLORA_NEED, UNCACHED, witnessed
from tests.core.brute import drawn_answers

OPEN = {"model.name": "llama-3.3-70b", "operations.gpus": 1}
TUNABLE = {"model.name": "gpt-4.1-mini", "operations.calls_per_month": 200_000}
GATE = "gates/memory-short-peft"


def truth(real, day, answers: dict, entry: str) -> bool | None:
    return advise(real, from_values(answers), day).verdict.truths.get(entry, False)


def test_the_need_is_a_fact_with_its_range_and_its_origin(real):
    fact = witnessed(real, from_values(OPEN)).facts[QLORA_NEED]
    assert fact.origin == "computed"
    assert fact.low < fact.value < fact.high
    assert "leanest" in fact.method
    assert witnessed(real, from_values({"model.name": "gpt-oss-120b"})).facts == {}
    assert witnessed(real, Answers()).facts == {}


def test_the_gate_holds_below_the_range_only(real, day):
    fact = witnessed(real, from_values(OPEN)).facts[QLORA_NEED]
    expected = [(fact.low - 0.5, True), (fact.value, None), (fact.high + 0.5, False)]
    for gib, holds in expected:
        assert truth(real, day, OPEN | {"operations.gpu_memory_gb": gib}, GATE) is holds
    two = OPEN | {"operations.gpus": 2, "operations.gpu_memory_gb": fact.low - 0.5}
    assert truth(real, day, two, GATE) is False


def test_the_gate_never_holds_where_published_runs_fit(real, day):
    """torchtune tuned these by QLoRA within 4.6 and 7.4 GiB (README, table of memory)."""
    for name, gib in (("llama-3.2-3b", 4.6), ("llama-3.1-8b", 7.4)):
        told = {"model.name": name, "operations.gpus": 1, "operations.gpu_memory_gb": gib}
        assert truth(real, day, told, GATE) is not True


def test_a_short_prompt_speaks_against_dearer_tokens_and_a_long_one_for_them(real, day):
    facts = witnessed(real, from_values(TUNABLE)).facts
    assert (facts[UNCACHED].value, facts[CACHED].value) == pytest.approx((1300, 4000))
    for tokens, dearer, cheaper in ((900, True, False), (2000, False, False), (9000, False, True)):
        told = TUNABLE | {"operations.prompt_tokens": tokens}
        assert truth(real, day, told, "cost/tuned-call-dearer") is dearer
        assert truth(real, day, told, "cost/tuned-call-cheaper") is cheaper


def test_prices_of_the_answers_file_count(real):
    answers = replace(from_values(TUNABLE), prices={"gpt-4.1-mini": {"cached": 0.0, "output": 0.0}})
    facts = witnessed(real, answers).facts
    assert facts[UNCACHED].value < 1300
    assert facts[CACHED].value > 4000


def test_facts_out_of_an_old_record_are_worked_out_anew(real, day):
    stale = {QLORA_NEED: Answer(1.0, "computed"), "pilot.tuning_wins": Answer(0.9, "pilot")}
    advice = advise(real, replace(from_values(OPEN), facts=stale), day)
    assert advice.answers.facts[QLORA_NEED].value > 30
    assert advice.answers.facts["pilot.tuning_wins"].value == 0.9
    unnamed = advise(real, Answers(facts=stale), day)
    assert QLORA_NEED not in unnamed.answers.facts


@pytest.mark.parametrize("given", [OPEN, TUNABLE], ids=["memory", "prices"])
def test_what_ifs_stay_exact_with_a_named_model(real, day, given):
    """Choices of cells, which the margins cut, are judged as the judge does."""
    chance = Random(11)
    kept = {key: Answer(value) for key, value in given.items() if key == "model.name"}
    for part in (0.2, 0.6):
        drawn = drawn_answers(advise(real, Answers(kept), day), chance, part).given
        left = {key: value for key, value in drawn.items() if not key.startswith("operations.")}
        advice = advise(real, Answers({**left, **kept}), day)
        space = Space(real, advice.answers, advice.verdict.truths, advice._derive)
        for _ in range(80):
            choice = {}
            for name, cells in space.cells.items():
                more = {**choice, name: chance.choice(cells)}
                if chance.random() < 0.7 and space.possible(more):
                    choice = more
            expected = judged(real, advice._derive(space.completed(choice)))
            assert space.recommended(choice) == expected


def test_the_gate_cuts_the_memory_at_the_ends_of_the_range(real, day):
    fact = witnessed(real, from_values(OPEN)).facts[QLORA_NEED]
    advice = advise(real, from_values(OPEN), day)
    space = Space(real, advice.answers, advice.verdict.truths, advice._derive)
    starts = [cell.low for cell in space.cells["operations.gpu_memory_gb"]]
    assert min(abs(start - fact.low) for start in starts) < 1e-9
