"""The door through which knowledge files are read; every fault of every file is told at once.

Sources and models are read from disk with the rest, and parsed when they are first asked for.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from advisor.errors import KnowledgeError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries import (
    asking,
    cases,
    catalogue,
    guides,
    judging,
    settings,
    telling,
)
from advisor.knowledge.entries.news import Change, Contested, Frequent, ShelfLives
from advisor.knowledge.entries.profiling import Profile
from advisor.knowledge.lazy import LazyEntries, LazyTable

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
    "case": cases.CaseFile,
    "gate": judging.Gate,
    "guide": guides.Guide,
    "models": catalogue.Family,
    "pitfall": judging.Pitfall,
    "questions": asking.Topic,
    "rule": judging.Rule,
    "source": telling.Source,
    "change": Change,
    "contested": Contested,
    "faq": Frequent,
    "shelf_life": ShelfLives,
    "profile": Profile,
}


class _Reader:
    """Reads entries and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()

    def text(self, path: Path) -> tuple[str, str]:
        """Return the file's name below the folder and its text, and count it in the digest."""
        name = path.relative_to(self.folder).as_posix()
        try:
            text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        except (OSError, ValueError) as fault:
            self.problems.append(Problem(name, "", f"cannot be read: {fault}", "mend the file"))
            return name, ""
        self.digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return name, text

    def texts(self, folder: str) -> dict[str, tuple[str, str]]:
        """Return names and texts of one folder by path stem, sorted."""
        root = self.folder / folder
        return {
            path.relative_to(root).with_suffix("").as_posix(): self.text(path)
            for path in sorted(root.rglob("*.toml"))
        }

    def texts_of(self, stem: str) -> list[tuple[str, str]]:
        """Return name and text of a file that may be absent."""
        path = self.folder / f"{stem}.toml"
        return [self.text(path)] if path.exists() else []

    def entry(self, name: str, text: str, kind: type[Entry]) -> Entry:
        """Return the text as an entry; where it breaks the form, note that and return a blank."""
        try:
            return parsed(name, text, kind)
        except KnowledgeError as fault:
            self.problems.extend(fault.problems)
            return kind.model_construct()

    def single(self, stem: str, kind: type[Entry]) -> Entry:
        """Return the one entry of a file that stands alone."""
        return self.entry(*self.text(self.folder / f"{stem}.toml"), kind)

    def many(self, folder: str, kind: type[Entry]) -> dict[str, Entry]:
        """Return the entries of one folder by path stem."""
        return {stem: self.entry(*told, kind) for stem, told in self.texts(folder).items()}


def parsed(name: str, text: str, kind: type[Entry]) -> Entry:
    """Return the text of the file `name` as an entry.

    Raises KnowledgeError where it is no TOML or breaks the form.
    """
    try:
        return kind.model_validate(tomllib.loads(text))
    except ValidationError as fault:
        raise KnowledgeError(tuple(_problems(name, fault))) from None
    except (ValueError, RecursionError) as fault:
        problem = Problem(name, "", f"cannot be read: {fault}", "mend the file")
        raise KnowledgeError((problem,)) from None


def _problems(name: str, fault: ValidationError) -> Iterator[Problem]:
    for error in fault.errors():
        key = ".".join(str(part) for part in error["loc"])
        what = error["msg"].removeprefix("Value error, ")
        yield Problem(name, key, what, "see knowledge/README.md for the form")


def _models(texts: dict[str, tuple[str, str]]) -> dict[str, catalogue.Model]:
    families = [parsed(name, text, catalogue.Family) for name, text in texts.values()]
    return {model.id: model for family in families for model in family.model}


def _lazy(texts: dict[str, tuple[str, str]], kind: type[Entry]) -> LazyEntries[Entry]:
    return LazyEntries({key: partial(parsed, *told, kind) for key, told in texts.items()})


def _asked_for(folder: Path, name: str, kind: type[Entry]) -> LazyEntries[Entry]:
    """Return entries whose files are not even read, nor counted in the digest, until asked for."""

    def read(path: Path) -> Entry:
        file = f"{name}/{path.name}"
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as fault:
            problem = Problem(file, "", f"cannot be read: {fault}", "mend the file")
            raise KnowledgeError((problem,)) from None
        return parsed(file, text, kind)

    paths = sorted((folder / name).glob("*.toml"))
    return LazyEntries({path.stem: partial(read, path) for path in paths})


def load(folder: Path) -> KnowledgeBase:
    """Read the knowledge in `folder`.

    Raises KnowledgeError with every fault of form; for sources and models at their first use.
    """
    reader = _Reader(folder)
    about = reader.single("about", settings.About)
    options = reader.single("options", settings.Options)
    groups = reader.single("groups", settings.Groups)
    facts = reader.single("facts", settings.Facts)
    judgement = reader.single("judgement", settings.Judgement)
    calibration = reader.single("calibration", settings.Calibration)
    topics = reader.many("questions", asking.Topic)
    families = reader.texts("models")
    rules = reader.many("rules", judging.Rule)
    gates = reader.many("gates", judging.Gate)
    pitfalls = reader.many("pitfalls", judging.Pitfall)
    additions = reader.many("additions", judging.Addition)
    sources = reader.texts("sources")
    told_by_others = reader.texts("guides")
    contested = reader.texts("contested")
    changes = reader.texts("changes")
    shelf_lives = reader.texts_of("shelf_life")
    profile = reader.texts_of("profile")
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
        sources=_lazy(sources, telling.Source),
        models=LazyTable(partial(_models, families)),
        guides=_lazy(told_by_others, guides.Guide),
        judgement=judgement,
        calibration=calibration,
        contested=_lazy(contested, Contested),
        changes=_lazy(changes, Change),
        faq=_asked_for(folder, "faq", Frequent),
        read_shelf_lives=lambda: (
            parsed(*shelf_lives[0], ShelfLives) if shelf_lives else ShelfLives()
        ),
        read_profile=lambda: parsed(*profile[0], Profile) if profile else None,
    )
