"""`advisor profile TRAIN...`: what the data shows, measured instead of asked."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from advisor.advice import Advice, advise
from advisor.answers.file import read, read_bytes
from advisor.answers.inplace import edited
from advisor.answers.values import Answers
from advisor.answers.write import to_toml
from advisor.cli.commands.judge import to_date, today
from advisor.cli.console import Parser, put, tell
from advisor.cli.measuring import add_options, measured, with_measured
from advisor.cli.status import Status
from advisor.dataset.values import Profile
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import open_base
from advisor.records.profile import WRITERS
from advisor.records.profile_pictures import picture_files
from advisor.store import replace_kept, write
from advisor.text import visible


def run(arguments: list[str]) -> Status:
    """Measure the files, tell what was found, and write the answers where asked to."""
    options = _parser().parse_args(arguments)
    base = open_base(options.knowledge)
    day = options.date or today()
    session = None if options.into is None else _Session(base, options.into)
    before = Answers() if session is None else session.answers
    found = measured(base, options.train, options)
    advice = advise(base, with_measured(base, before, found, day), day)
    _write(options, session, advice, found)
    on_terminal = options.format == "text" and sys.stdout.isatty()
    put(WRITERS[options.format](found, advice, quote=options.quote or on_terminal))
    return Status.INTERRUPTED if found.cancelled else Status.OK


def _parser() -> Parser:
    parser = Parser(
        prog="advisor profile",
        description="Measure the data instead of asking about it; nothing leaves this machine.",
        epilog="Names of classes and words of the data are shown in the terminal alone, and stand"
        " in what is written only with --quote.",
    )
    parser.add_argument("train", nargs="+", type=Path, metavar="TRAIN", help="training files")
    add_options(parser)
    parser.add_argument("-o", "--output", type=Path, metavar="PATH", help="write an answers file")
    parser.add_argument("--into", type=Path, metavar="FILE", help="change this answers file")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="write the pictures there")
    parser.add_argument("--format", choices=sorted(WRITERS), default="text")
    parser.add_argument("--quote", action="store_true", help="let text of the data be written")
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument("--date", type=to_date, metavar="DAY", help="the day of the measurement")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    return parser


def _write(
    options: argparse.Namespace, session: _Session | None, advice: Advice, found: Profile
) -> None:
    if options.output is not None:
        write(options.output, to_toml(advice.base, advice.answers), force=options.force)
        tell(f"answers written: {options.output}")
    if session is not None:
        tell(session.change(advice.answers))
    if options.pictures is not None:
        for name, svg in picture_files(found.findings, quote=options.quote).items():
            options.pictures.mkdir(parents=True, exist_ok=True)
            write(options.pictures / name, svg, force=options.force)
            tell(f"picture written: {options.pictures / name}")


class _Session:
    """The answers file that --into names, and what it held when it was read."""

    def __init__(self, base: KnowledgeBase, path: Path) -> None:
        self.base, self.path = base, path
        self.content = read_bytes(path)
        reading = read(base, self.content, str(path))
        self.answers = reading.answers
        for warning in reading.warnings:
            tell(f"warning: {warning}")

    def change(self, after: Answers) -> str:
        """Write the measured answers into the file and return what to tell.

        Comments and everything else stay. Where the file is of a form in which that cannot be done,
        the answers go to a new file and this one stays as it is.
        """
        name = visible(str(self.path))
        changed = [key for key, one in after.given.items() if self.answers.given.get(key) != one]
        # A byte order mark stays where it was.
        text = edited(self.base, self.content.decode("utf-8"), after, changed)
        if self._reads_as(after, text):
            backup = replace_kept(self.path, self.content, text)
            return f"{name}: {len(changed)} answers measured (the version before: {backup.name})"
        other = self.path.with_name(f"{self.path.stem}-measured.toml")
        write(other, to_toml(self.base, after))
        return f"{name} has an unusual form and was left alone; written: {visible(str(other))}"

    def _reads_as(self, after: Answers, text: str) -> bool:
        try:
            return read(self.base, text.encode("utf-8"), str(self.path)).answers == after
        except AdvisorError:
            return False
