"""`advisor kit --answers FILE -o DIR`: the files to begin the recommended way with."""

from __future__ import annotations

from pathlib import Path

from advisor.advice import advise
from advisor.cli.commands.judge import read_answers, to_date, today, with_settings
from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError
from advisor.kits.starter import starter
from advisor.knowledge.compiled import open_base
from advisor.store import write_all
from advisor.text import visible


def run(arguments: list[str]) -> Status:
    """Write a starter kit, all of it or nothing."""
    parser = Parser(
        prog="advisor kit",
        description="Write the files to begin the recommended way with, filled in from answers.",
    )
    parser.add_argument("--answers", required=True, metavar="FILE", help="the answers file")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--force", action="store_true", help="let files of these names be replaced")
    parser.add_argument("--option", metavar="WAY", help="another way than the recommended one")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--date", type=to_date, metavar="DAY", help="judge as of this day")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    options = parser.parse_args(arguments)
    base = open_base(options.knowledge)
    if options.option is not None and options.option not in base.options:
        known = ", ".join(base.options)
        raise AdvisorError(
            f"--option {visible(options.option)[:60]}: no such way", f"one of {known}"
        )
    answers = with_settings(base, read_answers(base, options.answers), options.set)
    advice = advise(base, answers, options.date or answers.record.date or today())
    made = starter(advice, options.option or "")
    if not made.files:
        raise AdvisorError("this knowledge holds no starter kit", "add files to its folder kits/")
    write_all(options.output, made.files, force=options.force)
    for name in made.files:
        put(str(options.output / name))
    for blank in made.blanks:
        tell(f"to fill in: {blank.file}: {blank.what}")
    return Status.OK
