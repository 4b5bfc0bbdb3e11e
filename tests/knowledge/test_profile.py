"""The bands of the checks: every check has them, and a broken entry is a finding."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.audit.check import check
from advisor.dataset.registry import CHECKS
from advisor.knowledge.base import KnowledgeBase


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
