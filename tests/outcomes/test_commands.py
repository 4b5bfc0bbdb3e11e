"""`advisor knowledge score`, `calibrate`, `ablate` and `cases` as they are run."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys

import pytest

from advisor.audit import check
from advisor.cli.main import main
from tests.conftest import ROOT
from tests.outcomes import made

KNOWLEDGE = ROOT / "knowledge"


@pytest.fixture
def lines(tmp_path):
    """Return a folder with made-up outcomes to real questions."""
    cases = []
    for place in range(16):
        few = place % 2 == 0
        told = {
            "task.kind": "classification",
            "task.need": "label_convention",
            "task.convention": "documented",
            "data.examples": 40 if few else 8000,
            "data.distribution_match": "same",
            "data.label_source": "expert",
            "baseline.prompting": "few_shot",
            "operations.evaluation": "holdout_metric",
        }
        best = ["prompting"] if few else ["peft"]
        points = {"prompting": 80.0, "peft": 70.0 if few else 90.0}
        cases.append(made.case(f"c{place}", f"s{place // 2}", told, made.BOTH, best, points))
    return made.write_jsonl(tmp_path / "lines", cases)


def test_score_as_text_and_json(lines, capsys):
    assert main(["knowledge", "score", "--cases", str(lines), "--guides"]) == 0
    text = capsys.readouterr().out
    assert "Hamel Husain" in text
    assert main(["knowledge", "score", "--cases", str(lines), "--format", "json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table["readings"]["folded"]["accuracy"]["sources"] == 8
    assert [rival["kind"] for rival in table["rivals"]] == ["baseline"] * 5


def test_the_picture_is_written(lines, capsys, tmp_path):
    path = tmp_path / "r.svg"
    assert main(["knowledge", "score", "--cases", str(lines), "--picture", str(path)]) == 0
    assert path.read_text("utf-8").startswith("<svg")
    assert str(path) in capsys.readouterr().err


def test_cases_become_knowledge_that_passes_the_audit(lines, capsys, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder, ignore=shutil.ignore_patterns("cases"))
    out = ["--output", str(folder / "cases")]
    assert main(["knowledge", "cases", "--cases", str(lines), *out]) == 0
    assert [str(found) for found in check(folder)] == []
    assert main(["knowledge", "score", "--knowledge", str(folder)]) == 0
    assert "16 cases of 8 sources" in capsys.readouterr().out
    path = folder / "cases" / "s0.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace('"documented"', '"obscure"'), encoding="utf-8")
    assert any("cases/s0.toml" in str(found) for found in check(folder))


def test_cases_are_no_part_of_the_digest(lines, tmp_path, small_folder):
    from advisor.knowledge.load import load

    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    before = load(folder).digest
    assert main(["knowledge", "cases", "--cases", str(lines), "--output", f"{folder}/cases"]) == 0
    assert load(folder).digest == before


def test_without_cases_the_command_says_where_they_should_be(tmp_path, capsys):
    assert main(["knowledge", "score", "--cases", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "no cases here" in told.err


def test_without_the_extra_calibrate_says_what_to_install(lines, capsys, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    assert main(["knowledge", "calibrate", "--cases", str(lines)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "finetune-advisor[calibrate]" in told.err


def test_ablate_lists_what_no_case_exercises(lines, capsys):
    assert main(["knowledge", "ablate", "--cases", str(lines), "--format", "json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert table["schema"] == "advisor-ablation/1"
    assert "safety/gated-model" in table["undecided"]


def test_calibrate_writes_only_when_asked(lines, capsys, tmp_path):
    pytest.importorskip("scipy")
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.toml")}
    run = ["knowledge", "calibrate", "--cases", str(lines), "--knowledge", str(folder)]
    assert main(run) == 0
    assert {path: path.read_bytes() for path in folder.rglob("*.toml")} == before
    assert main([*run, "--write", "--format", "json"]) == 0
    changed = {path for path, text in before.items() if path.read_bytes() != text}
    assert folder / "calibration.toml" in changed
    assert all(path.parts[-3] == "rules" for path in changed - {folder / "calibration.toml"})
    assert [str(found) for found in check(folder)] == []
    capsys.readouterr()


def test_scoring_needs_no_extra(lines):
    code = (
        "import sys; from advisor.cli.main import main; "
        f"main(['knowledge', 'score', '--cases', {str(lines)!r}]); "
        "sys.exit(any(name in sys.modules for name in ('numpy', 'scipy', 'textual')))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0
