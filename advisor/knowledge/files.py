"""The TOML files of a knowledge folder: their texts and the digest of them all; it parses none."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from advisor.errors import Problem

ALONE = ("about", "options", "groups", "facts", "judgement", "calibration")
# Guides and news follow what judges, as they were added: the order is part of the digest.
FOLDERS = (
    "questions",
    "models",
    "rules",
    "gates",
    "pitfalls",
    "additions",
    "sources",
    "guides",
    "contested",
    "changes",
    "prices",
    "audiences",
)
MAY_BE_ABSENT = ("shelf_life", "feasibility", "profile")
ENDING = ".toml"


@dataclass
class Files:
    """Texts by name below the folder, and what could not be read.

    The folders `cases`, `faq` and `kits` judge nothing here: they are read elsewhere, and are not
    in the digest.
    """

    folder: Path
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    digest: str = ""

    def below(self, folder: str) -> dict[str, tuple[str, str]]:
        """Return names and texts of one folder by path stem, in the order of the digest."""
        start = len(folder) + 1
        return {
            name[start : -len(ENDING)]: (name, text)
            for name, text in self.texts.items()
            if name.startswith(f"{folder}/")
        }


def read_files(folder: Path) -> Files:
    """Read every file that the digest counts; faults are collected, never raised."""
    found, digest = Files(folder), hashlib.sha256()
    for name in _names(folder):
        try:
            # A path object for each of hundreds of files takes as long as reading them.
            with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123
                text = file.read().decode("utf-8").replace("\r\n", "\n")
        except (OSError, ValueError) as fault:
            what = f"cannot be read: {fault}"
            found.problems.append(Problem(name, "", what, "mend the file"))
            text = ""
        else:
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        found.texts[name] = text
    found.digest = "sha256:" + digest.hexdigest()
    return found


def _names(folder: Path) -> Iterator[str]:
    yield from (name + ENDING for name in ALONE)
    for inner in FOLDERS:
        yield from sorted(_below(folder, inner), key=lambda name: name.split("/"))
    for name in MAY_BE_ABSENT:
        if (folder / (name + ENDING)).exists():
            yield name + ENDING


def _below(folder: Path, inner: str) -> Iterator[str]:
    # A walk over strings: one over paths takes as long as reading the files.
    for parent, _, names in os.walk(folder / inner):
        below = Path(parent).relative_to(folder).as_posix()
        yield from (f"{below}/{name}" for name in names if name.endswith(ENDING))
