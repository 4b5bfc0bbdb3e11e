"""`advisor fit` and `advisor cost`: what they print, and how they end."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

from advisor.cli.main import main
from tests.conftest import ROOT

SMALL = ["--knowledge", str(ROOT / "tests" / "fixtures" / "knowledge")]
ROWS = ROOT / "tests" / "feasibility" / "published.jsonl"
CONFIG = {
    "num_hidden_layers": 32,
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
    "tie_word_embeddings": False,
    "max_position_embeddings": 131072,
}


def ran(capsys, *arguments: object) -> tuple[int, str, str]:
    try:
        status = main([str(one) for one in arguments])
    except SystemExit as end:
        status = int(end.code or 0)
    told = capsys.readouterr()
    return status, told.out, told.err


def test_the_three_ways_on_one_card(capsys):
    status, out, _ = ran(capsys, "fit", "--model", "qwen3-8b", "--gpus", 1, "--gpu-memory", 24)
    assert status == 0
    assert [word in out for word in ("fits", "tight, try it", "does not fit")] == [True] * 3
    assert all(len(line) <= 80 for line in out.splitlines())


def test_one_way_with_its_sum_and_its_levers(capsys):
    arguments = ["fit", "--model", "qwen3-8b", "--gpu-memory", 24, "--method", "lora"]
    status, out, _ = ran(capsys, *arguments, "--gpu", "a100", "--train-tokens", "2e6")
    assert status == 0
    assert "Tight, try it on a card of 24 GiB" in out
    assert "weights" in out
    assert "What makes it fit" in out
    assert "Time: " in out
    assert all(len(line) <= 80 for line in out.splitlines())
    wide = ["--gpus", 8, "--offload-activations", "--no-checkpointing", "--seq-len", 16384]
    for method in ("qlora", "full"):
        _, out, _ = ran(capsys, *arguments[:-1], method, *wide)
        assert all(len(line) <= 80 for line in out.splitlines())
    _, out, _ = ran(capsys, *arguments, "--format", "json")
    (run,) = json.loads(out)["runs"]
    assert sum(term["gib"] for term in run["terms"]) == pytest.approx(run["gib"])
    assert run["verdict"] == "tight"
    assert run["largest"]["seq_len"] < 2048


def test_settings_reach_the_estimate(capsys):
    def gib(*more: object) -> float:
        arguments = ["fit", "--model", "qwen3-8b", "--method", "lora", "--format", "json", *more]
        return json.loads(ran(capsys, *arguments)[1])["runs"][0]["gib"]

    plain = gib()
    assert gib("--seq-len", 8192) > plain
    assert gib("--batch", 4) > plain
    assert gib("--rank", 256) > plain
    assert gib("--no-checkpointing") > plain
    assert gib("--targets", "qv") < plain
    assert gib("--chunked-loss") < plain
    assert gib("--optimizer", "adamw_8bit") < plain
    assert gib("--precision", "pure") < plain
    assert gib("--gpus", 4) < plain
    assert gib("--gpus", 4, "--shard", "none") == plain
    assert gib("--offload-activations") < plain
    assert gib("--no-checkpointing", "--compile") < gib("--no-checkpointing")


def test_a_local_config_is_read(capsys, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(CONFIG), encoding="utf-8")
    status, out, _ = ran(capsys, "fit", "--config", path, "--method", "lora", "--format", "json")
    assert status == 0
    assert json.loads(out)["runs"][0]["gib"] == pytest.approx(22.04, abs=0.005)
    spoilt = {**CONFIG, "hidden_size": "4096", "vocab_size": None, "num_attention_heads": -1}
    path.write_text(json.dumps(spoilt), encoding="utf-8")
    status, out, err = ran(capsys, "fit", "--config", path)
    assert (status, out) == (2, "")
    assert [key in err for key in ("hidden_size", "vocab_size", "num_attention_heads")] == [
        True
    ] * 3


def test_model_and_cards_come_from_the_answers(capsys, tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text('[model]\nname = "qwen3-8b"\n[operations]\ngpus = 2\ngpu_memory_gb = 24.0\n')
    status, out, _ = ran(capsys, "fit", "--answers", path, "--method", "full", "--format", "json")
    setting = json.loads(out)["runs"][0]["setting"]
    assert (status, setting["gpus"], setting["shard"]) == (0, 2, "fsdp")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fit"], "no model is named"),
        (["fit", "--model", "qwen3-8"], "did you mean qwen3-8b?"),
        (["fit", "--model", "gpt-5-mini"], "its size is not published"),
        (["fit", "--model", "qwen3-8b", "--params-b", "8"], "one model only"),
        (["fit", "--params-b", "nan"], "billions of parameters"),
        (["fit", "--model", "qwen3-8b", "--gpu-memory", "-3"], "GiB of one card"),
        (["fit", "--model", "qwen3-8b", "--shard", "fsdp"], "on one card"),
        (["fit", "--model", "qwen3-8b", "--gpu", "a100"], "a time needs tokens"),
        (["fit", "--model", "qwen3-8b", "--batch", "0"], "no number from 1"),
        (["fit", "--rows", "nowhere.jsonl"], "no such file"),
        (["fit", "--model", "qwen3-8b", *SMALL], "no feasibility.toml"),
        (["cost", *SMALL], "no feasibility.toml"),
        (["cost"], "--prompt-model"),
        (["cost", "--prompt-model", "gpt-5-mni"], "did you mean gpt-5-mini?"),
        (["cost", "--prompt-model", "gpt-5-mini", "--epochs", "-1"], "number of 0 or more"),
    ],
)
def test_a_fault_is_told_and_nothing_printed(capsys, arguments, told):
    status, out, err = ran(capsys, *arguments)
    assert (status, out) == (2, "")
    assert told in err


def test_every_row_has_its_line_and_faults_do_not_stop_the_rest(capsys, tmp_path):
    rows = ROWS.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(['{"id": "bad\\u001b[31m"}', *rows]), encoding="utf-8")
    status, out, err = ran(capsys, "fit", "--rows", path, "--format", "json")
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert len(lines) == len(rows) + 1
    assert lines[0]["gib"] is None
    assert "architecture" in lines[0]["faults"][0]
    assert "\x1b" not in out + err
    assert all(line["low"] <= line["gib"] <= line["high"] for line in lines[1:])
    path.write_text('{"id": "bad"}\n', encoding="utf-8")
    assert ran(capsys, "fit", "--rows", path)[0] == 2


def test_the_cost_as_text_json_and_picture(capsys, tmp_path):
    arguments = ["cost", "--prompt-model", "claude-haiku-4-5", "--tuned-model", "llama-3.1-8b"]
    arguments += ["--calls-per-month", 200000, "--prompt-tokens", 3000, "--date", "2026-11-25"]
    status, out, _ = ran(capsys, *arguments)
    assert status == 0
    assert "Without a cache tuning pays from" in out
    assert "With a cached prompt" in out
    assert "What the break-even depends on most" in out
    assert all(len(line) <= 80 for line in out.splitlines())
    table = json.loads(ran(capsys, *arguments, "--format", "json")[1])
    bare, cached = table["without_cache"], table["with_cache"]
    assert bare["break_even_calls_per_month"] < cached["break_even_calls_per_month"]
    path = tmp_path / "curve.svg"
    assert ran(capsys, *arguments, "--format", "svg", "-o", path)[0] == 0
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert len(root.findall(".//{http://www.w3.org/2000/svg}polyline")) > 3


def test_the_price_list_tells_days_sources_and_what_is_recalled(capsys):
    status, out, _ = ran(capsys, "cost", "--prices", "--date", "2027-03-01")
    assert status == 0
    assert "Only recalled: training" in " ".join(out.split())
    assert "OLD" in out


def test_a_price_id_that_acts_is_made_safe(capsys, tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text('[prices."x\\u001b[31m[/x]"]\ninput = 1.0\noutput = 2.0\ncached = 0.1\n')
    arguments = ["cost", "--answers", path, "--prompt-model", "x\x1b[31m[/x]"]
    status, out, err = ran(capsys, *arguments)
    assert status == 0
    assert "\x1b" not in out + err
