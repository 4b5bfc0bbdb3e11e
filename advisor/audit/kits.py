"""What must hold of starter kits: places and sources that exist, values safe in their form."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.audit.entries import condition_findings
from advisor.errors import KnowledgeError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.conditions import tests_of
from advisor.knowledge.entries.kits import COMMENTED, EACH, PLACE, Kit, Part
from advisor.text import nearest

FREE = ("record.title", "record.project")


def kit_findings(base: KnowledgeBase) -> Iterator[Problem]:
    """Yield what is wrong with the kits, file by file."""
    files: dict[str, str] = {}
    for slug in base.kits:
        path = f"kits/{slug}.toml"
        try:
            kit = base.kits[slug]
        except KnowledgeError as fault:
            yield from fault.problems
            continue
        other = files.setdefault(kit.file, path)
        if other != path:
            yield Problem(path, "file", f"{kit.file} is written by {other} too", "rename one")
        yield from _places(base, kit, path)
        for number, part in enumerate(kit.part):
            yield from _part(base, kit, part, f"{path}: part {number + 1}")
        for condition in (kit.when, *(part.when for part in kit.part)):
            if condition is not None:
                yield from condition_findings(base, tests_of(condition), f"{path}: when")


def _places(base: KnowledgeBase, kit: Kit, path: str) -> Iterator[Problem]:
    known = [*base.questions, *base.facts, *FREE]
    used = {name for part in kit.part if not part.each for name in PLACE.findall(part.text)}
    names = [place.name for place in kit.place]
    for place in kit.place:
        if place.take and place.take not in known:
            near = nearest(place.take, known)
            yield Problem(path, "take", f"{place.take} does not exist", f"did you mean {near}?")
        if place.name not in used:
            yield Problem(path, "place", f"{place.name} stands in no text", "use it, or drop it")
        if names.count(place.name) > 1:
            yield Problem(path, "place", f"{place.name} is there twice", "rename one")
    for name in sorted(used - set(names)):
        yield Problem(path, "text", f"@{{{name}}} has no place", "add a [[place]]")


def _part(base: KnowledgeBase, kit: Kit, part: Part, path: str) -> Iterator[Problem]:
    for key in part.sources:
        if key not in base.sources:
            near = nearest(key, list(base.sources))
            yield Problem(path, "sources", f"{key} does not exist", f"did you mean {near}?")
        elif not base.sources[key].carries_weight:
            yield Problem(path, "sources", f"{key} is only recalled", "read it, or leave it out")
    if part.because and kit.form not in COMMENTED:
        to_do = "say it in a file that can hold comments"
        yield Problem(path, "because", f"{kit.form} holds no comments", to_do)
    for name in PLACE.findall(part.text) if part.each else ():
        if name not in EACH:
            yield Problem(path, "text", f"a pitfall has no {name}", f"one of {', '.join(EACH)}")
    for line in part.text.split("\n") if kit.form == "yaml" else ():
        if not _whole(line):
            to_do = "let it stand alone after the key, unquoted"
            yield Problem(path, "text", f"{line.strip()[:60]}: a place within a value", to_do)


def _whole(line: str) -> bool:
    """Tell whether a place in a line of YAML is the whole value, and so is quoted as one."""
    if line.lstrip().startswith("#"):
        return True
    found = list(PLACE.finditer(line))
    before = line[: found[0].start()] if found else ""
    return not found or (
        len(found) == 1 and found[0].end() == len(line) and before.endswith((": ", "- "))
    )
