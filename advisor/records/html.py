"""The decision record as one HTML page: no script, nothing fetched, printable, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain

from advisor.advice import Advice
from advisor.records import sections
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
from advisor.records.evidence_picture import evidence_svg
from advisor.records.madr4 import content
from advisor.text import visible

STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --soft: #f3f2ef; --line: #cfccc6 }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8e6e3; --paper: #16181c; --soft: #22252b; --line: #454a52 }
}
body { margin: 0 auto; max-width: 46rem; padding: 2rem 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
h1 { line-height: 1.2 } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) }
a { color: inherit } code, pre { font: 0.85rem/1.4 ui-monospace, monospace }
pre { padding: 0.75rem; overflow-x: auto; background: var(--soft); border: 1px solid var(--line) }
table { border-collapse: collapse; width: 100% }
th, td { padding: 0.25rem 0.5rem; text-align: left; border-bottom: 1px solid var(--line) }
figure { margin: 1rem 0; overflow-x: auto } svg { max-width: 100%; height: auto }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem } dd { margin: 0 }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt } h2, h3 { break-after: avoid }
  figure, table, li { break-inside: avoid } pre { white-space: pre-wrap; overflow: visible }
}
"""


def html(advice: Advice) -> str:
    """Return the decision record as one self-contained page."""
    title = escape(visible(sections.title(advice)))
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{title}</h1>",
        *_facts(advice),
    ]
    return "\n".join([*head, *_body(advice), "</body>", "</html>"]) + "\n"


def _facts(advice: Advice) -> Iterator[str]:
    yield "<dl>"
    yield '<dt>Status</dt><dd id="status">proposed</dd>'
    yield f'<dt>Date</dt><dd id="date">{advice.date.isoformat()}</dd>'
    if advice.answers.record.deciders:
        names = ", ".join(escape(visible(name)) for name in advice.answers.record.deciders)
        yield f'<dt>Decision makers</dt><dd id="decision-makers">{names}</dd>'
    yield "</dl>"


def _body(advice: Advice) -> Iterator[str]:
    told = list(content(advice))
    for place, one in enumerate(told):
        following = told[place + 1 : place + 2]
        if not one.blocks and (not following or following[0].level <= one.level):
            continue
        yield from _section(one)
        if one.title == "Decision Drivers" and advice.verdict.fired:
            yield from _block(Picture(evidence_svg(advice)))


def _section(one: Section) -> Iterator[str]:
    name = re.sub(r"[^a-z0-9]+", "-", one.title.lower()).strip("-")
    yield f'<h{one.level} id="{name}">{_text(one.title)}</h{one.level}>'
    yield from chain.from_iterable(map(_block, one.blocks))


def _block(one: Block) -> Iterator[str]:
    if isinstance(one, Paragraph):
        yield f"<p>{' '.join(map(_line, one.lines))}</p>"
    elif isinstance(one, Items):
        yield from _items(one)
    elif isinstance(one, Table):
        yield from _table(one)
    elif isinstance(one, Fence):
        marked = f' id="{one.id}"' if one.id else ""
        yield f"<pre{marked}>"
        yield escape(one.text.rstrip("\n"), quote=False)
        yield "</pre>"
    else:
        yield from ("<figure>", one.svg.rstrip("\n"), "</figure>")


def _items(one: Items) -> Iterator[str]:
    kind = "ol" if one.numbered else "ul"
    yield f"<{kind}>"
    for told, below in one.items:
        inner = _list(below) if below else ""
        yield f"<li>{_line(told)}{inner}</li>"
    yield f"</{kind}>"


def _list(lines: Iterable[Line]) -> str:
    return "<ul>" + "".join(f"<li>{_line(one)}</li>" for one in lines) + "</ul>"


def _table(one: Table) -> Iterator[str]:
    yield "<table>"
    yield "<tr>" + "".join(f'<th scope="col">{_text(cell)}</th>' for cell in one.head) + "</tr>"
    for row in one.rows:
        yield "<tr>" + "".join(f"<td>{_line(cell)}</td>" for cell in row) + "</tr>"
    yield "</table>"


def _line(told: Line) -> str:
    return "".join(map(_piece, told))


def _piece(piece: Piece) -> str:
    if isinstance(piece, Code):
        return f"<code>{escape(piece.text)}</code>"
    if isinstance(piece, Link):
        return f'<a href="{escape(piece.url)}">{escape(piece.url)}</a>'
    return _text(piece)


def _text(text: str) -> str:
    return escape(visible(text), quote=False)
