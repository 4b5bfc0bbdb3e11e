"""Blocks written as plain text for a terminal of 80 columns; it knows no advice."""

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
    Section,
    Table,
)
from advisor.records.plain import wrapped
from advisor.text import visible


def plain_sections(sections: Iterable[Section]) -> Iterator[str]:
    """Yield each section as lines; one without content is left out."""
    for one in sections:
        if one.blocks:
            yield from ("", visible(one.title))
            for block in one.blocks:
                yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from wrapped(" ".join(map(_text, block.lines)))
    elif isinstance(block, Items):
        yield from _items(block)
    elif isinstance(block, Table):
        for row in block.rows:
            yield from wrapped("  ".join(map(_text, row)), "  ", "      ")
    elif isinstance(block, Fence):
        for line in block.text.rstrip("\n").split("\n"):
            yield f"  {visible(line)}".rstrip()
    elif isinstance(block, Picture) and block.instead is not None:
        yield from _block(block.instead)


def _items(block: Items) -> Iterator[str]:
    for number, (told, below) in enumerate(block.items, 1):
        mark = f"  {number}. " if block.numbered else "  - "
        yield from wrapped(_text(told), mark, " " * len(mark))
        for line in below:
            yield from wrapped(_text(line), "      ", "        ")


def _text(line: Line) -> str:
    parts = (
        piece.text if isinstance(piece, Code) else piece.url if isinstance(piece, Link) else piece
        for piece in line
    )
    return visible("".join(parts))
