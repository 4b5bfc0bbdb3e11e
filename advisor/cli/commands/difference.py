"""`advisor knowledge diff A B`: what differs between two versions of the knowledge."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from advisor.cli.console import Parser, put
from advisor.cli.status import Status
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.difference import Difference, differences
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.text import shorten, visible

LONGEST = 60


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to `advisor knowledge`."""
    diff = commands.add_parser("diff", help="tell what differs between two knowledge folders")
    diff.add_argument("before", type=Path, metavar="A", help="the older folder")
    diff.add_argument("after", type=Path, metavar="B", help="the newer folder")
    diff.add_argument("--format", choices=("text", "json"), default="text")


def run(options: argparse.Namespace) -> Status:
    """Tell what differs."""
    before, after = (load(knowledge_folder(path)) for path in (options.before, options.after))
    found = differences(before, after)
    told = as_json if options.format == "json" else as_text
    put(told(before, after, found))
    return Status.OK


def as_text(before: KnowledgeBase, after: KnowledgeBase, found: Sequence[Difference]) -> str:
    """Return the differences for a person, a line for each entry and each part of it."""
    head = f"{before.version} ({before.digest[:15]}) to {after.version} ({after.digest[:15]})"
    lines = [head, *(line for one in found for line in _lines(one))]
    return "\n".join(lines if found else [head, "no difference in what it says"]) + "\n"


def _lines(one: Difference) -> Iterator[str]:
    yield visible(f"{one.how:8} {one.kind} {one.id}")
    for name, old, new in one.parts:
        yield visible(f"           {name}: {_short(old)} -> {_short(new)}")


def _short(value: Any) -> str:
    if value is None:
        return "(none)"
    return shorten(json.dumps(value, ensure_ascii=False), LONGEST)


def as_json(before: KnowledgeBase, after: KnowledgeBase, found: Sequence[Difference]) -> str:
    """Return the differences as one JSON object."""
    table = {
        "schema": "advisor-knowledge-diff/1",
        "before": {"version": before.version, "digest": before.digest},
        "after": {"version": after.version, "digest": after.digest},
        "differences": [
            {
                "kind": one.kind,
                "id": one.id,
                "how": one.how,
                "parts": {name: {"before": old, "after": new} for name, old, new in one.parts},
            }
            for one in found
        ],
    }
    return json.dumps(table, indent=2) + "\n"
