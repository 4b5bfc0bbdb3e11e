"""The door to a profile: the engine and what learns are an extra, imported when first needed."""

from __future__ import annotations

from pathlib import Path

from advisor.dataset.engine import EXTRA, Told
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
    try:
        from advisor.dataset.profile import profile
    except ImportError as fault:
        missing = f"profiling needs the package {fault.name}, which is not installed"
        raise AdvisorError(missing, EXTRA) from None
    return profile(
        train,
        holdout,
        production,
        label=label,
        text=text,
        thresholds=base.profile.thresholds,
        progress=progress,
        engine_name=engine,
    )
