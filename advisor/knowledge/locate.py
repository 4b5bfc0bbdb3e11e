"""Where the knowledge folder is; it reads nothing in it."""

from __future__ import annotations

from pathlib import Path

from advisor.errors import KnowledgeError, Problem

_PACKAGE = Path(__file__).resolve().parent.parent
COMPILED = "_knowledge.json"


def knowledge_folder(named: Path | None = None) -> Path:
    """Return the folder that was named, else the one packed with the app, else the checkout's.

    Raises KnowledgeError where none of them is a folder.
    """
    places = (
        [named] if named is not None else [_PACKAGE / "_knowledge", _PACKAGE.parent / "knowledge"]
    )
    for place in places:
        if place.is_dir():
            return place
    problem = Problem(str(places[-1]), "", "no knowledge folder here", "name one with --knowledge")
    raise KnowledgeError((problem,))


def compiled_file() -> Path:
    """Return where a build packs the compiled knowledge, beside the folder; a checkout has none."""
    return _PACKAGE / COMPILED
