"""`advisor cost`: what prompting and tuning cost, and from how many calls tuning pays."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from advisor.cli.commands.fit import assumptions
from advisor.cli.commands.judge import read_answers, to_date, today, with_settings
from advisor.cli.console import Parser, deliver, put
from advisor.cli.status import Status
from advisor.feasibility.prices import PriceBook
from advisor.feasibility.sheet import FIGURES, Wanted, sheet
from advisor.knowledge.compiled import open_base
from advisor.records.cost_curve import cost_curve, curve_svg
from advisor.records.cost_words import NAMES, cost_json, cost_text, price_list

MOST = 1e12


def run(arguments: list[str]) -> Status:
    """Tell the costs, or draw them."""
    options = _parser().parse_args(arguments)
    base = open_base(options.knowledge)
    assumed = assumptions(base)
    answers = with_settings(base, read_answers(base, options.answers), options.set)
    day = options.date or answers.record.date or today()
    if options.prices:
        put(price_list(base, PriceBook(base, answers, day).known, day))
        return Status.OK
    told = {name: value for name in FIGURES if (value := getattr(options, name)) is not None}
    wanted = Wanted(options.prompt_model, options.tuned_model, options.host, told)
    found = sheet(base, assumed, answers, wanted, day)
    if options.format == "svg":
        text = curve_svg(found, cost_curve(found))
    else:
        text = cost_json(found) if options.format == "json" else cost_text(base, found)
    return deliver(text, options.output, force=options.force)


def _parser() -> argparse.ArgumentParser:
    made = Parser(
        prog="advisor cost",
        description="Compare the cost of prompting with that of tuning, hosting included.",
        epilog='Prices of your own stand in the answers file under [prices."id"].',
    )
    made.add_argument("--answers", metavar="FILE", help="the answers file")
    made.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    made.add_argument("--prompt-model", metavar="ID", help="the priced model that you prompt")
    made.add_argument("--tuned-model", metavar="NAME", help="the model that you would tune")
    made.add_argument("--host", metavar="ID", help="the priced card or service that serves it")
    made.add_argument("--prices", action="store_true", help="list every price that is known")
    figures = made.add_argument_group("figures, where the answers do not tell them")
    for name in FIGURES:
        flag = f"--{name.replace('_', '-')}"
        figures.add_argument(flag, type=_number, metavar="N", help=NAMES[name])
    made.add_argument("--format", choices=("text", "json", "svg"), default="text")
    made.add_argument("--output", "-o", type=Path, metavar="PATH", help="write there")
    made.add_argument("--force", action="store_true", help="let --output replace a file")
    made.add_argument("--date", type=to_date, metavar="DAY", help="prices are old as of this day")
    made.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    return made


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 0 or more")
    return value
