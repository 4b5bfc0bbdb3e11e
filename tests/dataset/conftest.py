"""The thresholds of the checks, out of the knowledge that comes with the app."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from advisor.knowledge.base import KnowledgeBase


@pytest.fixture(scope="session")
def thresholds(real: KnowledgeBase) -> Mapping[str, Mapping[str, float]]:
    """Return the limits of every check."""
    assert real.profile is not None
    return real.profile.thresholds
