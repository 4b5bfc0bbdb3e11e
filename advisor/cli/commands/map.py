"""`advisor map`: the recommended option in every cell over two questions."""

from __future__ import annotations

from pathlib import Path

from advisor.advice import advise
from advisor.cli.commands.judge import read_answers, to_date, today, with_settings
from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AnswersError, Problem
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import open_base
from advisor.records.maps import map_lines, map_svg
from advisor.store import write
from advisor.text import nearest, visible


def run(arguments: list[str]) -> Status:
    """Draw the decision map, as text or as SVG."""
    parser = Parser(prog="advisor map", description="Draw what would be recommended elsewhere.")
    parser.add_argument("--answers", metavar="FILE", required=True, help="the answers file")
    parser.add_argument("--x", default="data.examples", help="the question across")
    parser.add_argument("--y", help="the question down; by default the most telling other one")
    parser.add_argument("-o", "--output", type=Path, metavar="PATH", help="write an SVG there")
    parser.add_argument("--force", action="store_true", help="let --output replace a file")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--date", type=to_date, metavar="DAY", help="judge as of this day")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    options = parser.parse_args(arguments)
    base = open_base(options.knowledge)
    _check_axes(base, {"--x": options.x, "--y": options.y})
    answers = with_settings(base, read_answers(base, options.answers), options.set)
    advice = advise(base, answers, options.date or answers.record.date or today())
    drawn = advice.map(options.x, options.y)
    if options.output is None:
        put("\n".join(map_lines(advice, drawn)))
    else:
        write(options.output, map_svg(advice, drawn), force=options.force)
        tell(f"written: {options.output}")
    return Status.OK


def _check_axes(base: KnowledgeBase, axes: dict[str, str | None]) -> None:
    known = [question.id for question in base.questions.values() if question.kind != "model"]
    problems = []
    for flag, axis in axes.items():
        if axis is not None and axis not in known:
            near = nearest(axis, known)
            to_do = f"did you mean {near}?" if near else "name a question: see advisor template"
            problems.append(Problem(flag, visible(axis)[:120], "there is no such axis", to_do))
    if axes["--x"] == axes["--y"]:
        problems.append(Problem("--y", str(axes["--y"]), "is across already", "name another"))
    if problems:
        raise AnswersError(tuple(problems))
