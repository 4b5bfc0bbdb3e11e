"""`advisor pilot RESULTS.csv`: what pilot runs on one's own task say of tuning and prompting."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from advisor.advice import advise
from advisor.answers.file import read_bytes
from advisor.answers.values import Answers
from advisor.cli.commands.judge import read_answers, to_date, today
from advisor.cli.console import Parser, deliver
from advisor.cli.status import Status
from advisor.errors import AnswersError, DatasetError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import open_base
from advisor.pilot.rows import read_runs
from advisor.pilot.witness import Finding, witness
from advisor.records.formats import FORMATS
from advisor.records.pilot_words import pilot_json, pilot_text

MOST_EXAMPLES = 10**9


def run(arguments: list[str]) -> Status:
    """Tell what the runs say, or judge an answers file with them."""
    parser = Parser(
        prog="advisor pilot",
        description="Fit learning curves to pilot runs: method,examples,seed,score in a CSV file.",
        epilog="With --answers FILE --judge the advice counts the pilot as evidence of its own.",
    )
    parser.add_argument("results", type=Path, metavar="RESULTS.csv")
    parser.add_argument("--examples", type=_count, metavar="N", help="what you have, or will have")
    parser.add_argument("--answers", metavar="FILE", help="take the examples from there")
    parser.add_argument(
        "--judge", choices=sorted(FORMATS), metavar="FORMAT", help="give the advice"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--output", type=Path, metavar="PATH", help="write there")
    parser.add_argument("--force", action="store_true", help="let --output replace a file")
    parser.add_argument("--date", type=to_date, metavar="DAY", help="judge as of this day")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    options = parser.parse_args(arguments)
    base = open_base(options.knowledge)
    answers = read_answers(base, options.answers)
    found = witnessed(options.results, answers, options.examples)
    if options.judge:
        text = _judged(base, answers, found, options)
    else:
        text = pilot_json(found) if options.format == "json" else pilot_text(base, found)
    return deliver(text, options.output, force=options.force)


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() and len(text) < 12 else 0
    if not 0 < value <= MOST_EXAMPLES:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of examples such as 2000")
    return value


def witnessed(path: Path, answers: Answers, examples: int | None = None) -> Finding:
    """Return what a file of pilot runs says for the examples that are at hand.

    Raises DatasetError where it cannot be read.
    """
    try:
        content = read_bytes(path)
    except AnswersError as fault:
        raise DatasetError(fault.problems) from None
    told = answers.value("data.examples")
    at_hand = told if isinstance(told, int) and told > 0 else None
    return witness(read_runs(content, str(path)), examples or at_hand)


def _judged(
    base: KnowledgeBase, answers: Answers, found: Finding, options: argparse.Namespace
) -> str:
    facts = {name: fact for name, fact in found.facts().items() if name in base.facts}
    day = options.date or answers.record.date or today()
    return FORMATS[options.judge](advise(base, replace(answers, facts=facts), day))
