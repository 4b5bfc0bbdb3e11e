"""The rows drawn are the same whether their texts were kept or had to be read again."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.dataset.profile import profile
from advisor.dataset.values import Finding, Row

pytest.importorskip("ibis")

from advisor.dataset import facts, opened, reading  # noqa: E402  # needs the extra
from advisor.dataset.registry import Check  # noqa: E402  # needs the extra

Limits = Mapping[str, Mapping[str, float]]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return two files of 2,000 rows in all, most of them copies of 400 texts."""
    rand = random.Random(3)
    folder = tmp_path_factory.mktemp("sample")
    paths = [folder / "one.jsonl", folder / "two.jsonl"]
    for path in paths:
        numbers = [rand.randrange(400) for _ in range(1_000)]
        rows = ({"text": f"how do I reset card {n}?", "label": f"class {n % 7}"} for n in numbers)
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return paths


def drawn(files: list[Path], thresholds: Limits) -> list[tuple[str, Row]]:
    found: list[tuple[str, Row]] = []

    def look(data: opened.Opened, _limits: Mapping[str, float]) -> Finding:
        found.extend((row.file, row) for row in data.sample.train)
        return Finding("size", 0, "good", "")

    profile(files, thresholds=thresholds, checks=[Check("size", look, (facts.SAMPLE,))])
    return found


@pytest.mark.parametrize("kept", [2_000, 800, 120, 1])
def test_the_same_rows_are_drawn_whatever_share_of_the_texts_is_kept(
    files, thresholds, monkeypatch, kept
):
    monkeypatch.setattr(opened, "SAMPLE_ROWS", 60)
    whole = drawn(files, thresholds)
    assert len(whole) == len({row.prompt for _, row in whole}) == 60
    assert {file for file, _ in whole} == {str(path) for path in files}
    for file, row in whole:
        line = json.loads(Path(file).read_text(encoding="utf-8").splitlines()[row.line - 1])
        assert (row.prompt, row.label, row.answer) == (line["text"], line["label"], line["label"])
    monkeypatch.setattr(facts, "DRAWN_ROWS", kept)
    assert drawn(files, thresholds) == whole


def test_where_all_texts_are_few_all_are_drawn(files, thresholds, monkeypatch):
    monkeypatch.setattr(facts, "DRAWN_ROWS", 100)
    assert len(drawn(files, thresholds)) == len({row.prompt for _, row in drawn(files, thresholds)})
    assert len(drawn(files, thresholds)) > 380


def test_the_number_of_rows_is_about_right_whatever_stands_first(tmp_path):
    path = tmp_path / "train.jsonl"
    row = json.dumps({"text": "how do I reset my card?", "label": "reset"}) + "\n"
    path.write_text(json.dumps({"text": "x" * 5_000_000}) + "\n" + row * 100_000, encoding="utf-8")
    source = reading.opened(path, reading.WorkFolder(tmp_path))
    assert 50_000 < reading.about_rows(source) < 200_000
