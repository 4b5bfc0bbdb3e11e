"""`advisor template`: a commented answers file with every question, its choices and why we ask."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from advisor.answers.file import FORMAT
from advisor.cli.console import Parser, deliver
from advisor.cli.status import Status
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.compiled import open_base
from advisor.knowledge.entries.asking import Question
from advisor.records.conditions import in_words
from advisor.text import number

HEAD = """# An answers file for the advisor. Take the # away from what you know and answer it.
# What stays a comment is unknown, and unknown is respectable: it never counts as no or zero.
# Judge it with: advisor --answers THIS_FILE
"""


def run(arguments: list[str]) -> Status:
    """Print or write the template."""
    parser = Parser(prog="advisor template", description="Print an answers file to fill in.")
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="write there instead of printing"
    )
    parser.add_argument("--force", action="store_true", help="let --output replace a file")
    parser.add_argument("--knowledge", type=Path, metavar="DIR", help="another knowledge folder")
    options = parser.parse_args(arguments)
    text = template(open_base(options.knowledge))
    return deliver(text, options.output, force=options.force)


def template(base: KnowledgeBase) -> str:
    """Return an answers file in which every question is a comment."""
    lines = [HEAD, f"advisor = {FORMAT}"]
    for name, topic in base.topics.items():
        lines += ["", f"[{name}]  # {topic.title}"]
        for question in topic.question:
            lines += ["", *_question(base, question)]
    return "\n".join(lines) + "\n"


def _question(base: KnowledgeBase, question: Question) -> Iterator[str]:
    yield from _comment(question.text)
    yield from _comment(f"Why: {question.why}")
    if question.ask_when is not None:
        yield from _comment(f"Only where {in_words(base, question.ask_when)}.")
    for choice in question.choice:
        yield from _comment(f"  {choice.value}: {choice.help}", "    ")
    yield f"# {question.id.partition('.')[2]} = {_example(question)}"


def _comment(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, 96, initial_indent="# ", subsequent_indent=f"# {indent}")


def _example(question: Question) -> str:
    match question.kind:
        case "choice":
            return f'"{question.values[0]}"'
        case "yes_no":
            return "false"
        case "model":
            return '"…"'
        case "share":
            return "0.05"
        case "integer":
            return number(max(question.minimum or 0, question.prior[0].below)).replace(",", "_")
        case _:
            return f"{float(question.prior[0].below):.1f}"
