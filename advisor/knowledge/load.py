"""The door through which knowledge files are read; every fault of every file is told at once."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from advisor.errors import KnowledgeError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries import asking, catalogue, judging, settings, telling

Entry = TypeVar("Entry", bound=BaseModel)

# Which type each file or folder holds; the schemas are generated from this table.
FORMS: dict[str, type[BaseModel]] = {
    "about": settings.About,
    "calibration": settings.Calibration,
    "facts": settings.Facts,
    "groups": settings.Groups,
    "judgement": settings.Judgement,
    "options": settings.Options,
    "addition": judging.Addition,
    "gate": judging.Gate,
    "models": catalogue.Family,
    "pitfall": judging.Pitfall,
    "questions": asking.Topic,
    "rule": judging.Rule,
    "source": telling.Source,
}


class _Reader:
    """Reads entries and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()

    def table(self, path: Path) -> dict[str, object] | None:
        """Return the file as plain values, or None where it is no TOML."""
        name = path.relative_to(self.folder).as_posix()
        try:
            raw = path.read_bytes()
            text = raw.decode("utf-8").replace("\r\n", "\n")
            self.digest.update(f"{name}\0{len(text)}\0{text}".encode())
            return tomllib.loads(text)
        except (OSError, ValueError, RecursionError) as fault:
            self.problems.append(Problem(name, "", f"cannot be read: {fault}", "mend the file"))
            return None

    def entry(self, path: Path, kind: type[Entry]) -> Entry:
        """Return the file as an entry; where it breaks the form, note that and return a blank."""
        table = self.table(path)
        if table is not None:
            try:
                return kind.model_validate(table)
            except ValidationError as fault:
                name = path.relative_to(self.folder).as_posix()
                self.problems.extend(_problems(name, fault))
        return kind.model_construct()

    def single(self, stem: str, kind: type[Entry]) -> Entry:
        """Return the one entry of a file that stands alone."""
        return self.entry(self.folder / f"{stem}.toml", kind)

    def many(self, name: str, kind: type[Entry]) -> dict[str, Entry]:
        """Return the entries of one folder by their path stem, sorted."""
        root = self.folder / name
        return {
            path.relative_to(root).with_suffix("").as_posix(): self.entry(path, kind)
            for path in sorted(root.rglob("*.toml"))
        }


def _problems(name: str, fault: ValidationError) -> Iterator[Problem]:
    for error in fault.errors():
        key = ".".join(str(part) for part in error["loc"])
        what = error["msg"].removeprefix("Value error, ")
        yield Problem(name, key, what, "see knowledge/README.md for the form")


def load(folder: Path) -> KnowledgeBase:
    """Read the knowledge in `folder`.

    Raises KnowledgeError with every fault of form, where there is one.
    """
    reader = _Reader(folder)
    about = reader.single("about", settings.About)
    options = reader.single("options", settings.Options)
    groups = reader.single("groups", settings.Groups)
    facts = reader.single("facts", settings.Facts)
    judgement = reader.single("judgement", settings.Judgement)
    calibration = reader.single("calibration", settings.Calibration)
    topics = reader.many("questions", asking.Topic)
    families = reader.many("models", catalogue.Family)
    rules = reader.many("rules", judging.Rule)
    gates = reader.many("gates", judging.Gate)
    pitfalls = reader.many("pitfalls", judging.Pitfall)
    additions = reader.many("additions", judging.Addition)
    sources = reader.many("sources", telling.Source)
    if reader.problems:
        raise KnowledgeError(tuple(reader.problems))
    return KnowledgeBase(
        version=about.version,
        digest="sha256:" + reader.digest.hexdigest(),
        options={option.id: option for option in options.option},
        topics=dict(sorted(topics.items(), key=lambda item: item[1].order)),
        groups={group.id: group for group in groups.group},
        facts={fact.id: fact for fact in facts.fact},
        rules=rules,
        gates=gates,
        pitfalls=pitfalls,
        additions=additions,
        sources=sources,
        models={model.id: model for family in families.values() for model in family.model},
        judgement=judgement,
        calibration=calibration,
    )
