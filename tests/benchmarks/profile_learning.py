"""The columns and the table of the checks that learn, for `profile_accuracy`; alone it is quick.

python -m tests.benchmarks.profile_learning --corrupt FOLDER/corrupt.py
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from advisor.dataset.profile import profile
from advisor.dataset.registry import CHECKS
from advisor.dataset.values import Finding
from advisor.knowledge.load import load
from tests.benchmarks.profile_values import Told
from tests.conftest import ROOT

LEARNED = ("label_noise", "distribution_match")
Texts = list[tuple[str, str]]
SAME, CLOSE, APART = ("same",), ("similar",), ("different",)


def label_error(truth: Mapping[str, Any], found: Mapping[str, Finding]) -> Told:
    """Compare the share of wrong labels with its interval; a refusal says why."""
    share, finding = round(truth["answers"]["data.label_error"], 4), found["label_noise"]
    measure = finding.answers.get("data.label_error")
    if measure is None or measure.low is None or measure.high is None:
        return Told(share, finding.why, "10 distinct rows" in finding.why)
    interval = f"{measure.value:.3f} ({measure.low:.3f} to {measure.high:.3f})"
    return Told(share, interval, measure.low <= share <= measure.high)


def match(truth: Mapping[str, Any], found: Mapping[str, Finding]) -> Told:
    """Compare the distribution match with the answers that are acceptable."""
    return verdict(truth["shift"]["accept"], found["distribution_match"])


def verdict(accepted: Sequence[str], finding: Finding) -> Told:
    """Compare one distribution match."""
    measure = finding.answers.get("data.distribution_match")
    if measure is None:
        return Told(" or ".join(accepted), finding.why, False)
    told = f"{measure.value} ({finding.value:.3f})"
    return Told(" or ".join(accepted), told, measure.value in accepted)


def _read(path: Path) -> Texts:
    import csv

    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [(row[0], row[1]) for row in list(csv.reader(file))[1:]]
    with path.open(encoding="utf-8") as file:
        return [(row["text"], row.get("label", "")) for row in map(json.loads, file)]


def pairs(folder: Path) -> Iterator[tuple[str, Texts, Texts, tuple[str, ...]]]:
    """Yield pairs of published sets: a name, training data, production, what may be answered."""
    rand = random.Random(0)
    bank, tested = _read(folder / "banking77_train.csv"), _read(folder / "banking77_test.csv")
    clinc = _read(folder / "clinc150_full_train.jsonl")
    held = _read(folder / "clinc150_full_test.jsonl")
    away = _read(folder / "clinc150_oos.jsonl")
    domains = json.loads((folder / "clinc150_domains.json").read_text(encoding="utf-8"))
    money = {*domains["banking"], *domains["credit_cards"]}
    for rows in (bank, clinc, held, away):
        rand.shuffle(rows)
    intents = set(sorted({label for _, label in bank})[::2])
    half = [row for row in bank if row[1] in intents]
    quarter = held[:900] + away[:300]
    yield "banking77 train, two halves", bank[::2], bank[1::2], SAME
    yield "banking77 train and test", bank, tested, SAME
    yield "CLINC150 train, two halves", clinc[::2], clinc[1::2], SAME
    yield "CLINC150 train and test", clinc, held, SAME
    yield "CLINC150 train, test with 25 % out of scope", clinc, quarter, (*SAME, *CLOSE)
    yield "CLINC150 train, test with 50 % out of scope", clinc, held[:1200] + away, CLOSE
    yield "half of banking77's intents, its whole test", half, tested, CLOSE
    yield "CLINC150 train, out of scope", clinc, away, APART
    yield "banking77, CLINC150's banking", bank, [r for r in clinc if r[1] in money], APART
    yield "banking77, CLINC150", bank, clinc, APART
    for rows in (200, 400):
        yield f"CLINC150 train, {rows} of its test", clinc, held[:rows], SAME
        yield f"CLINC150 train, {rows} out of scope", clinc, away[:rows], APART


def pair_lines(folder: Path) -> tuple[list[str], list[Told]]:
    """Return the table of the pairs as markdown, and its comparisons."""
    lines = [
        "| training data and production | measured (AUC over null) | may be |",
        "|---|---|---|",
    ]
    every = []
    checks = [check for check in CHECKS if check.id == "distribution_match"]
    base = load(ROOT / "knowledge").profile
    for name, train, production, accepted in pairs(folder):
        with tempfile.TemporaryDirectory() as place:
            files = [Path(place) / "train.jsonl", Path(place) / "production.jsonl"]
            for path, rows in zip(files, (train, production), strict=True):
                told = (json.dumps({"text": text, "label": label}) for text, label in rows)
                path.write_text("".join(f"{one}\n" for one in told), encoding="utf-8")
            limits = base.thresholds if base else {}
            found = profile(files[:1], (), files[1:], thresholds=limits, checks=checks)
        compared = verdict(accepted, found.findings[0])
        every.append(compared)
        mark = "" if compared.holds else " ✗"
        lines.append(f"| {name} | {compared.measured}{mark} | {compared.truth} |")
        print(lines[-1], flush=True)
    return lines, every


def main() -> int:
    """Measure every setting and every pair with the checks that learn alone."""
    from tests.benchmarks.profile_accuracy import SETTINGS, contained, made

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corrupt", type=Path, required=True, help="the script that makes sets")
    parser.add_argument("--only", type=int, help="the number of one setting, from 1")
    options = parser.parse_args()
    corrupt = options.corrupt.resolve()
    checks = [check for check in CHECKS if check.id in LEARNED]
    base = load(ROOT / "knowledge").profile
    missed = 0
    for seed, setting in enumerate(SETTINGS, start=1):
        if options.only not in (None, seed):
            continue
        with tempfile.TemporaryDirectory() as place:
            truth = made(setting, seed, corrupt, Path(place))
            files = [Path(place) / truth["files"][side]["file"] for side in truth["files"]]
            train, _, production = (contained(one, setting.container) for one in files)
            limits = base.thresholds if base else {}
            found = profile([train], (), [production], thresholds=limits, checks=checks)
        told = {one.check: one for one in found.findings}
        for compared in (label_error(truth, told), match(truth, told)):
            missed += not compared.holds
            mark = "" if compared.holds else " MISSED"
            print(
                seed, setting.source, setting.faults, compared.measured, "|", compared.truth, mark
            )
        sys.stdout.flush()
    if options.only is None:
        missed += sum(not one.holds for one in pair_lines(corrupt.parent)[1])
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
