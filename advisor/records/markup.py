"""Blocks written as markdown; it knows no advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.records.blocks import (
    Block,
    Code,
    Fence,
    Items,
    Line,
    Link,
    Paragraph,
    Picture,
    Piece,
    Section,
    Table,
)
from advisor.text import markdown, within_markdown


def written(sections: Iterable[Section], deeper: int = 0) -> Iterator[str]:
    """Yield each section as markdown, its heading `deeper` levels further down.

    Parts are to be joined by a blank line; a section without content and subsections is left out.
    """
    told = list(sections)
    for place, one in enumerate(told):
        following = told[place + 1] if place + 1 < len(told) else None
        if not one.blocks and (following is None or following.level <= one.level):
            continue
        yield f"{'#' * (one.level + deeper)} {markdown(one.title)}"
        yield from filter(None, map(block, one.blocks))


def block(one: Block) -> str:
    """Return one block as markdown."""
    if isinstance(one, Paragraph):
        return "\n".join(inline(each) for each in one.lines)
    if isinstance(one, Items):
        return "\n".join(_items(one))
    if isinstance(one, Table):
        return "\n".join(_table(one))
    if isinstance(one, Picture):
        return block(one.instead) if one.instead is not None else ""
    return _fence(one)


def inline(told: Line) -> str:
    """Return a line as markdown that shows exactly its characters."""
    first, *rest = told
    if isinstance(first, str):
        begun = markdown(first) + " " * (len(first) - len(first.rstrip(" ")))
    else:
        begun = _piece(first)
    return (begun + "".join(map(_piece, rest))).strip()


def _piece(piece: Piece) -> str:
    if isinstance(piece, Code):
        return f"`{piece.text}`"
    return f"<{piece.url}>" if isinstance(piece, Link) else within_markdown(piece)


def _items(one: Items) -> Iterator[str]:
    for number, (told, below) in enumerate(one.items, 1):
        yield f"{number}. {inline(told)}" if one.numbered else f"* {inline(told)}"
        for each in below:
            yield f"  * {inline(each)}"


def _table(one: Table) -> Iterator[str]:
    yield f"| {' | '.join(one.head)} |"
    yield "|" + " --- |" * len(one.head)
    for row in one.rows:
        yield f"| {' | '.join(map(inline, row))} |"


def _fence(one: Fence) -> str:
    # The text is ours or TOML on single lines, so no line of it can close the fence.
    text = one.text.rstrip("\n")
    return f"```{one.language}\n{text}\n```"
