"""The shipped knowledge is whole, and the audit that says so finds what is planted."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.audit import check
from advisor.audit.entries import example_readings
from advisor.errors import KnowledgeError
from advisor.knowledge.conditions import compiled
from advisor.knowledge.load import load
from advisor.knowledge.schemas import form_of, schema_files
from tests.conftest import ROOT

KNOWLEDGE = ROOT / "knowledge"
REAL = load(KNOWLEDGE)
EXAMPLES = {
    f"{name}-{place}": (entry, example)
    for name, entry in REAL.judging.items()
    for place, example in enumerate(entry.example, 1)
}
RULES = sorted((KNOWLEDGE / "rules").rglob("*.toml"))


def test_the_audit_finds_nothing(real_folder):
    assert [str(finding) for finding in check(real_folder)] == []


def test_the_audit_finds_nothing_in_the_knowledge_of_the_tests(small_folder):
    assert [str(finding) for finding in check(small_folder)] == []


@pytest.mark.parametrize(("entry", "example"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_says_what_its_entry_does(entry, example):
    truth = compiled(entry.when)(example_readings(REAL, example))
    assert truth is (None if example.fires == "unknown" else example.fires)


def test_the_committed_schemas_are_those_of_the_types(real_folder):
    """To write them anew: `python -m advisor.knowledge.schemas`."""
    committed = {
        path.name: path.read_text(encoding="utf-8")
        for path in (real_folder / "schemas").glob("*.json")
    }
    assert committed == schema_files()


def test_every_file_is_of_a_form_that_has_a_schema(real_folder):
    forms = {form_of(p.relative_to(real_folder).as_posix()) for p in real_folder.rglob("*.toml")}
    assert {f"{form}.schema.json" for form in forms} <= schema_files().keys()


def test_a_rule_file_has_at_most_sixty_lines():
    long = {p.name: n for p in RULES if (n := len(p.read_text("utf-8").splitlines())) > 60}
    assert long == {}


def test_no_condition_reads_a_models_name():
    readers = [
        name for name, tests in REAL.tests.items() for t in tests if t.subject == "model.name"
    ]
    assert readers == []


def contract_questions() -> list[str]:
    table = tomllib.loads((ROOT / "tests/answers/good/whole.toml").read_text(encoding="utf-8"))
    extra = {"advisor", "session", "record", "prices", "provenance", "advice"}
    return [f"{topic}.{key}" for topic in table if topic not in extra for key in table[topic]]


@pytest.mark.parametrize("question", contract_questions())
def test_a_question_of_the_contract_is_read_or_its_absence_is_explained(question):
    read = frozenset().union(*REAL.reads.values())
    left_out = (ROOT / "docs" / "knowledge-not-included.md").read_text(encoding="utf-8")
    assert question in read or question == "model.name" or f"`{question}`" in left_out


@pytest.mark.parametrize("question", contract_questions())
def test_a_question_of_the_contract_is_asked_under_its_own_topic(question):
    assert REAL.questions[question].topic in REAL.topics


def test_what_can_be_changed_is_what_the_contract_says():
    changeable = {question.id for question in REAL.questions.values() if question.changeable}
    assert changeable == {
        *("data.examples", "data.tokens", "data.rarest_class", "data.imbalance_ratio"),
        *("data.distribution_match", "data.label_source", "data.label_error", "data.duplicates"),
        *("data.holdout", "data.leakage", "data.split_unit", "model.params_b"),
        *("baseline.prompting", "baseline.prompt_model", "baseline.retrieval"),
        *("operations.gpus", "operations.gpu_memory_gb", "operations.evaluation"),
        *("operations.guardrail_test", "operations.experience"),
    }


Fault = Callable[[Path], None]


def edit(name: str, old: str, new: str) -> Fault:
    def plant(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return plant


def remove(name: str) -> Fault:
    return lambda folder: (folder / name).unlink()


def write(name: str, text: str) -> Fault:
    def plant(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")

    return plant


def copy(name: str, to: str) -> Fault:
    def plant(folder: Path) -> None:
        shutil.copy(folder / name, folder / to)

    return plant


FEW = "rules/data-size/few.toml"
NOISY = "rules/data-quality/noisy.toml"
CLOSED = "gates/access-closed.toml"
THIN = "pitfalls/rarest-class-thin.toml"
ALPHA = "sources/alpha-2024.toml"
# Where the fault is planted, how, and where and in which words it is found.
AUDIENCE = """#:schema ../schemas/audience.schema.json
title = "Some"
share = 1
why = "So."

[answers]
"{}" = {{ dont_know = 0.1, shares = [{}] }}
"""

FAULTS: dict[str, tuple[Fault, str, str]] = {
    "a misspelt key": (edit(FEW, "grade =", "grad ="), FEW, "grad"),
    "a missing key": (edit(FEW, 'when_wrong = "', '# "'), FEW, "when_wrong"),
    "a wrong type": (edit(FEW, "prompting = 4", 'prompting = "4"'), FEW, "weight.prompting"),
    "no TOML": (edit(FEW, "[when]", "[when"), FEW, "cannot be read"),
    "no schema named": (edit(FEW, "#:schema", "# schema"), FEW, "first line"),
    "a source that does not exist": (edit(FEW, "beta-2025", "beta-2026"), FEW, "did you mean"),
    "a source that nobody saw": (edit(ALPHA, '"read"', '"recalled"'), FEW, "only recalled"),
    "a group that does not exist": (edit(FEW, '"data-size"', '"data-sise"'), FEW, "data-size"),
    "a pitfall that does not exist": (edit(FEW, "class-thin", "class-thick"), FEW, "pitfalls"),
    "a question that does not exist": (
        edit(FEW, '"data.examples", b', '"data.exampels", b'),
        FEW,
        "data.examples",
    ),
    "an illegal choice": (edit(CLOSED, 'is = "closed"', 'is = "shut"'), CLOSED, "not a choice"),
    "an operator that does not fit": (edit(FEW, "below = 100", 'is = "few"'), FEW, "does not fit"),
    "a model's name in a condition": (
        edit(CLOSED, '"model.access", is = "closed"', '"model.name", is = "mini-open"'),
        CLOSED,
        "a model's name",
    ),
    "an example that fails": (
        edit(FEW, '"data.examples" = 99', '"data.examples" = 101'),
        FEW,
        "example 1",
    ),
    "an example of an illegal answer": (
        edit(FEW, '"data.examples" = 99', '"data.examples" = -1'),
        FEW,
        "too small",
    ),
    "no silent example": (
        edit(NOISY, "fires = false", 'fires = "unknown"'),
        NOISY,
        "none with fires = False",
    ),
    "more weight than the grade allows": (
        edit(NOISY, "full_fine_tuning = -2", "full_fine_tuning = -9"),
        NOISY,
        "grade C allows 5 dB",
    ),
    "weights that tell nothing apart": (
        edit(NOISY, "prompting = 2\nfull_fine_tuning = -2", "prompting = 0"),
        NOISY,
        "all options weigh the same",
    ),
    "a place for an answer that does not exist": (
        edit(THIN, "{data.rarest_class}", "{data.rarest}"),
        THIN,
        "why_here",
    ),
    "the same rule twice": (copy(FEW, "rules/data-size/few-again.toml"), FEW, "the same condition"),
    "priors that do not sum to one": (
        edit("questions/data.toml", "share = 0.2 }", "share = 0.3 }"),
        "questions/data.toml",
        "priors sum to",
    ),
    "a question asked in haste that does not exist": (
        edit("judgement.toml", "express = []", 'express = ["data.exampels"]'),
        "judgement.toml",
        "did you mean data.examples?",
    ),
    "audiences that are not everybody": (
        write("audiences/some.toml", 'title = "Some"\nshare = 0.4\nwhy = "So."\n'),
        "audiences",
        "priors sum to 0.4",
    ),
    "an audience with too few shares": (
        write("audiences/some.toml", AUDIENCE.format("data.examples", "1.0")),
        "audiences/some.toml",
        "data.examples",
    ),
    "an audience of a question that does not exist": (
        write("audiences/some.toml", AUDIENCE.format("data.exampels", "1.0")),
        "audiences/some.toml",
        "did you mean data.examples?",
    ),
    "a question that nothing reads": (remove(NOISY), "questions/data.toml", "data.label_error"),
    "a group without a rule": (remove(NOISY), "groups.toml", "data-quality"),
    "a fact that nothing reads": (
        remove("rules/data-size/many-per-class.toml"),
        "facts.toml",
        "labels_per_class",
    ),
    "a source that nothing cites": (
        copy(ALPHA, "sources/unread.toml"),
        "sources/unread.toml",
        "nothing cites it",
    ),
    "a source without an address": (edit(ALPHA, "url = ", "# "), ALPHA, "url"),
    "a figure without a source": (
        edit("models/mini.toml", ', params_b = "gamma-note"', ""),
        "models",
        "mini-open.params_b",
    ),
    "a fact of what does not exist": (
        edit("facts.toml", '"data.classes"', '"data.classez"'),
        "facts.toml",
        "labels_per_class",
    ),
    "a folder that is not known": (copy(FEW, "notes/few.toml"), "notes/few.toml", "not known"),
    "a missing file": (remove("groups.toml"), "groups.toml", "cannot be read"),
    "an option out of reach": (
        edit(CLOSED, 'is = "closed"', 'in = ["closed", "closed_tunable", "open_weights"]'),
        CLOSED,
        "example",
    ),
}


@pytest.mark.parametrize(("plant", "path", "said"), FAULTS.values(), ids=FAULTS)
def test_a_planted_fault_is_reported_with_its_path(small_folder, tmp_path, plant, path, said):
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    (folder / "notes").mkdir()
    plant(folder)
    findings = [str(finding) for finding in check(folder)]
    assert any(finding.startswith(f"{path}: ") and said in finding for finding in findings)


def test_several_faults_are_reported_at_once(small_folder, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    edit(FEW, "grade =", "grad =")(folder)
    edit(NOISY, "grade =", "grad =")(folder)
    edit(CLOSED, "[forbid]", "[forbidden]")(folder)
    paths = {finding.path for finding in check(folder)}
    assert {FEW, NOISY, CLOSED} <= paths


def test_reading_broken_knowledge_tells_every_fault_of_form(small_folder, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    edit(FEW, "grade =", "grad =")(folder)
    edit(THIN, "symptom =", "sympton =")(folder)
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    assert {problem.path for problem in caught.value.problems} == {FEW, THIN}


def test_the_digest_follows_the_content_and_not_the_line_ends(small, small_folder, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    path = folder / FEW
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder).digest == small.digest
    edit(FEW, "vary too much", "vary much")(folder)
    assert load(folder).digest != small.digest
