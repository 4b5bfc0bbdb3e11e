"""A starter kit is filled in from the answers, tells what is left, and nothing breaks out of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice, advise
from advisor.answers.file import read
from advisor.answers.values import Answers, Record, from_values
from advisor.audit.kits import kit_findings
from advisor.kits.starter import starter
from advisor.knowledge.entries.kits import COMMENTED, PLACE
from advisor.knowledge.load import load, parsed
from tests.conftest import ROOT
from tests.fixtures.mini import DAY
from tests.records.test_hostile import LEGAL, acting

BASE = load(ROOT / "knowledge")
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.toml"))
WAYS = ("prompting", "peft", "full_fine_tuning")
TUNED = {"peft": ("lora_r:", "0.0002"), "full_fine_tuning": ("bf16:", "0.00002")}


def judged(**more: object) -> Advice:
    told = from_values({"task.kind": "classification", **more}, "file")  # type: ignore[dict-item]
    return advise(BASE, told, DAY)


def example(path) -> Advice:
    return advise(BASE, read(BASE, path.read_bytes(), path.name).answers, DAY)


def lines_of(files, name: str) -> list[str]:
    return [line for line in files[name].split("\n") if line and not line.lstrip().startswith("#")]


def setting(files, name: str, key: str) -> str:
    (found,) = [line for line in lines_of(files, name) if line.startswith(f"{key}: ")]
    return found.partition(": ")[2]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_every_example_has_its_files(path, way):
    advice = example(path)
    made, access = starter(advice, way), advice.answers.value("model.access")
    assert {"promptfooconfig.yaml", "prompts.txt", "holdout.csv", "checks.md"} <= set(made.files)
    tuned = way != "prompting"
    runs = {"axolotl.yaml", "trl-sft.yaml"} & set(made.files)
    assert len(runs) == (2 if tuned and access != "closed_tunable" else 0)
    # Who could tune it is not always known: then both are there.
    assert ("hosted-tuning.md" in made.files) == (tuned and access in (None, "closed_tunable"))
    for name, text in made.files.items():
        assert PLACE.search(text) is None
        assert text.endswith("\n")
        assert ("FILL IN" in text) == (name in {blank.file for blank in made.blanks})


def test_the_recommended_way_is_written_where_none_is_named():
    path = ROOT / "docs" / "examples" / "invoice-fields.toml"
    advice = example(path)
    assert starter(advice) == starter(advice, advice.verdict.recommendation)
    assert starter(advice) == starter(example(path))


@pytest.mark.parametrize("way", WAYS)
def test_every_setting_has_its_reason(way):
    """A line of a training file stands below a comment; its sources are listed at the end."""
    for name in ("axolotl.yaml", "trl-sft.yaml"):
        text = starter(judged(), way).files.get(name, "")
        blocks = text.partition("\n# Sources\n")[0].split("\n\n")[1:]
        bare = [block for block in blocks if not block.startswith("#")]
        assert bare == []
        marks = {int(n) for mark in re.findall(r"\[([\d, ]+)\]", text) for n in mark.split(",")}
        listed = {int(n) for n in re.findall(r"^#   \[(\d+)\] ", text, re.MULTILINE)}
        assert marks == listed


@pytest.mark.parametrize("way", sorted(TUNED))
def test_the_learning_rate_is_that_of_the_way(way):
    files = starter(judged(), way).files
    for name in ("axolotl.yaml", "trl-sft.yaml"):
        assert setting(files, name, "learning_rate") == TUNED[way][1]
        assert ("lora_r: 32" in files[name]) == (way == "peft")


@pytest.mark.parametrize(
    ("answers", "key", "value"),
    [
        ({}, "num_epochs", "3"),
        ({"data.examples": 500}, "num_epochs", "2"),
        ({"data.examples": 80_000}, "num_epochs", "1"),
        ({"data.examples": 80_000, "data.label_error": 0.1}, "num_epochs", "2"),
        ({"model.params_b": 70.0}, "learning_rate", "0.0001"),
        ({"model.params_b": 8.0, "data.tokens": 200_000_000}, "lora_r", "256"),
        ({}, "adapter", "lora"),
        ({"model.params_b": 8.0, "operations.gpus": 1, "operations.gpu_memory_gb": 12.0},
         "adapter", "qlora"),
        ({"model.params_b": 8.0, "operations.gpus": 1, "operations.gpu_memory_gb": 48.0},
         "adapter", "lora"),
    ],
)  # fmt: skip
def test_a_setting_follows_from_the_answers(answers, key, value):
    assert setting(starter(judged(**answers), "peft").files, "axolotl.yaml", key) == value


def test_what_the_provider_tunes_has_a_job_and_no_training_file():
    files = starter(judged(**{"model.access": "closed_tunable"}), "peft").files
    assert "hosted-tuning.md" in files
    assert not {"axolotl.yaml", "trl-sft.yaml"} & set(files)


def test_unknown_answers_are_places_to_fill_in():
    bare = starter(judged(), "prompting")
    told = starter(judged(**{"baseline.target": 0.9, "data.holdout": 200}), "prompting")
    gone = {blank.what for blank in bare.blanks} - {blank.what for blank in told.blanks}
    assert {"the score you need", "how many held-out items there are"} <= gone
    assert "The pass line: 90 %. Held-out items told: 200." in told.files["promptfooconfig.yaml"]


def test_the_pitfalls_of_the_case_are_checks():
    advice = judged(**{"data.split_unit": "random", "data.holdout": 20})
    files = starter(advice, "peft").files
    for found in advice.pitfalls:
        assert (found.entry.title in files["checks.md"]) == ("peft" in found.entry.options)


TEMPLATES = st.sampled_from(
    ["{{env.HOME}}", "{% x %}", "${oc.env:HOME}", "{#", "a: b", "- x", "# y"]
)


@settings(max_examples=20)
@given(st.one_of(LEGAL, TEMPLATES), st.sampled_from(WAYS))
def test_no_text_breaks_out_of_its_place(text, way):
    """YAML is compared line by line: a value is one JSON string, and all else stays the same."""
    name = text[:200] if text.strip() else "nobody-knows-it"
    given_, plain = (
        starter(advise(BASE, with_texts(title, model), DAY), way).files
        for title, model in ((text, name), ("Plain", "nobody-knows-it"))
    )
    assert set(given_) == set(plain)
    for file, told in given_.items():
        assert acting(told) == set()
        own = re.compile(r"\{\{input\}\}")
        assert re.search(r"\{[{%#]|\$\{", own.sub("", told)) is None
        if file.endswith(".yaml"):
            ours, theirs = lines_of(given_, file), lines_of(plain, file)
            assert len(ours) == len(theirs)
            for one, other in zip(ours, theirs, strict=True):
                if one != other:
                    key, _, value = one.partition(": ")
                    assert key == other.partition(": ")[0]
                    assert isinstance(json.loads(value), str)
        if file.endswith(".jsonl"):
            assert all(json.loads(line) for line in told.splitlines())


def with_texts(title: str, model: str) -> Answers:
    told = from_values({"task.need": "style", "model.name": model}, "file")
    return replace(told, record=Record(title=title, project=title))


def test_small_knowledge_has_no_kits(small):
    assert dict(small.kits) == {}
    assert starter(advise(small, from_values({}), DAY)).files == {}


KIT = """
title = "A run"
file = "run.yaml"
form = "yaml"
options = ["peft"]
reviewed = 2026-11-25
place = [{ name = "x", take = "data.examples", fill_in = "how many" }]
[[part]]
text = "examples: @{x}"
because = "So."
sources = ["hu-2021"]
"""


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('take = "data.examples"', 'take = "data.exmaples"', "does not exist"),
        ("examples: @{x}", "examples: a @{x}", "a place within a value"),
        ("examples: @{x}", "examples: 1", "stands in no text"),
        ("@{x}", "@{y}", "has no place"),
        ("hu-2021", "hu-2o21", "does not exist"),
        ('form = "yaml"', 'form = "csv"', "holds no comments"),
        ("because", 'when = { answer = "data.x", below = 1 }\nbecause', "does not exist"),
    ],
)
def test_the_audit_finds(real, old, new, what):
    assert old in KIT
    base = replace(real, kits={"run": parsed("run", KIT.replace(old, new), type(real.kits["trl"]))})
    assert any(what in str(found) for found in kit_findings(base))


def test_the_audit_is_silent_about_a_sound_kit(real):
    base = replace(real, kits={"run": parsed("run", KIT, type(real.kits["trl"]))})
    assert list(kit_findings(base)) == []
    assert {kit.form for kit in real.kits.values()} >= set(COMMENTED)


@pytest.mark.parametrize("file", ["../x", "/etc/x", "a/../b", "a/b/c", ".x", "a\\b", "", "A"])
def test_a_kit_writes_below_its_folder(file):
    from advisor.errors import KnowledgeError
    from advisor.knowledge.entries.kits import Kit

    with pytest.raises(KnowledgeError):
        parsed("run", KIT.replace("run.yaml", file.replace("\\", "\\\\")), Kit)
