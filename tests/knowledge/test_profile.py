"""The bands of the checks: every check has them, and a broken entry is a finding."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.audit.check import check
from advisor.dataset.registry import CHECKS
from advisor.knowledge.base import KnowledgeBase

OPENING = "[refusals]\nfirst_characters = 9\n[[refusals.opening]]\n{}"


def test_every_check_has_its_bands_and_every_entry_its_check(real: KnowledgeBase) -> None:
    assert real.profile is not None
    assert set(real.profile.checks) == {one.id for one in CHECKS}


def test_a_folder_may_lack_it(small: KnowledgeBase) -> None:
    assert small.profile is None


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("warn = 1\nmend = 'x'", "give warn and bad, or neither"),
        ("warn = 1\nbad = 2", "say in mend what to do about it"),
        ("limitz = 3", "limitz"),
        (OPENING.format("begins = [['I am']]"), "no answer is like 'I am'; write it in lower case"),
        (OPENING.format("begins = [['i  am']]"), "single spaces"),
        (OPENING.format("begins = [['i’m']]"), "with '"),
        (OPENING.format("begins = [['', 'i']]"), "the first may not be left out"),
        (OPENING.format("begins = [['i'], []]"), "give phrases in each list"),
        (OPENING.format("begins = [['i']]\nthen = ['no']"), "give then and within, or neither"),
        (OPENING.format("begins = [['i']]\nthen = ['']\nwithin = 2"), "leave it out"),
        ("[refusals]\nfirst_characters = 0\nopening = []", "refusals.first_characters"),
    ],
)
def test_a_broken_entry_is_found(small_folder: Path, tmp_path: Path, entry: str, told: str) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(small_folder, folder)
    head = "#:schema schemas/profile.schema.json\n[[check]]\nid = 'form'\ntitle = 't'\n"
    told_by = "shown = 'share'\nmeans = 'm'\nrests_on = 'r'\n"
    (folder / "profile.toml").write_text(f"{head}{told_by}{entry}\n", encoding="utf-8")
    found = [str(one) for one in check(folder) if one.path == "profile.toml"]
    assert any(told in one for one in found), found
