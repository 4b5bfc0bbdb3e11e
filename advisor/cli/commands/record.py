"""`advisor record new|outcome|export-cases`: records in a folder, and what came of them."""

from __future__ import annotations

import argparse
import math
import os
from pathlib import Path
from urllib.parse import quote_from_bytes

from advisor.advice import Advice, advise
from advisor.cli.commands.judge import read_answers, to_date, today, with_settings
from advisor.cli.commands.rejudge import record_text
from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError, AnswersError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import open_base
from advisor.records import filing, sections
from advisor.records.formats import FORMATS
from advisor.records.history import case_file, outcome_sentences
from advisor.records.inserting import superseded, supersedes, with_outcome
from advisor.records.reading import kept
from advisor.store import write
from advisor.text import visible

DIALECTS = ("madr4", "madr2", "nygard")
RECORDS = {".md", ".json", ".html", ".toml", ".txt"}


def run(arguments: list[str]) -> Status:
    """Run one of the commands about records."""
    parser = Parser(prog="advisor record", description="Keep decision records in a folder.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (_add_new, _add_outcome, _add_cases):
        add(commands).add_argument(
            "--knowledge", type=Path, metavar="DIR", help="another knowledge folder"
        )
    options = parser.parse_args(arguments)
    base = open_base(options.knowledge)
    return {"new": _new, "outcome": _outcome, "export-cases": _export}[options.command](
        base, options
    )


def _add_new(commands: argparse._SubParsersAction[Parser]) -> Parser:
    made = commands.add_parser("new", help="write a numbered record into a folder")
    made.add_argument("--dir", type=Path, required=True, metavar="DIR", help="such as docs/adr")
    made.add_argument("--answers", required=True, metavar="FILE", help="the answers file")
    made.add_argument("--format", choices=DIALECTS, help="by default that of the folder")
    made.add_argument("--supersedes", metavar="NNNN", help="the record whose place it takes")
    made.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    made.add_argument("--date", type=to_date, metavar="DAY", help="judge as of this day")
    return made


def _add_outcome(commands: argparse._SubParsersAction[Parser]) -> Parser:
    made = commands.add_parser("outcome", help="write into a record what came of it")
    made.add_argument("record", type=Path, metavar="RECORD")
    made.add_argument("--chosen", required=True, choices=("prompting", "peft", "full_fine_tuning"))
    made.add_argument("--metric", default="", help="what was measured, such as macro-F1")
    for option in ("prompting", "peft", "full-fine-tuning"):
        made.add_argument(f"--{option}", type=_score, metavar="SCORE")
    made.add_argument("--less-is-better", action="store_true", help="for errors and losses")
    made.add_argument("--note", default="", help="a remark")
    made.add_argument("--date", type=to_date, metavar="DAY", help="when it was measured")
    return made


def _add_cases(commands: argparse._SubParsersAction[Parser]) -> Parser:
    made = commands.add_parser("export-cases", help="records with outcomes as cases to score on")
    made.add_argument("dir", type=Path, metavar="DIR", help="the folder of the records")
    made.add_argument("--output", type=Path, metavar="DIR", help="by default DIR/cases")
    return made


def _score(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is no score such as 0.83")
    return value


def _new(base: KnowledgeBase, options: argparse.Namespace) -> Status:
    answers = with_settings(base, read_answers(base, options.answers), options.set)
    advice = advise(base, answers, options.date or answers.record.date or today())
    names = _names(options.dir)
    old = _superseded(options, names)
    texts = _texts(options.dir, names, old)
    form = options.format or filing.dialect(list(texts.values()))
    new = filing.next_name(names, answers.record.title or sections.title(advice), advice.date)
    text = FORMATS[form](advice)
    if form == "nygard":
        text = filing.numbered_title(text, new)
    if old is not None:
        text = supersedes(text, old.digits, _address(old.name))
    write(options.dir / new.name, text)
    tell(f"written: {visible(str(options.dir / new.name))}")
    if old is not None:
        _rewrite(
            options.dir / old.name, superseded(texts[old.name], new.digits, _address(new.name))
        )
        tell("its own status line is for you to change")
    _keep_index(options.dir, texts, new, advice)
    put(str(options.dir / new.name))
    return Status.OK


def _names(folder: Path) -> list[str]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [path.name for path in folder.iterdir() if path.is_file()]
    except OSError as fault:
        hint = "name a folder that you may write into"
        raise AdvisorError(f"{visible(str(folder))}: {fault.strerror}", hint) from None


def _texts(folder: Path, names: list[str], old: filing.Filed | None) -> dict[str, str]:
    """Return the records by name; only the one to be superseded has to be readable."""
    found: dict[str, str] = {}
    for record in filing.filed(names):
        try:
            found[record.name] = record_text(folder / record.name)
        except AnswersError as fault:
            if old is not None and record.name == old.name:
                raise
            tell(f"passed over: {fault.problems[0]}")
    return found


def _address(name: str) -> str:
    """Return a file name as a link's target, whatever its bytes."""
    return quote_from_bytes(os.fsencode(name))


def _superseded(options: argparse.Namespace, names: list[str]) -> filing.Filed | None:
    if options.supersedes is None:
        return None
    found = filing.named(names, options.supersedes)
    if len(found) == 1:
        return found[0]
    what = "no record" if not found else f"{len(found)} records"
    known = ", ".join(record.digits for record in filing.filed(names)[-5:]) or "none"
    problem = Problem(
        "--supersedes",
        visible(options.supersedes)[:60],
        f"{what} of this number",
        f"the latest here: {known}",
    )
    raise AnswersError((problem,))


def _keep_index(folder: Path, texts: dict[str, str], new: filing.Filed, advice: Advice) -> None:
    titles = {name: _title(text) for name, text in texts.items()}
    for name in filing.INDEXES:
        path = folder / name
        if path.is_file():
            before = record_text(path)
            after = filing.index_entry(before, titles, new, sections.title(advice), advice.date)
            if after != before:
                _rewrite(path, after)


def _title(text: str) -> str:
    lines = text.removeprefix("\ufeff").splitlines()
    heading = next((line for line in lines if line.startswith("# ")), "# ")
    return heading[2:].strip()


def _rewrite(path: Path, text: str) -> None:
    # A link stays a link: what it points at gains the line.
    write(path.resolve(), text, force=True)
    tell(f"line added: {visible(str(path))}")


def _outcome(base: KnowledgeBase, options: argparse.Namespace) -> Status:
    text = record_text(options.record)
    found = kept(text)
    if found is None:
        name = visible(str(options.record))
        raise AdvisorError(f"{name}: no record of the advisor", "see: advisor record new")
    scores = {option: getattr(options, option) for option in base.options}
    outcome = {
        "chosen": options.chosen,
        "metric": visible(options.metric),
        "scores": {option: score for option, score in scores.items() if score is not None},
        "better": "less" if options.less_is_better else "more",
        "date": (options.date or today()).isoformat(),
        "note": visible(options.note),
    }
    _rewrite(options.record, with_outcome(text, found, outcome, outcome_sentences(base, outcome)))
    return Status.OK


def _export(base: KnowledgeBase, options: argparse.Namespace) -> Status:
    output = options.output or options.dir / "cases"
    if not options.dir.is_dir():
        raise AdvisorError(
            f"{visible(str(options.dir))}: no such folder", "name the records' folder"
        )
    written = 0
    for path in sorted(options.dir.iterdir()):
        if path.suffix not in RECORDS or not path.is_file():
            continue
        try:
            case, why = case_file(base, record_text(path), path.name)
        except AnswersError as fault:
            case, why = "", str(fault.problems[0].what)
        if case:
            output.mkdir(parents=True, exist_ok=True)
            write(output / f"{path.stem}.toml", case, force=True)
            put(str(output / f"{path.stem}.toml"))
            written += 1
        else:
            tell(f"left out: {visible(path.name)}: {why}")
    tell(
        f"{written} cases; score them with: advisor knowledge score --cases {visible(str(output))}"
    )
    return Status.OK
