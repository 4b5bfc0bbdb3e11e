"""The parts of a document, whatever it is written in; they hold plain text, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from advisor.text import ADDRESS


@dataclass(frozen=True)
class Code:
    """A name out of the knowledge or the answers file, to be set as code."""

    text: str


@dataclass(frozen=True)
class Link:
    """An address out of the knowledge; one that anybody else gave stays text."""

    url: str


Piece = str | Code | Link
Line = tuple[Piece, ...]


def linked(text: str, url: str) -> Line:
    """Return a text and its address: a link where the address cannot act, else more text."""
    if not url:
        return (text,)
    return (f"{text} ", Link(url)) if ADDRESS.fullmatch(url) else (f"{text} {url}",)


def line(*pieces: Piece) -> Line:
    """Return one line of text made of these pieces."""
    return pieces


@dataclass(frozen=True)
class Paragraph:
    """Sentences, one on each line of the source."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Items:
    """A list; each item may have a list of its own below it."""

    items: tuple[tuple[Line, tuple[Line, ...]], ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of as many cells as the head has."""

    head: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True)
class Fence:
    """Lines to be kept as they are; `id` names the place for a reader that is a program."""

    language: str
    text: str
    id: str = ""


@dataclass(frozen=True)
class Picture:
    """An SVG, with the text that stands for it where there are no pictures."""

    svg: str
    instead: Fence | None = None


Block = Paragraph | Items | Table | Fence | Picture


@dataclass(frozen=True)
class Section:
    """A heading of some level (2 or 3) and what stands below it; an empty one is not written."""

    level: int
    title: str
    blocks: tuple[Block, ...]


def section(level: int, title: str, *blocks: Block | None) -> Section:
    """Return a section of those blocks that are there."""
    return Section(level, title, tuple(block for block in blocks if block is not None))


def paragraph(*lines: Line | str) -> Paragraph | None:
    """Return a paragraph, or None where there is no line."""
    told = tuple(one if isinstance(one, tuple) else (one,) for one in lines)
    return Paragraph(told) if told else None


def items(lines: Sequence[Line | str], *, numbered: bool = False) -> Items | None:
    """Return a plain list, or None where there is no item."""
    told = tuple((one if isinstance(one, tuple) else (one,), ()) for one in lines)
    return Items(told, numbered) if told else None


def nested(rows: Sequence[tuple[Line, tuple[Line, ...]]]) -> Items | None:
    """Return a list whose items have lists of their own, or None where there is no item."""
    return Items(tuple(rows)) if rows else None
