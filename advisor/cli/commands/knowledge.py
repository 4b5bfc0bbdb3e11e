"""`advisor knowledge ...`: check, list, show and score what is known."""

from __future__ import annotations

from pathlib import Path

from advisor.cli.commands import difference, news, outcomes
from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.records.kinds import KINDS
from advisor.text import nearest, visible


def run(arguments: list[str]) -> Status:
    """Run one of the commands about the knowledge."""
    parser = Parser(
        prog="advisor knowledge", description="Check, list, show and score what is known."
    )
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("check", help="validate every file and list all findings")
    listing = commands.add_parser("list", help="list entries by id")
    listing.add_argument("kind", nargs="?", choices=KINDS, help="only this kind")
    show = commands.add_parser("show", help="show one entry and what links to it")
    show.add_argument("id")
    difference.add_to(commands)
    outcomes.add_to(commands)
    news.add_to(commands)
    for command in commands.choices.values():
        command.add_argument("--knowledge", type=Path, metavar="DIR", default=None, dest="folder")
    options = parser.parse_args(arguments)
    if options.command == "diff":
        return difference.run(options)
    folder = knowledge_folder(options.folder or options.knowledge)
    if options.command in outcomes.NAMES:
        return outcomes.run(folder, options)
    if options.command in news.NAMES:
        return news.run(folder, options)
    if options.command == "check":
        return _check(folder)
    if options.command == "list":
        return _list(folder, options.kind)
    return _show(folder, options.id)


def _check(folder: Path) -> Status:
    from advisor.audit import check

    findings = check(folder)
    for finding in findings:
        put(visible(str(finding)))
    if findings:
        tell(f"{len(findings)} findings")
        return Status.KNOWLEDGE_BROKEN
    tell("nothing found")
    return Status.OK


def _list(folder: Path, kind: str | None) -> Status:
    from advisor.records.entries import titles

    base = load(folder)
    lines = [
        f"{entry_id}\t{title}"
        for name in KINDS
        if kind in (None, name)
        for entry_id, title in titles(base, name)
    ]
    put("\n".join(lines))
    return Status.OK


def _show(folder: Path, wanted: str) -> Status:
    from advisor.records.entries import describe, titles

    base = load(folder)
    text = describe(base, wanted)
    if text is None:
        near = nearest(wanted, [entry_id for kind in KINDS for entry_id, _ in titles(base, kind)])
        hint = f"did you mean {near}?" if near else "see: advisor knowledge list"
        raise AdvisorError(f"{visible(wanted)[:120]}: there is no such entry", hint)
    put(text)
    return Status.OK
