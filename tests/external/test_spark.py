"""Spark, with executors in processes of their own, counts what DuckDB counts; it needs Java."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.dataset.profile import profile
from advisor.knowledge.base import KnowledgeBase
from tests.dataset import test_chat
from tests.dataset.test_counts import COUNTING, made, shaped, written

pytest.importorskip("pyspark")

FIGURES = ("rows", "distinct", "reworded", "classes", "rarest", "largest", "prompts", "refusals")


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1024]"])
@pytest.mark.parametrize("form", ["openai_chat", "text_label"])
def test_the_same_expressions_give_the_same_counts(
    tmp_path: Path, real: KnowledgeBase, master: str, form: str
) -> None:
    assert real.profile is not None
    files = [
        written(tmp_path / name, [shaped(form, *pair) for pair in pairs])
        for name, pairs in zip(("train.jsonl", "held.jsonl"), made(), strict=True)
    ]
    told = {}
    for engine in ("duckdb", master):
        found = profile(
            files[:1],
            files[1:],
            thresholds=real.profile.thresholds,
            refusals=real.profile.refusals,
            checks=COUNTING,
            engine_name=engine,
        )
        told[engine] = {
            one.check: {name: one.figures.get(name) for name in FIGURES} for one in found.findings
        }
    assert json.dumps(told[master], indent=1) == json.dumps(told["duckdb"], indent=1)


def test_parts_and_calls_are_read_alike(tmp_path: Path, real: KnowledgeBase) -> None:
    assert real.profile is not None
    # Spark cannot tell a text from what is written like it, and keeps the spaces of JSON.
    alike = ("an object", "no part", "JSON written as a text")
    good = {name: row for name, row in test_chat.GOOD.items() if name not in alike}
    bad = [turns for name, turns in test_chat.BAD.items() if name not in alike]
    rows = [*(turns for turns, _ in good.values()), *bad]
    path = test_chat.written(tmp_path / "train.jsonl", rows)
    found, _ = test_chat.read(path, real.profile.thresholds, "local[2]")
    expected = {name: _unspaced(says) for name, (_, says) in good.items()}
    assert dict(zip(good, map(_unspaced, found), strict=True)) == expected


def _unspaced(says: test_chat.Read) -> list[str]:
    return [(text or "").replace('": ', '":').replace(', "', ',"') for text in says]
