"""Memory: the worked example, its laws, and published figures (every fourth development row)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.feasibility.architecture import (
    Architecture,
    from_catalogue,
    from_config,
    from_parameters,
)
from advisor.feasibility.fitting import FITS, TIGHT, TOO_LARGE, fit, verdict
from advisor.feasibility.memory import estimate, estimate_any
from advisor.feasibility.rows import predictions
from advisor.feasibility.setting import TARGETS, Setting
from advisor.feasibility.target import by_size, known_widths

PUBLISHED = Path(__file__).parent / "published.jsonl"
LLAMA = Architecture("an 8B", 32, 4096, 14336, 32, 8, 128, 128256)


@pytest.fixture(scope="module")
def constants(real):
    return real.feasibility.memory


@pytest.fixture(scope="module")
def rows() -> list[dict]:
    return [json.loads(line) for line in PUBLISHED.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("method", "peak", "device"),
    [("lora", 19.02, 22.04), ("qlora", 9.51, 11.77), ("full", 59.83, 66.12)],
)
def test_the_worked_example(constants, method, peak, device):
    found = estimate(LLAMA, Setting(method), constants)
    assert (round(found.peak, 2), round(found.device, 2)) == (peak, device)


@pytest.mark.parametrize(
    ("optimizer", "peak", "device"), [("adamw", 63.27, 69.83), ("adamw_amp", 138.05, 150.60)]
)
def test_the_worked_example_with_accumulation(constants, optimizer, peak, device):
    setting = Setting("full", optimizer=optimizer, grad_accum=True)
    found = estimate(LLAMA, setting, constants)
    assert (round(found.peak, 2), round(found.device, 2)) == (peak, device)


def test_the_counts_of_the_worked_example():
    assert LLAMA.body == 6_979_584_000
    assert LLAMA.embeddings == 1_050_673_152
    assert LLAMA.adapter(16, TARGETS["all"]) == 41_943_040
    assert LLAMA.active == LLAMA.parameters


SIZES = {
    # As nvidia-smi would show it, at 2,048 tokens, batch 1, checkpointing, rank 16 on all.
    "llama-3.1-8b": (11.8, 22.0, 66.1),
    "qwen3-8b": (12.8, 23.0, 67.4),
    "qwen2.5-7b": (12.1, 21.6, 62.8),
    "gemma-2-9b": (15.6, 27.9, 75.9),
    "smollm2-1.7b": (4.3, 6.7, 15.3),
}


@pytest.mark.parametrize("name", SIZES)
def test_the_catalogue_gives_the_table_of_sizes(real, constants, name):
    widths = from_catalogue(real.models[name])
    found = [estimate(widths, Setting(method), constants) for method in ("qlora", "lora", "full")]
    assert tuple(round(one.device, 1) for one in found) == SIZES[name]


def test_an_old_config_has_a_plain_mlp_and_a_multimodal_one_its_text_part():
    old = {"n_layer": 12, "n_embd": 768, "n_head": 12, "vocab_size": 50257}
    plain = from_config(old, "config.json")
    assert not plain.gated
    assert plain.parameters == pytest.approx(124e6, rel=0.02)
    text = {
        "num_hidden_layers": 34,
        "hidden_size": 2560,
        "intermediate_size": 10240,
        "num_attention_heads": 8,
        "num_key_value_heads": 4,
        "head_dim": 256,
        "vocab_size": 262144,
        "hidden_act": "gelu_pytorch_tanh",
    }
    inner = from_config({"text_config": text, "vision_config": {"hidden_size": 1}}, "config.json")
    assert inner.parameters == pytest.approx(3.88e9, rel=0.01)
    assert len(inner.notes) == 2


def test_published_runs_are_met(constants, rows):
    text = PUBLISHED.read_text(encoding="utf-8")
    found = list(predictions(text, constants))
    errors = [
        one.gib / row["measured_gib_per_gpu"] - 1 for one, row in zip(found, rows, strict=True)
    ]
    assert median(map(abs, errors)) <= 0.06
    assert min(errors) > -0.45
    for card in (8, 12, 16, 24, 40, 48, 80):
        for one, row in zip(found, rows, strict=True):
            if verdict(one.gib, card, constants) == FITS:
                assert row["measured_gib_per_gpu"] <= constants.margin.usable * card


def test_no_prediction_reads_what_was_measured(constants, rows):
    kept = list(predictions(PUBLISHED.read_text(encoding="utf-8"), constants))
    for change in ({}, {"measured_gib_per_gpu": 1e9}, {"measured_gib_per_gpu": "nonsense"}):
        bare = [
            {**{k: v for k, v in row.items() if not k.startswith("measured_")}, **change}
            for row in rows
        ]
        text = "\n".join(map(json.dumps, bare))
        assert list(predictions(text, constants)) == kept


def test_rows_at_fault_are_told_and_do_not_stop_the_rest(constants, rows):
    first, second = rows[:2]
    spoilt = [
        json.dumps({**first, "architecture": None}),
        "not JSON at all",
        "[]",
        json.dumps({**first, "method": "prefix", "gpus": 0, "optimizer": ["adamw"]}),
        json.dumps({**first, "architecture": {**first["architecture"], "layers": "32"}}),
        json.dumps(second),
    ]
    found = list(predictions("\n".join(spoilt), constants))
    assert [one.gib is None for one in found] == [True] * 5 + [False]
    assert "architecture: is missing" in found[0].faults
    assert len(found[3].faults) == 2
    assert "architecture.layers" in found[4].faults[0]


def test_a_row_is_predicted_as_its_own_metric_shows_it(constants, rows):
    told = {}
    for metric in ("allocated", "reserved", "device"):
        (found,) = predictions(json.dumps({**rows[0], "metric_class": metric}), constants)
        told[metric] = found.gib
    assert told["reserved"] == pytest.approx(told["allocated"] * 1.08)
    assert told["device"] == pytest.approx(told["reserved"] + 1.5)


settings = st.builds(
    Setting,
    st.sampled_from(["full", "lora", "qlora"]),
    st.integers(1, 50_000),
    st.integers(1, 32),
    rank=st.integers(1, 256),
    targets=st.sampled_from(sorted(TARGETS)),
    grad_ckpt=st.booleans(),
    chunked_loss=st.booleans(),
    grad_accum=st.booleans(),
    gpus=st.integers(1, 64),
    shard=st.sampled_from(["none", "zero2", "zero3", "fsdp"]),
)


@given(setting=settings)
def test_the_terms_add_up_and_the_range_holds_the_estimate(constants, setting):
    found = estimate(LLAMA, setting, constants)
    assert sum(term.gib for term in found.terms) == pytest.approx(found.peak)
    assert all(term.size > 0 for term in found.terms)
    assert found.low <= found.device <= found.high
    assert found.peak < found.reserved < found.device


@given(setting=settings)
def test_more_work_never_takes_less_memory(constants, setting):
    before = estimate(LLAMA, setting, constants).peak
    for more in (
        replace(setting, seq_len=setting.seq_len + 1),
        replace(setting, batch=setting.batch + 1),
        replace(setting, rank=setting.rank + 1),
        replace(setting, grad_accum=True),
        replace(setting, chunked_loss=False),
    ):
        assert estimate(LLAMA, more, constants).peak >= before


@given(setting=settings, card=st.floats(4, 640))
def test_the_largest_run_fits_and_the_next_does_not(constants, setting, card):
    found = fit((LLAMA,), setting, constants, card, context=131_072)

    def told(candidate: Setting) -> str:
        return verdict(estimate(LLAMA, candidate, constants).device, card, constants)

    if found.longest:
        assert told(replace(setting, seq_len=found.longest)) == FITS
        if found.longest + 64 <= 131_072:
            assert told(replace(setting, seq_len=found.longest + 64)) != FITS
    if 0 < found.most < 4096:
        assert told(replace(setting, batch=found.most)) == FITS
        assert told(replace(setting, batch=found.most + 1)) != FITS
    sizes = [step.device for step in found.levers if step.device is not None]
    assert sizes == sorted(sizes, reverse=True)
    assert all(step.verdict != FITS for step in found.levers[:-1])
    assert bool(found.levers) == (found.verdict != FITS)


def test_the_three_verdicts(constants):
    assert verdict(20.0, 24.0, constants) == FITS
    assert verdict(21.0, 24.0, constants) == TIGHT
    assert verdict(24.1, 24.0, constants) == TOO_LARGE


def test_the_levers_come_in_their_order(constants):
    setting = Setting("full", 4096, 8, grad_ckpt=False)
    found = fit((LLAMA,), setting, constants, 16.0)
    assert found.levers[0].id == "gradient_checkpointing"
    assert len({step.id for step in found.levers}) == len(found.levers)
    assert found.levers[-1].verdict == FITS


def test_parameters_alone_give_a_wider_range(real, constants):
    known = estimate(LLAMA, Setting("qlora"), constants)
    guessed = estimate_any(by_size(real, 8.03).architectures, Setting("qlora"), constants)
    assert guessed.low < known.low
    assert guessed.high > known.high
    assert guessed.low < known.device < guessed.high


@pytest.mark.parametrize("params_b", [0.07, 0.125, 0.6, 2, 7.5, 33, 180, 1500])
def test_a_stand_in_has_the_parameters_asked_for(real, params_b):
    for one in from_parameters(params_b, known_widths(real)):
        assert one.parameters == pytest.approx(params_b * 1e9, rel=0.02)


def test_the_table_of_published_runs_names_its_sources(rows):
    assert all(row["source"] and row["url"].startswith("https://") for row in rows)


@given(
    key=st.sampled_from(
        [
            "lora_rank",
            "trainable_params",
            "gpus",
            "seq_len",
            "tokens_per_step",
            "quant",
            "optimizer",
        ]
        + ["adapter_bytes_per_param", "optim_state_bytes", "shard", "metric_class", "architecture"]
    ),
    value=st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(allow_nan=True),
        st.text(max_size=5),
        st.lists(st.integers(), max_size=2),
        st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    ),
    place=st.integers(0, 18),
)
def test_a_spoilt_row_has_a_sound_prediction_or_a_fault(constants, rows, key, value, place):
    (found,) = predictions(json.dumps({**rows[place], key: value}), constants)
    assert (found.gib is None) == bool(found.faults)
    assert found.gib is None or 0 < found.low <= found.gib <= found.high < float("inf")
