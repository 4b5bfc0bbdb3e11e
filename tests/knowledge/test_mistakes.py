"""Each classic mistake raises the pitfalls it should, and cries wolf about nothing else."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import pytest

from advisor.advice import Advice, advise
from advisor.answers.file import read
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.load import load

FOLDER = Path(__file__).parent / "mistakes"
KNOWLEDGE = FOLDER.parents[2] / "knowledge"
DAY = date(2026, 11, 22)
EXPECTED = tomllib.loads((FOLDER / "expected.toml").read_text(encoding="utf-8"))
FILES = sorted(path.stem for path in FOLDER.glob("*.toml") if path.stem != "expected")


@lru_cache(maxsize=1)
def base() -> KnowledgeBase:
    return load(KNOWLEDGE)


@cache
def judged(name: str) -> Advice:
    path = FOLDER / f"{name}.toml"
    return advise(base(), read(base(), path.read_bytes(), path.name).answers, DAY)


def test_twelve_mistakes_or_more_are_written_down_with_what_they_raise():
    assert len(FILES) >= 12
    assert sorted(EXPECTED) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_raises_its_pitfalls(name):
    found = {pitfall.id for pitfall in judged(name).pitfalls}
    assert set(EXPECTED[name]["raises"]) - found == set()


@pytest.mark.parametrize("name", FILES)
def test_a_mistake_raises_nothing_else_of_severity_high(name):
    high = {pitfall.id for pitfall in judged(name).pitfalls if pitfall.severity == "high"}
    assert high - set(EXPECTED[name]["raises"]) == set()
