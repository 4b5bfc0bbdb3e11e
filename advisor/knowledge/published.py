"""Published cases and guides, read when they are asked for; `load` never does, nor the digest."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from advisor.errors import KnowledgeError, Problem
from advisor.knowledge.entries.cases import CaseFile
from advisor.knowledge.entries.guides import Guide
from advisor.knowledge.load import parsed

Entry = TypeVar("Entry", bound=BaseModel)


def load_cases(folder: Path) -> dict[str, CaseFile]:
    """Read every case file in `folder` by its source's key.

    Raises KnowledgeError with every fault of form, and where two cases have the same id.
    """
    files = _entries(folder, CaseFile)
    seen: dict[str, str] = {}
    problems = []
    for key, file in files.items():
        for case in file.case:
            if case.id in seen:
                what = f"{case.id} stands in {seen[case.id]}.toml too"
                problems.append(Problem(f"cases/{key}.toml", "id", what, "rename one"))
            seen.setdefault(case.id, key)
    if problems:
        raise KnowledgeError(tuple(problems))
    return files


def load_guides(folder: Path) -> dict[str, Guide]:
    """Read every guide in `folder` by its slug.

    Raises KnowledgeError with every fault of form.
    """
    return _entries(folder, Guide)


def _entries(folder: Path, kind: type[Entry]) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        name = f"{folder.name}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
            found[path.stem] = parsed(name, text, kind)
        except KnowledgeError as fault:
            problems.extend(fault.problems)
        except (OSError, ValueError) as fault:
            problems.append(Problem(name, "", f"cannot be read: {fault}", "mend the file"))
    if problems:
        raise KnowledgeError(tuple(problems))
    return found
