"""A terminal without animation, a state folder of its own for each test, and pictures as SVG."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

# Textual reads this once, when it is first imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from advisor.interview import Order
from advisor.knowledge.base import KnowledgeBase
from advisor.tui.app import AdvisorApp
from advisor.tui.session import Session


class SVG(SingleFileSnapshotExtension):
    """One SVG file a picture."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


@pytest.fixture
def svg(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return what compares a picture with the committed one."""
    return snapshot.use_extension(SVG)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the state and the files of each test in its own folder."""
    (tmp_path / "work").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path / "work")


@pytest.fixture
def app(small: KnowledgeBase, day: date) -> Callable[..., AdvisorApp]:
    """Return what makes the app over the small knowledge, asking in the order of its files."""

    def make(opened: Path | None = None, order: Order = "fixed") -> AdvisorApp:
        return AdvisorApp(Session(small, day, opened, order=order))

    return make
