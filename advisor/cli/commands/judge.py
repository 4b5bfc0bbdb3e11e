"""`advisor` itself: judge an answers file, or open the app in a terminal."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from advisor.advice import advise
from advisor.answers.check import contradictions
from advisor.answers.file import read, read_bytes
from advisor.answers.parse import typed
from advisor.answers.values import Answers
from advisor.cli.console import Parser, deliver, put, tell
from advisor.cli.measuring import add_options, measured, need_data, with_measured
from advisor.cli.status import Status
from advisor.errors import AdvisorError, AnswersError, Problem
from advisor.interview import Interview, Order
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import open_base
from advisor.records.asking import provisional
from advisor.records.formats import FORMATS
from advisor.text import nearest, visible

DESCRIPTION = """Decide between prompt engineering, PEFT and full fine-tuning, by cited evidence.
Without --answers it opens the interview in the terminal."""
COMMANDS = """other commands:
  advisor map --answers FILE         what would be recommended elsewhere
  advisor rejudge RECORD...          is a record still what would be advised today
  advisor kit --answers FILE -o DIR  the files to begin the recommended way with
  advisor record new|outcome|export-cases    keep records in a folder
  advisor profile TRAIN...           what your data shows, measured
  advisor pilot RESULTS.csv          what your own pilot runs say
  advisor fit --model NAME           does tuning fit your cards, how long does it take
  advisor cost --answers FILE        what it costs, from how many calls tuning pays
  advisor keys                       the keys of the app, and how to change them
  advisor serve                      the app in the browser of this computer
  advisor template                   a commented answers file with every question
  advisor knowledge check|list|show  what the advice rests on
  advisor knowledge score|calibrate|ablate  how well it does on published outcomes"""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the main command."""
    made = Parser(
        prog="advisor",
        description=DESCRIPTION,
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("session", nargs="?", help="an answers file to open in the app")
    made.add_argument(
        "--answers", metavar="FILE", help="judge this answers file (- is standard input)"
    )
    made.add_argument(
        "--data", nargs="+", type=Path, metavar="TRAIN", help="measure these training files first"
    )
    add_options(made)
    made.add_argument("--format", choices=sorted(FORMATS), default="text", help="text by default")
    made.add_argument("--output", type=Path, metavar="PATH", help="write there instead of printing")
    made.add_argument("--force", action="store_true", help="let --output replace a file")
    made.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="an answer that beats the file's",
    )
    made.add_argument(
        "--date", type=to_date, metavar="DAY", help="judge as of this day (2026-11-22)"
    )
    made.add_argument("--plain", action="store_true", help="ask line by line, no full screen")
    made.add_argument("--express", action="store_true", help="ask at most eight questions")
    made.add_argument(
        "--order", choices=["telling", "fixed"], default="telling", help="of the questions"
    )
    made.add_argument("--no-motion", action="store_true", help="no animation in the app")
    made.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")
    made.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    made.add_argument("--version", action=_Version, nargs=0, help="print the version")
    return made


class _Version(argparse.Action):
    """Prints the version out of the package's metadata, which is dear to read."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            put(f"advisor {version('finetune-advisor')}")
        except PackageNotFoundError:
            put("advisor (not installed)")
        parser.exit()


def to_date(text: str) -> date:
    """Return the day that was typed on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-22") from None


def run(arguments: list[str]) -> Status:
    """Judge a file, or open the app."""
    options = parser().parse_args(arguments)
    need_data(options, options.data)
    if _is_plain(options):
        return _ask_plainly(options)
    if options.answers is None and not options.set and options.data is None:
        return _open_app(options)
    if options.session is not None:
        raise AdvisorError("name one file only", "either advisor FILE, or advisor --answers FILE")
    base = open_base(options.knowledge)
    answers, whole = _answers(base, options, options.answers)
    day = options.date or answers.record.date or today()
    status = deliver(
        FORMATS[options.format](advise(base, answers, day)), options.output, force=options.force
    )
    return status if whole else Status.INTERRUPTED


def _answers(
    base: KnowledgeBase, options: argparse.Namespace, file: str | None
) -> tuple[Answers, bool]:
    """Return the answers of the file, --set and --data, and whether nothing was interrupted.

    What was measured is judged, whoever said otherwise.
    """
    answers = with_settings(base, read_answers(base, file), options.set)
    if options.data is None:
        return answers, True
    found = measured(base, options.data, options)
    day = options.date or today()
    return with_measured(base, answers, found, day), not found.cancelled


def _is_plain(options: argparse.Namespace) -> bool:
    """Tell whether to ask line by line: by the flag, else by what the terminal can do."""
    if options.plain:
        return True
    asks = options.answers is None and not options.set and options.data is None
    wanted = bool(os.environ.get("ACCESSIBLE")) or os.environ.get("TERM") == "dumb"
    return asks and wanted and sys.stdin.isatty()


def _ask_plainly(options: argparse.Namespace) -> Status:
    from advisor.cli.plain import ask_all

    base = open_base(options.knowledge)
    if "-" in (options.answers, options.session):
        raise AdvisorError("standard input is needed for the interview", "name a file")
    answers, _ = _answers(base, options, options.answers or options.session)
    day = options.date or answers.record.date or today()
    interview = Interview(base, answers, day, _order(options))
    ask_all(interview)
    if options.express:
        tell("")
        tell(provisional(interview.advice))
    return deliver(FORMATS[options.format](interview.advice), options.output, force=options.force)


def _order(options: argparse.Namespace) -> Order:
    if options.express:
        return "express"
    return "fixed" if options.order == "fixed" else "telling"


def today() -> date:
    """Return the day of the clock, in the machine's own time zone."""
    return datetime.now(UTC).astimezone().date()


def read_answers(base: KnowledgeBase, file: str | None) -> Answers:
    """Return the answers of a file, of standard input for -, or none; warnings are told."""
    if file is None:
        return Answers()
    if file == "-":
        content, name = sys.stdin.buffer.read(1_000_001), "standard input"
    else:
        content, name = read_bytes(Path(file)), file
    reading = read(base, content, name)
    for warning in reading.warnings:
        tell(f"warning: {warning}")
    return reading.answers


def with_settings(base: KnowledgeBase, answers: Answers, settings: list[str]) -> Answers:
    """Return the answers with what --set gave, which beats the file.

    Raises AnswersError with every setting that is at fault.
    """
    problems: list[Problem] = []
    for setting in settings:
        key, equals, text = setting.partition("=")
        question = base.questions.get(key.strip())
        if not equals:
            problems.append(
                Problem("--set", visible(setting)[:120], "no = in it", "write KEY=VALUE")
            )
        elif question is None:
            near = nearest(key, list(base.questions))
            to_do = f"did you mean {near}?" if near else "see: advisor template"
            problems.append(
                Problem("--set", visible(key)[:120], "there is no such question", to_do)
            )
        else:
            try:
                answers = answers.with_value(question.id, typed(question, text))
            except AnswersError as fault:
                problems += [Problem("--set", p.key, p.what, p.to_do) for p in fault.problems]
    values = {key: answer.value for key, answer in answers.given.items()}
    problems += contradictions(values, "--set") if settings else []
    if problems:
        raise AnswersError(tuple(problems))
    return answers


def _open_app(options: argparse.Namespace) -> Status:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        hint = "judge a file with advisor --answers FILE, or be asked with advisor --plain"
        raise AdvisorError("the app needs a terminal", hint)
    # What is made until the first question shows is no garbage; the app looks again from then on.
    gc.disable()
    try:
        return _opened(options)
    finally:
        gc.enable()


def _opened(options: argparse.Namespace) -> Status:
    from advisor.tui.app import open_app

    day, is_fixed = options.date or today(), options.date is not None
    opened = open_app(
        options.session,
        options.knowledge,
        day,
        _order(options),
        day_is_fixed=is_fixed,
        motion=not options.no_motion,
        mouse=not options.no_mouse,
    )
    return Status(opened)
