"""Every written format of two cases, byte for byte; read a difference as a diff.

After a wanted change, write them anew: `UPDATE_GOLDEN=1 python -m pytest tests/records`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.advice import Advice, advise
from advisor.answers.file import read
from advisor.records.formats import FORMATS

GOLDEN = Path(__file__).parent / "golden"
CASES = Path(__file__).parent.parent / "fixtures" / "answers"
ENDINGS = {
    "text": "txt",
    "markdown": "md",
    "madr2": "madr2.md",
    "nygard": "nygard.md",
    "html": "html",
    "json": "json",
    "toml": "toml",
}


def advice(base, case: str) -> Advice:
    answers = read(base, (CASES / f"{case}.toml").read_bytes(), case).answers
    assert answers.record.date is not None
    return advise(base, answers, answers.record.date)


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("case", ["tickets", "closed"])
def test_a_format_is_as_committed(small, case, name):
    path = GOLDEN / f"{case}.{ENDINGS[name]}"
    text = FORMATS[name](advice(small, case))
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode("utf-8")


@pytest.mark.parametrize("name", sorted(FORMATS))
@pytest.mark.parametrize("case", ["tickets", "closed"])
def test_the_same_answers_give_the_same_bytes(small, case, name):
    assert FORMATS[name](advice(small, case)) == FORMATS[name](advice(small, case))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_carries_the_knowledge_the_digest_and_the_date(small, name):
    text = FORMATS[name](advice(small, "tickets"))
    for told in (small.version, small.digest, "2026-11-22"):
        assert told in text


def test_every_format_has_its_golden_file():
    assert set(FORMATS) - {"madr4"} == set(ENDINGS)
    assert FORMATS["madr4"] is FORMATS["markdown"]


def test_text_fits_a_terminal_of_eighty_columns(small):
    for line in FORMATS["text"](advice(small, "tickets")).splitlines():
        assert len(line) <= 80 or "sha256:" in line or "https://" in line
