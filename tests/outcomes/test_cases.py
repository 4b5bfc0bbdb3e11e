"""Experiments read from JSON lines and TOML: the same cases, with question and outcome apart."""

from __future__ import annotations

import dataclasses
import inspect
import json

import pytest

from advisor.errors import AdvisorError, KnowledgeError
from advisor.knowledge.published import load_cases
from advisor.outcomes import judging
from advisor.outcomes.cases import Asked, read_cases
from advisor.outcomes.convert import case_files
from advisor.outcomes.jsonl import read_jsonl
from tests.outcomes import made


def test_toml_written_from_json_lines_reads_the_same(tmp_path):
    cases = made.many(6)
    lines = made.write_jsonl(tmp_path / "lines", cases)
    folder = tmp_path / "toml"
    folder.mkdir()
    for name, text in case_files(read_jsonl(lines)).items():
        (folder / name).write_text(text, encoding="utf-8")
    assert read_cases(lines) == read_cases(folder) == cases
    assert load_cases(folder) == read_jsonl(lines)


def test_a_place_of_its_own_is_kept_per_case(tmp_path):
    files = read_jsonl(made.write_jsonl(tmp_path, made.many(2)))
    first, second = files["s00"].case
    assert (files["s00"].source.where, first.where, second.where) == ("Table c0", "", "Table c1")


def test_several_pairs_of_files_are_read(tmp_path):
    made.write_jsonl(tmp_path, made.many(2), "one")
    other = [made.case("other", "elsewhere", {}, made.TUNED, ["peft"])]
    made.write_jsonl(tmp_path, other, "two")
    assert len(read_cases(tmp_path)) == 3


def test_what_may_be_judged_has_no_outcome():
    assert {field.name for field in dataclasses.fields(Asked)} == {
        "id",
        "source",
        "answers",
        "compared",
    }
    for name in ("judge", "judge_all", "readings_of"):
        told = inspect.get_annotations(getattr(judging, name))
        assert "Published" not in str(told)
        assert "Outcome" not in str(told)
    assert not hasattr(judging, "Published")


def test_a_missing_outcome_is_told_with_its_line(tmp_path):
    made.write_jsonl(tmp_path, made.many(3))
    path = tmp_path / "made.outcomes.jsonl"
    path.write_text("\n".join(path.read_text("utf-8").splitlines()[:2]), encoding="utf-8")
    with pytest.raises(AdvisorError, match="line 3: c2 has no outcome"):
        read_cases(tmp_path)


def test_broken_lines_are_told(tmp_path):
    made.write_jsonl(tmp_path, made.many(1))
    (tmp_path / "made.answers.jsonl").write_text('{"id": \n', encoding="utf-8")
    with pytest.raises(AdvisorError, match=r"made\.answers\.jsonl, line 1"):
        read_cases(tmp_path)


def test_an_empty_folder_and_a_missing_one_are_told(tmp_path):
    with pytest.raises(AdvisorError, match="no cases here"):
        read_cases(tmp_path)
    with pytest.raises(AdvisorError, match="no such folder"):
        read_cases(tmp_path / "nowhere")


def test_an_outcome_over_options_that_were_not_compared_is_refused(tmp_path):
    folder = made.write_jsonl(tmp_path / "lines", made.many(1))
    text = case_files(read_jsonl(folder))["s00.toml"]
    out = tmp_path / "s00.toml"
    out.write_text(text.replace('acceptable = ["', 'acceptable = ["peft", "'), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="was not compared"):
        load_cases(tmp_path)


def test_two_cases_of_one_id_are_refused(tmp_path):
    folder = made.write_jsonl(tmp_path / "lines", made.many(1))
    text = case_files(read_jsonl(folder))["s00.toml"]
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"c0 stands in one\.toml too"):
        load_cases(tmp_path)


def test_points_on_another_scale_are_left_out(tmp_path):
    folder = made.write_jsonl(tmp_path, made.many(1))
    path = folder / "made.outcomes.jsonl"
    row = json.loads(path.read_text("utf-8"))
    row["points"] = {"prompting": None, "full_fine_tuning": 71.5}
    path.write_text(json.dumps(row), encoding="utf-8")
    assert read_cases(folder)[0].outcome.points == {"full_fine_tuning": 71.5}
