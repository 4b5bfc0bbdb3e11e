"""Knowledge out of the TOML of its folder, validated whole; every fault of every file is told.

What most runs need little of (sources, models, guides, news) is parsed when it is first asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from advisor.errors import KnowledgeError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.entries import asking, catalogue, guides, judging, settings, telling
from advisor.knowledge.entries.kits import Kit
from advisor.knowledge.entries.news import Change, Contested, Frequent, ShelfLives
from advisor.knowledge.entries.profiling import Profile
from advisor.knowledge.files import ENDING, Files, read_files
from advisor.knowledge.lazy import LazyEntries, LazyTable

if TYPE_CHECKING:  # most runs work out no memory and no cost
    from advisor.knowledge.entries.feasibility import Feasibility, Price

Entry = TypeVar("Entry", bound=BaseModel)


class _Parser:
    """Turns texts into entries and collects what is wrong with them."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.problems = list(files.problems)
        self._unread = {problem.path for problem in files.problems}

    def entry(self, name: str, text: str, kind: type[Entry]) -> Entry:
        """Return the text as an entry; where it breaks the form, note that and return a blank."""
        if name not in self._unread:
            try:
                return parsed(name, text, kind)
            except KnowledgeError as fault:
                self.problems.extend(fault.problems)
        return kind.model_construct()

    def alone(self, stem: str, kind: type[Entry]) -> Entry:
        """Return the one entry of a file that stands alone."""
        name = stem + ENDING
        return self.entry(name, self.files.texts[name], kind)

    def many(self, folder: str, kind: type[Entry]) -> dict[str, Entry]:
        """Return the entries of one folder by path stem."""
        return {stem: self.entry(*told, kind) for stem, told in self.files.below(folder).items()}

    def lazy(self, folder: str, kind: type[Entry]) -> LazyEntries[Entry]:
        """Return the entries of one folder by path stem, each parsed when it is first asked for."""
        below = self.files.below(folder)
        return LazyEntries({key: partial(parsed, *told, kind) for key, told in below.items()})


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


def _models(files: Files) -> dict[str, catalogue.Model]:
    families = [parsed(*told, catalogue.Family) for told in files.below("models").values()]
    return {model.id: model for family in families for model in family.model}


def _prices(files: Files) -> dict[str, Price]:
    from advisor.knowledge.entries.feasibility import PriceList

    found: dict[str, Price] = {}
    for name, text in files.below("prices").values():
        for price in parsed(name, text, PriceList).price:
            if price.id in found:
                problem = Problem(name, price.id, "stands twice", "give one of them another id")
                raise KnowledgeError((problem,))
            found[price.id] = price
    return found


def _feasibility(files: Files) -> Callable[[], Feasibility] | None:
    """Return what reads the file when it is asked for, or None where there is none."""

    def read() -> Feasibility:
        from advisor.knowledge.entries.feasibility import Feasibility

        return parsed(name, files.texts[name], Feasibility)

    name = f"feasibility{ENDING}"
    return read if name in files.texts else None


def _shelf_lives(files: Files) -> ShelfLives:
    return _if_there(files, "shelf_life", ShelfLives) or ShelfLives()


def _if_there(files: Files, stem: str, kind: type[Entry]) -> Entry | None:
    name = stem + ENDING
    return parsed(name, files.texts[name], kind) if name in files.texts else None


# What judges nothing: the forms of the entries in the folders that are read on demand.
LATE: dict[str, type[BaseModel]] = {"faq": Frequent, "kits": Kit}


def asked_for(folder: Path, name: str, kind: type[Entry]) -> LazyEntries[Entry]:
    """Return the entries of a folder that are not even read, nor in the digest, until asked for."""

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

    Raises KnowledgeError with every fault of form; for what is parsed late, at its first use.
    """
    return base_of(read_files(folder))


def base_of(files: Files) -> KnowledgeBase:
    """Return the knowledge that these files hold.

    Raises KnowledgeError as `load` does.
    """
    told = _Parser(files)
    about = told.alone("about", settings.About)
    options = told.alone("options", settings.Options)
    groups = told.alone("groups", settings.Groups)
    facts = told.alone("facts", settings.Facts)
    judgement = told.alone("judgement", settings.Judgement)
    calibration = told.alone("calibration", settings.Calibration)
    topics = told.many("questions", asking.Topic)
    rules = told.many("rules", judging.Rule)
    gates = told.many("gates", judging.Gate)
    pitfalls = told.many("pitfalls", judging.Pitfall)
    additions = told.many("additions", judging.Addition)
    if told.problems:
        raise KnowledgeError(tuple(told.problems))
    return KnowledgeBase(
        version=about.version,
        digest=files.digest,
        options={option.id: option for option in options.option},
        topics=dict(sorted(topics.items(), key=lambda item: item[1].order)),
        groups={group.id: group for group in groups.group},
        facts={fact.id: fact for fact in facts.fact},
        rules=rules,
        gates=gates,
        pitfalls=pitfalls,
        additions=additions,
        sources=told.lazy("sources", telling.Source),
        models=LazyTable(partial(_models, files)),
        guides=told.lazy("guides", guides.Guide),
        judgement=judgement,
        calibration=calibration,
        contested=told.lazy("contested", Contested),
        changes=told.lazy("changes", Change),
        prices=LazyTable(partial(_prices, files)),
        audiences=told.lazy("audiences", asking.Audience),
        faq=asked_for(files.folder, "faq", Frequent),
        kits=asked_for(files.folder, "kits", Kit),
        read_shelf_lives=partial(_shelf_lives, files),
        read_feasibility=_feasibility(files),
        read_profile=partial(_if_there, files, "profile", Profile),
    )
