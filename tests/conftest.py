"""What every test may use: the small frozen knowledge, the real one, and the day judged by."""

from __future__ import annotations

import gc
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
# Tests import one another's helpers as `tests.…`, whichever way pytest was started.
sys.path.insert(0, str(ROOT))

from advisor.knowledge.base import KnowledgeBase  # noqa: E402  # needs the path above
from advisor.knowledge.load import load  # noqa: E402  # needs the path above

# The apps of the tests leave little that is kept: to look through it all as often as Python does
# by default takes a fifth of the suite's time.
gc.set_threshold(20_000)

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
settings.register_profile(
    "suite",
    deadline=None,
    max_examples=60,
    derandomize=True,
    database=None,
    suppress_health_check=SLOW,
)
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


@pytest.fixture(scope="session")
def small_folder() -> Path:
    """Return the frozen knowledge folder of the tests."""
    return ROOT / "tests" / "fixtures" / "knowledge"


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """Return the knowledge folder that is shipped."""
    return ROOT / "knowledge"


@pytest.fixture(scope="session")
def small(small_folder: Path) -> KnowledgeBase:
    """Return the frozen knowledge of the tests."""
    return load(small_folder)


@pytest.fixture(scope="session")
def real(real_folder: Path) -> KnowledgeBase:
    """Return the knowledge that is shipped."""
    return load(real_folder)


@pytest.fixture(scope="session")
def day() -> date:
    """Return the date that the tests judge by."""
    return date(2026, 11, 22)
