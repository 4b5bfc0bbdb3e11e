"""An entry of the knowledge told: what it says and where it leads, for text and screen alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from advisor.knowledge.base import KnowledgeBase
from advisor.records.plain import wrapped
from advisor.records.words import citation
from advisor.text import visible


@dataclass(frozen=True)
class Link:
    """Where an entry leads: to another entry by its id; a source has an address as well."""

    id: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Links:
    """Links of one sort under a heading."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Told:
    """One entry: its id, its title, what it says in paragraphs, and where it leads."""

    id: str
    title: str
    says: tuple[str, ...]
    links: tuple[Links, ...]


SOURCES = "Sources"
LINKED = "Linked from"


def sources(base: KnowledgeBase, keys: Iterable[str]) -> Links:
    """Return the links to sources."""
    cited = [Link(key, visible(citation(base.sources[key])), base.sources[key].url) for key in keys]
    return Links(SOURCES, tuple(cited))


def entries(base: KnowledgeBase, heading: str, names: Iterable[str]) -> Links:
    """Return links to entries that judge, questions and models, by the ids they are told under."""
    return Links(heading, tuple(Link(name, visible(_title(base, name))) for name in names))


def _title(base: KnowledgeBase, name: str) -> str:
    if name in base.judging:
        return base.judging[name].title
    if name in base.questions:
        return base.questions[name].text
    return base.models[name].title if name in base.models else ""


def written(told: Told) -> Iterator[str]:
    """Yield a told entry as lines of text."""
    yield from wrapped(f"{told.id}: {told.title}", "", "")
    yield ""
    for paragraph in told.says:
        yield from wrapped(paragraph)
    for links in told.links:
        yield from ("", links.heading)
        for link in links.links:
            yield from wrapped(_item(link), "  - ", "    ")


def _item(link: Link) -> str:
    return f"{link.id}: {link.text}" if link.id else link.text


def in_short(told: Told) -> Iterator[str]:
    """Yield a told entry as lines to stand among others: nothing blank, links by their ids."""
    yield from wrapped(told.title, "", "")
    for paragraph in told.says:
        yield from wrapped(paragraph)
    for links in told.links:
        if links.heading == SOURCES:
            for link in links.links:
                yield from wrapped(_item(link), "  - ", "    ")
        elif links.heading != LINKED:
            yield from wrapped(f"{links.heading}: {', '.join(link.id for link in links.links)}.")
    yield from wrapped(f"({told.id})")
