"""Data files measured for a command: its options, and the progress told while it runs."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.answers.values import Answers
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.text import visible

if TYPE_CHECKING:
    from advisor.dataset.engine import Progress
    from advisor.dataset.values import Profile

LINE = 78


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which files to read, and how."""
    parser.add_argument("--holdout", type=Path, metavar="FILE", help="the held-out examples")
    parser.add_argument("--production", type=Path, metavar="FILE", help="inputs from production")
    parser.add_argument("--label", metavar="COLUMN", help="the column of the labels")
    parser.add_argument("--text", metavar="COLUMN", help="the column of the inputs")
    parser.add_argument(
        "--engine",
        default="duckdb",
        metavar="ENGINE",
        help="duckdb, or Spark as local[2] or spark://HOST:PORT",
    )


def need_data(options: argparse.Namespace, train: list[Path] | None) -> None:
    """Refuse options that say how to read data where there is none."""
    given = [name for name in ("holdout", "production", "label", "text") if vars(options)[name]]
    if given and train is None:
        told = " and ".join(f"--{name}" for name in given)
        raise AdvisorError(f"{told}: no training file is named", "add --data TRAIN")


def measured(base: KnowledgeBase, train: list[Path], options: argparse.Namespace) -> Profile:
    """Return the profile of the files that were named, telling how far it is meanwhile."""
    from advisor.dataset import door

    shown = _Shown()
    try:
        return door.measured(
            base,
            train,
            [options.holdout] if options.holdout else [],
            [options.production] if options.production else [],
            progress=shown,
            label=options.label,
            text=options.text,
            engine=options.engine,
        )
    finally:
        shown.clear()


def with_measured(base: KnowledgeBase, answers: Answers, found: Profile, day: date) -> Answers:
    """Return the answers with what the files showed in place of what was said."""
    from advisor.dataset.joining import digest_of, joined, measures_of

    measures = measures_of(found.findings)
    return joined(base, answers, measures, digest=digest_of(found.files), day=day)


class _Shown:
    """Progress on one line of standard error, where that is a terminal."""

    def __init__(self) -> None:
        self._open = False

    def __call__(self, progress: Progress) -> None:
        """Show how far it is, how fast, and how long it still takes."""
        if not sys.stderr.isatty():
            return
        self._open = True
        from advisor.records.profile_words import progress_line

        told = visible(progress_line(progress))[:LINE]
        print(f"\r{told.ljust(LINE)}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave the line empty."""
        if self._open:
            print(f"\r{' ' * LINE}\r", end="", file=sys.stderr, flush=True)
