"""`advisor knowledge score|calibrate|ablate|cases`: the knowledge held against outcomes."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.console import Parser, put, tell
from advisor.cli.status import Status
from advisor.errors import AdvisorError
from advisor.knowledge.base import KnowledgeBase
from advisor.knowledge.load import load
from advisor.text import visible

if TYPE_CHECKING:
    from advisor.outcomes.cases import Published

NAMES = ("score", "calibrate", "ablate", "cases")


def add_to(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands of this family to `advisor knowledge`."""
    score = commands.add_parser("score", help="score the advice on published outcomes")
    score.add_argument("--format", choices=("text", "json"), default="text")
    score.add_argument("--guides", action="store_true", help="score published guides as well")
    score.add_argument("--picture", type=Path, metavar="FILE", help="write the reliability as SVG")
    calibrate = commands.add_parser("calibrate", help="propose weights and the temperature")
    calibrate.add_argument("--write", action="store_true", help="write them into the knowledge")
    calibrate.add_argument("--permute", type=int, default=0, metavar="N", help="also fit N times")
    calibrate.add_argument("--format", choices=("text", "json"), default="text")
    ablate = commands.add_parser("ablate", help="tell what each rule, group and question is worth")
    ablate.add_argument("--cross-validated", action="store_true", help="fit again without each")
    ablate.add_argument("--format", choices=("text", "json"), default="text")
    cases = commands.add_parser("cases", help="write cases out of JSON lines as TOML files")
    cases.add_argument("--output", type=Path, metavar="DIR", required=True)
    for command in (score, calibrate, ablate, cases):
        command.add_argument("--cases", type=Path, metavar="DIR", help="other published cases")
        command.add_argument("--date", type=_date, metavar="DAY", help="judge as of this day")


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day such as 2026-11-22") from None


def run(folder: Path, options: argparse.Namespace) -> Status:
    """Run one of the commands of this family."""
    if options.command == "cases":
        return _convert(options)
    base = load(folder)
    cases = _cases(folder, options)
    day = options.date or base.reviewed
    if options.command == "score":
        return _score(folder, base, cases, day, options)
    if options.command == "ablate":
        return _ablate(base, cases, day, options)
    return _calibrate(folder, base, cases, day, options)


def _cases(folder: Path, options: argparse.Namespace) -> list[Published]:
    from advisor.outcomes.cases import read_cases

    return read_cases(options.cases or folder / "cases")


def _score(
    folder: Path,
    base: KnowledgeBase,
    cases: list[Published],
    day: date,
    options: argparse.Namespace,
) -> Status:
    from advisor.knowledge.published import load_guides
    from advisor.outcomes.picture import reliability_svg
    from advisor.outcomes.score import score
    from advisor.outcomes.telling import as_json, in_words
    from advisor.store import write

    guides = load_guides(folder / "guides") if options.guides else {}
    found = score(base, cases, day, guides)
    if options.picture is not None:
        write(options.picture, reliability_svg(found.reliability), force=True)
        tell(f"written: {visible(str(options.picture))}")
    put(as_json(found) if options.format == "json" else in_words(found))
    return Status.OK


def _ablate(
    base: KnowledgeBase, cases: list[Published], day: date, options: argparse.Namespace
) -> Status:
    from advisor.outcomes.ablation import ablate, as_json, in_words

    found = ablate(base, cases, day)
    if options.cross_validated:
        _needs_extra()
        from advisor.outcomes.fitting.removal import cross_validated_removals

        found = cross_validated_removals(base, cases, day, found)
    put(as_json(found) if options.format == "json" else in_words(found))
    return Status.OK


def _calibrate(
    folder: Path,
    base: KnowledgeBase,
    cases: list[Published],
    day: date,
    options: argparse.Namespace,
) -> Status:
    _needs_extra()
    from advisor.knowledge.published import load_guides
    from advisor.outcomes.fitting.proposal import propose
    from advisor.outcomes.fitting.telling import as_json, in_words
    from advisor.outcomes.fitting.writing import write_proposal

    found = propose(base, cases, day, load_guides(folder / "guides"), options.permute)
    put(as_json(found) if options.format == "json" else in_words(found))
    if options.write:
        for path in write_proposal(folder, found):
            tell(f"written: {visible(str(path))}")
    return Status.OK


def _needs_extra() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("numpy", "scipy") if find_spec(name) is None]
    if missing:
        hint = "install the extra: pip install 'finetune-advisor[calibrate]'"
        raise AdvisorError(f"fitting needs {' and '.join(missing)}", hint)


def _convert(options: argparse.Namespace) -> Status:
    from advisor.outcomes.convert import case_files
    from advisor.outcomes.jsonl import read_jsonl
    from advisor.store import write

    if options.cases is None:
        raise AdvisorError("name the folder of JSON lines", "with --cases DIR")
    options.output.mkdir(parents=True, exist_ok=True)
    for name, text in case_files(read_jsonl(options.cases)).items():
        write(options.output / name, text, force=True)
        tell(f"written: {visible(str(options.output / name))}")
    return Status.OK
