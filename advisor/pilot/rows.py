"""The results of pilot runs, read from a CSV file; every fault told with its line."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from advisor.errors import DatasetError, Problem
from advisor.text import nearest, shorten, visible

COLUMNS = ("method", "examples", "seed", "score")
PROMPTING, TUNED = "prompting", ("peft", "full_fine_tuning")
METHODS = {
    PROMPTING: PROMPTING,
    "zero_shot": PROMPTING,
    "few_shot": PROMPTING,
    "peft": "peft",
    "lora": "peft",
    "qlora": "peft",
    "full_fine_tuning": "full_fine_tuning",
    "full": "full_fine_tuning",
}
LARGEST_FILE = 1_000_000
MOST_ROWS = 10_000
MOST_PROBLEMS = 50


@dataclass(frozen=True)
class Run:
    """One run: how many examples were trained on (or shown), and the score from 0 to 1."""

    method: str
    examples: int
    seed: str
    score: float


@dataclass(frozen=True)
class Runs:
    """All runs, with the digest of the file they came from and what to tell of it."""

    runs: tuple[Run, ...]
    digest: str
    notes: tuple[str, ...] = ()

    def of(self, method: str) -> list[Run]:
        """Return the runs of one method."""
        return [run for run in self.runs if run.method == method]


def read_runs(content: bytes, name: str) -> Runs:
    """Read the runs out of the content of a CSV file with a head of the four columns.

    Scores over 1 are taken as percent, all of them. Raises DatasetError with every fault.
    """
    name = visible(name)
    rows = list(_rows(content, name))
    problems: list[Problem] = []
    found: list[Run] = []
    for line, row in rows:
        run = _run(row, f"{name}: line {line}", problems)
        if run is not None:
            found.append(run)
    problems += _missing(found, name) if not problems else []
    if problems:
        more = len(problems) - MOST_PROBLEMS
        last = [Problem(name, "", f"and {more:,} more", "mend these first")] if more > 0 else []
        raise DatasetError((*problems[:MOST_PROBLEMS], *last))
    notes: tuple[str, ...] = ()
    if any(run.score > 1 for run in found):
        found = [Run(run.method, run.examples, run.seed, run.score / 100) for run in found]
        notes = ("The scores were read as percent, since one is over 1.",)
    return Runs(tuple(found), f"sha256:{hashlib.sha256(content).hexdigest()}", notes)


def _rows(content: bytes, name: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    if len(content) > LARGEST_FILE:
        raise _one(name, "the file is over 1 MB", "a pilot has some dozens of runs")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _one(name, "not UTF-8", "save it as UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        head = [cell.strip().lower() for cell in next(reader, [])]
        missing = [column for column in COLUMNS if column not in head and column != "seed"]
        if missing:
            to_do = f"the first line names the columns: {','.join(COLUMNS)}"
            raise _one(name, f"no column {', '.join(missing)}", to_do)
        for count, cells in enumerate(reader):
            if count >= MOST_ROWS:
                raise _one(name, f"over {MOST_ROWS:,} rows", "a pilot has some dozens of runs")
            if any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(head, map(str.strip, cells), strict=False))
    except csv.Error as fault:
        raise _one(name, f"not CSV: {visible(str(fault))}", "mend that place") from None


def _one(name: str, what: str, to_do: str) -> DatasetError:
    return DatasetError((Problem(name, "", what, to_do),))


def _run(row: Mapping[str, str], place: str, problems: list[Problem]) -> Run | None:
    before = len(problems)
    method = METHODS.get(row.get("method", "").lower().replace("-", "_").replace(" ", "_"))
    if method is None:
        near = nearest(row.get("method", "").lower(), list(METHODS))
        hint = f"did you mean {near}? " if near else ""
        what = f"{_shown(row, 'method')} is no method"
        problems.append(Problem(place, "method", what, f"{hint}use prompting, peft or full"))
    examples = _number(row.get("examples") or "0")
    if examples is None or examples < 0 or examples != int(examples) or examples > 1e12:
        problems.append(Problem(place, "examples", f"found {_shown(row, 'examples')}", "a count"))
    elif method in TUNED and examples < 1:
        what = "a tuned run without examples"
        problems.append(Problem(place, "examples", what, "say how many it was trained on"))
    score = _number(row.get("score", ""))
    if score is None or not 0 <= score <= 100:
        to_do = "a score from 0 to 1, or from 0 to 100"
        problems.append(Problem(place, "score", f"found {_shown(row, 'score')}", to_do))
    if len(problems) > before or method is None or examples is None or score is None:
        return None
    return Run(method, int(examples), row.get("seed", ""), score)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _shown(row: Mapping[str, str], key: str) -> str:
    return f'"{shorten(visible(row.get(key, "")), 40)}"'


def _missing(runs: list[Run], name: str) -> Iterator[Problem]:
    if not any(run.method == PROMPTING for run in runs):
        yield Problem(name, "method", "no run of prompting", "run the best prompt you have")
    sizes = {method: {run.examples for run in runs if run.method == method} for method in TUNED}
    if max(map(len, sizes.values())) < 2:
        to_do = "tune one method at two sizes at least, three or more are better"
        yield Problem(name, "examples", "no learning curve", to_do)
