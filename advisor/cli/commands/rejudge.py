"""`advisor rejudge RECORD...`: are decisions of the past still what would be advised today."""

from __future__ import annotations

from pathlib import Path

from advisor.answers.file import read_bytes
from advisor.cli.commands.judge import to_date, today
from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError, AnswersError, Problem
from advisor.knowledge.compiled import open_base
from advisor.records.reading import kept
from advisor.rejudge.judge import Again, rejudge
from advisor.rejudge.telling import TELLINGS
from advisor.text import visible

STATUS = {
    "same": Status.OK,
    "weaker": Status.OK,
    "changed": Status.CHANGED,
    "cannot_tell": Status.CANNOT_TELL,
}
# Several records: the worst of them, worst first.
WORST = (
    Status.BUG,
    Status.KNOWLEDGE_BROKEN,
    Status.AT_FAULT,
    Status.CHANGED,
    Status.CANNOT_TELL,
    Status.OK,
)
LARGEST_RECORD = 1_000_000


def run(arguments: list[str]) -> Status:
    """Judge records again."""
    parser = Parser(
        prog="advisor rejudge",
        description="Judge decision records again with today's knowledge.",
        epilog="Status: 0 the same or the same but weaker, 4 changed, 5 cannot be told.",
    )
    parser.add_argument("records", nargs="+", type=Path, metavar="RECORD", help="a record file")
    parser.add_argument("--format", choices=tuple(TELLINGS), default="text", help="text by default")
    parser.add_argument("--date", type=to_date, metavar="DAY", help="judge as of this day")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    parser.add_argument(
        "--knowledge-then", type=Path, metavar="DIR", help="the knowledge of the records' day"
    )
    parser.add_argument(
        "--ours-only", action="store_true", help="pass over files that the advisor did not write"
    )
    options = parser.parse_args(arguments)
    base = open_base(options.knowledge)
    before = open_base(options.knowledge_then) if options.knowledge_then else None
    day = options.date or today()
    found: list[Again] = []
    problems: list[Problem] = []
    for path in options.records:
        try:
            text = record_text(path)
        except AnswersError as fault:
            problems += fault.problems
            continue
        if options.ours_only and kept(text) is None:
            tell(f"passed over, not one of ours: {visible(str(path))}")
            continue
        found.append(rejudge(base, text, str(path), day, before))
    for problem in problems:
        tell(str(problem))
    if found or not problems:
        put(TELLINGS[options.format](base, found))
    statuses = {STATUS[again.verdict] for again in found}
    statuses |= {Status.AT_FAULT} if problems else set()
    return next((status for status in WORST if status in statuses), Status.OK)


def record_text(path: Path) -> str:
    """Return a record as text, byte for byte.

    Raises AnswersError where it cannot be read, is no UTF-8 or over 1 MB.
    """
    name = visible(str(path))
    try:
        content = read_bytes(path)
    except AdvisorError as fault:
        raise _at_fault(name, fault.message.removeprefix(f"{name}: "), fault.hint) from None
    if len(content) > LARGEST_RECORD:
        raise _at_fault(name, "the file is over 1 MB", "a record has some kilobytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise _at_fault(name, "not UTF-8", "save it as UTF-8") from None


def _at_fault(name: str, what: str, to_do: str) -> AnswersError:
    return AnswersError((Problem(name, "", what, to_do),))
