"""How fast a profile is against the same counts by others, each in a process of its own.

    python -m tests.benchmarks.profile_speed --corrupt FOLDER/corrupt.py [--rows 2000000]

Needs daft, polars and datasketch beside the extra `data`. Wall seconds mean little on a machine
that does other work: processor seconds stand beside them, and every job runs in the same minutes.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import profile_peers

ROOT = Path(__file__).parents[2]

BASIC = ("form", "size", "classes", "exact_duplicates", "exact_leakage")
FULL = (
    *BASIC,
    "tokens",
    "lengths",
    "normalised_duplicates",
    "normalised_leakage",
    "conflicts",
    "personal",
    "refusals",
)
NEAR = ("near_duplicates", "near_leakage")
OURS = {"basic": BASIC, "full": FULL, "near": NEAR}


def measured(job: str, train: Path, holdout: Path, rows: int) -> tuple[float, float, float, str]:
    """Return the wall and processor seconds, the peak memory (MB) and the counts of one job."""
    command = [sys.executable, "-m", "tests.benchmarks.profile_speed", "--job", job]
    command += ["--files", str(train), str(holdout), "--rows", str(rows)]
    begun = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    wall = time.perf_counter() - begun
    if done.returncode:
        return wall, 0.0, 0.0, (done.stderr.strip().splitlines() or ["failed"])[-1][:100]
    cpu, memory, told = done.stdout.strip().splitlines()[-1].split(" ", 2)
    return wall, float(cpu), float(memory), told


def job(name: str, train: Path, holdout: Path) -> None:
    """Do one job in this process and print what it took."""
    told = (
        _ours(OURS[name], train, holdout)
        if name in OURS
        else profile_peers.run(name, train, holdout)
    )
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.2f} {used.ru_maxrss / 1024:.0f} {told}")


def _ours(checks: tuple[str, ...], train: Path, holdout: Path) -> str:
    from advisor.dataset.profile import profile
    from advisor.dataset.registry import CHECKS
    from advisor.knowledge.load import load

    base = load(ROOT / "knowledge").profile
    chosen = [check for check in CHECKS if check.id in checks]
    thresholds = base.thresholds if base else {}
    refusals = base.refusals if base else None
    found = profile([train], [holdout], thresholds=thresholds, refusals=refusals, checks=chosen)
    return ", ".join(f"{one.check} {one.value}" for one in found.findings)


def main() -> int:
    """Make the files, run every job and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corrupt", type=Path, help="the script that makes sets")
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--files", type=Path, nargs=2, help="made already: train and holdout")
    parser.add_argument("--only", nargs="+", help="these jobs")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        job(options.job, *options.files)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        train, holdout = options.files or _made(options, Path(folder))
        size = (train.stat().st_size + holdout.stat().st_size) / 1e6
        print(f"{options.rows:,} rows, {size:,.0f} MB, load {os.getloadavg()[0]:.1f}")
        print("| job | wall s | MB/s | processor s | MB/processor s | rows/s | peak MB | counts |")
        print("|---|---:|---:|---:|---:|---:|---:|---|")
        for name in options.only or (*OURS, *profile_peers.PEERS):
            wall, cpu, memory, told = measured(name, train, holdout, options.rows)
            rows = options.rows if name != "datasketch" else profile_peers.SKETCHED
            part = size * rows / options.rows
            spent = f"{cpu:.1f} | {part / cpu:,.0f}" if cpu else "– | –"
            print(
                f"| {name} | {wall:.1f} | {part / wall:,.0f} | {spent} | {rows / wall:,.0f} "
                f"| {memory:,.0f} | {told} |",
                flush=True,
            )
    return 0


def _made(options: argparse.Namespace, folder: Path) -> tuple[Path, Path]:
    command = [sys.executable, str(options.corrupt)]
    command += [str(options.corrupt.parent / "banking77_train.csv"), "--out", str(folder)]
    command += ["--rows", str(options.rows), "--chars", "300", "--format", "chat", "--seed", "3"]
    command += ["--duplicates", ".05", "--near-duplicates", ".03", "--leak", ".04"]
    command += ["--holdout-rows", str(options.rows // 25)]
    subprocess.run(command, check=True)
    return folder / "train.jsonl", folder / "holdout.jsonl"


if __name__ == "__main__":
    sys.exit(main())
