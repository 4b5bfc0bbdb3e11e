"""The door to a profile for the command line and the app: files measured by a knowledge's bands."""

from __future__ import annotations

from pathlib import Path

from advisor.dataset.engine import Told
from advisor.dataset.profile import profile
from advisor.dataset.values import Profile
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase

Files = list[Path]


def measured(
    base: KnowledgeBase,
    train: Files,
    holdout: Files,
    production: Files,
    *,
    progress: Told,
    label: str | None = None,
    text: str | None = None,
    engine: str = "duckdb",
) -> Profile:
    """Return the profile of these files by the bands of this knowledge.

    Raises DatasetError where a file cannot be read, and AdvisorError where the extra is not
    installed or the knowledge has no bands.
    """
    if base.profile is None:
        raise AdvisorError(
            "this knowledge folder has no profile.toml, and so no bands for the checks",
            "use the knowledge that comes with the app, or copy the file from it",
        )
    return profile(
        train,
        holdout,
        production,
        label=label,
        text=text,
        thresholds=base.profile.thresholds,
        refusals=base.profile.refusals,
        progress=progress,
        engine_name=engine,
    )
