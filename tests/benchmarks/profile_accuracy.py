"""Profiles of data whose faults are known, beside the truth; writes docs/profile-accuracy.md.

    python -m tests.benchmarks.profile_accuracy --corrupt FOLDER/corrupt.py

The script that makes the data, and the published sets it starts from, are no part of the project.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from advisor.dataset.profile import Profile, profile
from advisor.dataset.values import Finding
from advisor.knowledge.load import load
from tests.benchmarks import profile_learning as learning
from tests.benchmarks.profile_values import Told
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "profile-accuracy.md"
NEAR_OFF, NEAR_PLUS = 0.05, 0.002
"""What near figures may be off: a share of the truth, and two tenths of a point."""


@dataclass(frozen=True)
class Setting:
    """One made set: its source, how it is broken, and the container it is read from."""

    source: str
    faults: str
    container: str = ""


B, C, I = "banking77_train.csv", "clinc150_full_train.jsonl", "clinc150_imbalanced_train.jsonl"  # noqa: E741
SETTINGS = (
    Setting(B, "--duplicates .05 --near-duplicates .03 --leak .02 --format chat"),
    Setting(B, "--duplicates .05 --near-duplicates .03 --leak .05 --leak-kind restyled"),
    Setting(B, "--duplicates .1 --leak .1 --leak-kind near --label-noise .1 --format csv"),
    Setting(B, "--near-duplicates .1 --conflicts .02 --format prompt_completion --broken .02"),
    Setting(B, "--rows 20000 --label-noise .05 --conflicts .01 --format sharegpt --leak .03"),
    Setting(B, "--rows 20000 --chars 300 --near-duplicates .05 --leak .05 --leak-kind near"),
    Setting(B, "--imbalance 20 --format alpaca --broken .01 --duplicates .02"),
    Setting(B, "--shift other-source --label-noise .2 --format chat", ".gz"),
    Setting(C, "--duplicates .03 --near-duplicates .03 --leak .02 --format sharegpt"),
    Setting(C, "--imbalance 20 --shift oos --format csv --leak .04 --leak-kind restyled"),
    Setting(C, "--near-duplicates .08 --leak .08 --leak-kind near --format alpaca", ".json"),
    Setting(C, "--rows 30000 --duplicates .1 --conflicts .03 --format chat --broken .005"),
    Setting(C, "--near-duplicates .05 --label-noise .1 --format text_label", ".parquet"),
    Setting(I, "--duplicates .05 --leak .03 --format text_label --bare-production", ".arrow"),
    Setting(I, "--shift oos --shift-share .25 --label-noise .2 --format prompt_completion", ".zst"),
    Setting(I, "--near-duplicates .04 --conflicts .02 --leak .03 --format csv", ".tsv"),
)


def made(setting: Setting, seed: int, corrupt: Path, folder: Path) -> dict[str, Any]:
    """Make the files of a setting and return the truth about them."""
    command = [sys.executable, str(corrupt), str(corrupt.parent / setting.source)]
    command += ["--out", str(folder), "--seed", str(seed), *setting.faults.split()]
    subprocess.run(command, check=True)
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    # Two copies of one prompt can draw the same other answer: such repeats are counted apart.
    truth["exact_repeats"] = _repeats(folder / truth["files"]["train"]["file"], truth)
    return truth


def _repeats(path: Path, truth: Mapping[str, Any]) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    broken = {n for numbers in truth["broken"]["lines"].values() for n in numbers}
    whole = [line for n, line in enumerate(lines, start=1) if n not in broken]
    return len(whole) - len(set(whole))


def contained(path: Path, container: str) -> Path:
    """Return the file in another container."""
    to = (
        path.with_suffix(container)
        if container in (".json", ".parquet", ".arrow", ".tsv")
        else (Path(f"{path}{container}"))
    )
    if container == ".gz":
        to.write_bytes(gzip.compress(path.read_bytes()))
    elif container == ".zst":
        import pyarrow as pa

        with pa.CompressedOutputStream(str(to), "zstd") as out:
            out.write(path.read_bytes())
    elif container == ".tsv":
        import csv

        with path.open(encoding="utf-8", newline="") as file, to.open("w", newline="") as out:
            csv.writer(out, delimiter="\t").writerows(csv.reader(file))
    elif container:
        _columns([json.loads(line) for line in path.open(encoding="utf-8")], to)
    return to if container else path


def _columns(rows: list[dict[str, Any]], to: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    if to.suffix == ".json":
        to.write_text(json.dumps(rows, indent=1), encoding="utf-8")
        return
    table = pa.Table.from_pylist(rows)
    if to.suffix == ".parquet":
        pq.write_table(table, to)
        return
    with pa.OSFile(str(to), "wb") as file, pa.ipc.new_file(file, table.schema) as out:
        out.write_table(table)


def exact(truth: float, measured: float | None) -> Told:
    """Compare a figure that must be met to the row."""
    return Told(
        truth,
        -1 if measured is None else measured,
        measured is not None and abs(truth - measured) < 1e-9,
    )


def close(truth: float, measured: float | None) -> Told:
    """Compare a share that may be off by 5 % of the truth and 0.2 points."""
    off = NEAR_OFF * truth + NEAR_PLUS
    return Told(
        truth,
        -1 if measured is None else measured,
        measured is not None and abs(truth - measured) <= off,
    )


Found = Mapping[str, Finding]
Column = Callable[[Mapping[str, Any], Found, Profile], Told | None]


def _figure(found: Found, check: str, name: str) -> float | None:
    value = found[check].figures.get(name)
    return float(value) if isinstance(value, int | float) else None


def _leak(check: str, kinds: tuple[str, ...]) -> Column:
    def column(truth: Mapping[str, Any], found: Found, _profile: Profile) -> Told | None:
        leak = truth["leak"]
        if truth["rewritten"] and leak["kind"] == "near":
            return None
        rows = leak["rows"] if leak["kind"] in kinds else 0
        return exact(rows, _figure(found, check, "rows"))

    return column


COLUMNS: dict[str, Column] = {
    "rows": lambda t, f, _: exact(t["answers"]["data.examples"], _figure(f, "size", "rows")),
    "broken lines": lambda t, _, p: exact(t["broken"]["rows"], p.files[0].bad_lines),
    "exact duplicates": lambda t, f, _: exact(
        t["exact_repeats"], _figure(f, "exact_duplicates", "rows")
    ),
    "normalised duplicates": lambda t, f, _: exact(
        sum(t["duplicates"][f"{kind}_rows"] for kind in ("exact", "restyled", "conflict")),
        _figure(f, "normalised_duplicates", "rows"),
    ),
    "near duplicates": lambda t, f, _: close(
        t["duplicates"]["share_near"], f["near_duplicates"].value
    ),
    "exact leakage": _leak("exact_leakage", ("exact",)),
    "normalised leakage": _leak("normalised_leakage", ("exact", "restyled")),
    "near leakage": lambda t, f, _: close(t["answers"]["data.leakage"], f["near_leakage"].value),
    "classes": lambda t, f, _: exact(
        t["answers"]["data.classes"], _figure(f, "classes", "classes")
    ),
    "rarest class": lambda t, f, _: exact(
        t["answers"]["data.rarest_class"], _figure(f, "classes", "rarest")
    ),
    "imbalance": lambda t, f, _: exact(t["answers"]["data.imbalance_ratio"], f["classes"].value),
    "effective classes": lambda t, f, _: exact(
        t["labels"]["effective_classes"], _figure(f, "classes", "effective_classes")
    ),
    "wrong labels": lambda t, f, _: learning.label_error(t, f),
    "distribution match": lambda t, f, _: learning.match(t, f),
}
"""What is compared, by the title of its column."""


def measured(setting: Setting, seed: int, corrupt: Path) -> tuple[dict[str, Told | None], float]:
    """Return every column's figure for one setting, and the seconds of processor it took."""
    import time

    with tempfile.TemporaryDirectory() as name, contextlib.chdir(name):
        folder = Path(name)
        truth = made(setting, seed, corrupt, folder)
        files = [folder / truth["files"][side]["file"] for side in truth["files"]]
        train, holdout, production = (contained(one, setting.container) for one in files)
        base = load(ROOT / "knowledge").profile
        start = time.process_time()
        found = profile(
            [train], [holdout], [production], thresholds=base.thresholds if base else {}
        )
        spent = time.process_time() - start
    findings = {finding.check: finding for finding in found.findings}
    return {title: column(truth, findings, found) for title, column in COLUMNS.items()}, spent


def shown(value: float | str) -> str:
    """Return a figure as the table shows it."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4f}"


def page(
    results: list[tuple[Setting, int, dict[str, Told | None]]],
    pairs: tuple[list[str], list[Told]],
) -> str:
    """Return the page: each figure, with its truth where the two differ, and the table of pairs."""
    lines = [
        "# How well the profile measures",
        "",
        "Sets with known faults, made from banking77 (PolyAI, CC BY 4.0) and CLINC150"
        " (Larson et al., CC BY 3.0), profiled and compared with the truth.",
        "Written by `python -m tests.benchmarks.profile_accuracy`.",
        "",
        "A figure alone equals its truth; where they differ the truth follows after a slash, and ✗"
        " marks one that misses its goal.",
        "Counts and class figures must be met to the row; near shares may be off by 5 % of the"
        " truth and 0.2 points.",
        "Sets of more rows than their source has are rewritten, and chance adds near copies there"
        " that the truth does not know.",
        "",
    ]
    titles = list(results[0][2])
    lines.append(f"| set | {' | '.join(titles)} |")
    lines.append(f"|---|{'---:|' * len(titles)}")
    for setting, seed, columns in results:
        name = f"{setting.source.split('_train')[0]} `{setting.faults} --seed {seed}`"
        cells = [_cell(columns[title]) for title in titles]
        lines.append(f"| {name} {setting.container} | {' | '.join(cells)} |")
    lines += [
        "",
        "Wrong labels must lie within their interval, or the check refuses and says why.",
        "The match is told with the area under the curve, over what parts of the training data"
        " give.",
        "",
        "## Published pairs",
        "",
        *pairs[0],
    ]
    every = [told for *_, columns in results for told in columns.values() if told] + pairs[1]
    met = sum(told.holds for told in every)
    lines += ["", f"{met} of {len(every)} figures meet their goal.", ""]
    return "\n".join(lines)


def _cell(told: Told | None) -> str:
    if told is None:
        return "–"
    same = told.truth == told.measured
    if told.holds and isinstance(told.truth, float) and isinstance(told.measured, float):
        same = abs(told.truth - told.measured) < 5e-5
    text = shown(told.measured) if same else f"{shown(told.measured)} / {shown(told.truth)}"
    return text if told.holds else f"{text} ✗"


def main() -> int:
    """Measure every setting, write the page and say what misses its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corrupt", type=Path, required=True, help="the script that makes sets")
    parser.add_argument("--only", type=int, help="the number of one setting, from 1; no page")
    parser.add_argument("--jobs", type=int, default=1, help="settings measured at a time")
    options = parser.parse_args()
    corrupt = options.corrupt.resolve()
    wanted = [n for n in range(1, len(SETTINGS) + 1) if options.only in (None, n)]
    results = []
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:
        pairs = pool.submit(learning.pair_lines, corrupt.parent) if options.only is None else None
        running = {n: pool.submit(measured, SETTINGS[n - 1], n, corrupt) for n in wanted}
        for seed, one in running.items():
            columns, spent = one.result()
            results.append((SETTINGS[seed - 1], seed, columns))
            missed = [f"{t}: {c}" for t, c in columns.items() if c and not c.holds]
            print(seed, SETTINGS[seed - 1], f"{spent:.1f} s", *missed, sep="\n   ", flush=True)
        if pairs is not None:
            PAGE.write_text(page(results, pairs.result()), encoding="utf-8")
    return int(any(t and not t.holds for *_, columns in results for t in columns.values()))


if __name__ == "__main__":
    sys.exit(main())
