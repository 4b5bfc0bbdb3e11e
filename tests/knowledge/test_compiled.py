"""Compiled knowledge says what its TOML says, and counts only while the TOML is unchanged."""

from __future__ import annotations

import os
import shutil
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from advisor.advice import Advice, advise
from advisor.answers.file import read
from advisor.answers.values import Answers
from advisor.errors import KnowledgeError
from advisor.interview import Interview
from advisor.knowledge import load, locate
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import compiled, open_base, restored
from advisor.knowledge.files import read_files
from advisor.records.formats import FORMATS

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.toml"))
ANSWERS = (Path(__file__).parents[1] / "fixtures" / "answers" / "tickets.toml").read_bytes()
DAY = date(2026, 11, 22)


def again(folder: Path) -> KnowledgeBase:
    body = compiled(load.load(folder)).partition("\n")[2]
    return restored(body.encode(), read_files(folder))


def advice(base: KnowledgeBase, content: bytes = ANSWERS) -> Advice:
    return advise(base, read(base, content, "answers.toml").answers, DAY)


def told(base: KnowledgeBase, form: str = "markdown") -> str:
    return FORMATS[form](advice(base))


@pytest.mark.parametrize("folder", ["small_folder", "real_folder"])
def test_every_entry_comes_back_as_it_was(folder, request):
    folder = request.getfixturevalue(folder)
    before, after = load.load(folder), again(folder)
    assert before.shelf_lives == after.shelf_lives
    assert before.feasibility == after.feasibility
    for part in fields(KnowledgeBase):
        old, new = getattr(before, part.name), getattr(after, part.name)
        if part.name.startswith("read_"):
            continue
        if hasattr(old, "items"):
            assert list(old.items()) == list(new.items()), part.name
        else:
            assert old == new, part.name


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_written_is_the_same_to_the_byte(real, compiled_real, example):
    parsed, revived = (advice(base, example.read_bytes()) for base in (real, compiled_real))
    for form in ("text", "markdown", "json", "toml"):
        assert FORMATS[form](parsed) == FORMATS[form](revived)


@pytest.fixture(scope="module")
def compiled_real(real_folder) -> KnowledgeBase:
    return again(real_folder)


@pytest.fixture
def packed(tmp_path, monkeypatch, small_folder) -> Path:
    """An installed package: a folder of TOML and, beside it, what was compiled of it."""
    folder = tmp_path / "_knowledge"
    shutil.copytree(small_folder, folder)
    (tmp_path / locate.COMPILED).write_text(compiled(load.load(folder)), encoding="utf-8")
    monkeypatch.setattr(locate, "_PACKAGE", tmp_path)
    return folder


@pytest.fixture
def without_toml(packed, monkeypatch) -> Path:
    """The same, where no knowledge can be parsed as TOML."""

    def fail(_files):
        raise AssertionError("the TOML was parsed")

    monkeypatch.setattr(load, "base_of", fail)
    return packed


@pytest.mark.usefixtures("without_toml")
def test_what_is_fresh_is_used_without_parsing_toml(small):
    assert told(open_base()) == told(small)


def test_a_named_folder_is_always_parsed(without_toml):
    with pytest.raises(AssertionError, match="parsed"):
        open_base(without_toml)


def _reworded(folder: Path) -> None:
    """Change one letter, and leave the file's size and time as they were."""
    path = sorted((folder / "rules").rglob("*.toml"))[0]
    before = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('title = "', 'title = "Z', 1)[:-1], encoding="utf-8")
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _reweighed(folder: Path) -> None:
    for path in (folder / "rules").rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        head, weight, rest = text.partition("[weight]")
        path.write_text(f"{head}{weight}\n{rest.lstrip()}".replace("= -", "= "), encoding="utf-8")


def _removed(folder: Path) -> None:
    for path in (folder / "rules").rglob("*.toml"):
        path.unlink()


def _renamed(folder: Path) -> None:
    path = sorted((folder / "rules").rglob("*.toml"))[0]
    path.rename(path.with_name("renamed.toml"))


def _added(folder: Path) -> None:
    path = sorted((folder / "rules").rglob("*.toml"))[0]
    shutil.copy(path, path.with_name("another.toml"))


def _cut_short(folder: Path) -> None:
    path = folder.parent / locate.COMPILED
    path.write_bytes(path.read_bytes()[:-100])


def _tampered(folder: Path) -> None:
    path = folder.parent / locate.COMPILED
    path.write_bytes(path.read_bytes().replace(b"prompting", b"prompted!", 1))


def _missing(folder: Path) -> None:
    (folder.parent / locate.COMPILED).unlink()


CHANGES = [_reworded, _reweighed, _removed, _renamed, _added, _cut_short, _tampered, _missing]


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_stale_or_broken_is_never_used(packed, change):
    change(packed)
    expected = load.load(packed)
    found = open_base()
    assert found.digest == expected.digest
    assert found.rules == expected.rules
    assert told(found) == told(expected)


@pytest.mark.parametrize("change", [_reweighed, _removed])
def test_changed_toml_gives_the_changed_answer(packed, small, change):
    change(packed)
    before, after = (told(base, "json") for base in (small, open_base()))
    assert before.partition('"knowledge"')[0] != after.partition('"knowledge"')[0]


def test_a_fault_in_changed_toml_is_told(packed):
    path = sorted((packed / "rules").rglob("*.toml"))[0]
    path.write_text("title = 1\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="title"):
        open_base()


def test_an_empty_key_is_refused_rather_than_mistaken(small_folder, tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    path = sorted((folder / "rules").rglob("*.toml"))[0]
    text = path.read_text(encoding="utf-8")
    head, example, rest = text.partition("answers = {")
    path.write_text(f'{head}{example} "" = 1, {rest}', encoding="utf-8")
    with pytest.raises(ValueError, match="empty key"):
        compiled(load.load(folder))


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(2026, 11, 22), date(2040, 6, 30)])
def test_without_an_answer_every_day_begins_with_the_same_question(real, day):
    first = Interview(real, Answers(), DAY).following()
    asked = Interview(real, Answers(), day).following()
    assert first is not None and asked is not None
    assert asked.id == first.id


def test_the_question_that_a_build_worked_out_comes_back(small_folder):
    body = compiled(load.load(small_folder), "data.examples").partition("\n")[2]
    assert restored(body.encode(), read_files(small_folder)).asked_first == "data.examples"
