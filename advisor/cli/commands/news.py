"""`advisor knowledge changes|faq|stale`: what changed, what people ask, what has aged."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.load import load
from advisor.text import visible

NAMES = ("changes", "faq", "stale")


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands of this family to `advisor knowledge`."""
    changes = commands.add_parser("changes", help="tell what changed, the latest first")
    changes.add_argument("--since", type=_date, metavar="DAY", help="from this day on")
    faq = commands.add_parser("faq", help="answer what people ask")
    faq.add_argument("word", nargs="?", help="only questions and answers with this word")
    stale = commands.add_parser("stale", help="list what is older than its shelf life")
    stale.add_argument("--date", type=_date, metavar="DAY", help="as of this day")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-22") from None


def run(folder: Path, options: argparse.Namespace) -> Status:
    """Run one of the commands of this family."""
    base = load(folder)
    if options.command == "stale":
        return _stale(base, options.date)
    lines = _changes(base, options.since) if options.command == "changes" else _faq(base, options)
    put("\n".join(lines))
    return Status.OK


def _changes(base: KnowledgeBase, since: date | None) -> Iterator[str]:
    from advisor.records.telling import change
    from advisor.records.told import in_short

    entries = sorted(base.changes.items(), key=lambda item: (-item[1].date.toordinal(), item[0]))
    for slug, entry in entries:
        if since is None or entry.date >= since:
            yield from in_short(change(base, f"changes/{slug}", entry))
            yield ""


def _faq(base: KnowledgeBase, options: argparse.Namespace) -> Iterator[str]:
    from advisor.records.telling import frequent
    from advisor.records.told import in_short

    word = (options.word or "").casefold()
    found = [
        (slug, entry)
        for slug, entry in base.faq.items()
        if word in " ".join((slug, entry.title, *entry.answer)).casefold()
    ]
    if not found:
        said = visible(options.word)[:120]
        raise AdvisorError(f"{said}: no question or answer has this word", "see them all without")
    for slug, entry in found:
        yield from in_short(frequent(base, f"faq/{slug}", entry))
        yield ""


def _stale(base: KnowledgeBase, asked: date | None) -> Status:
    from advisor.cli.commands.judge import today
    from advisor.knowledge.ageing import stale
    from advisor.records.news import aged_line

    day = asked or today()
    found = list(stale(base, day))
    for aged in found:
        put(visible(aged_line(aged)))
    if found:
        tell(f"{len(found)} entries are past their shelf life on {day.isoformat()}")
        return Status.KNOWLEDGE_BROKEN
    tell(f"nothing is past its shelf life on {day.isoformat()}")
    return Status.OK
