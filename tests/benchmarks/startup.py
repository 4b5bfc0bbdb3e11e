"""How long `advisor --answers` takes against the import of pydantic, measured side by side.

Run by hand: `python tests/benchmarks/startup.py [ROUNDS]`. It installs a wheel, as a user would,
into a temporary folder; the checkout is measured, too, which reads its TOML. The target is a ratio
of at most 3 for the wheel. Told are medians of processor time, and the ratio of elapsed time.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "support-tickets.toml"
JUDGE = ["-m", "advisor", "--answers", str(EXAMPLE), "--date", "2026-11-22"]
TARGET = 3.0


class Taken(NamedTuple):
    """Seconds that one process took."""

    processor: float
    elapsed: float


def run(arguments: list[str], folder: Path) -> Taken:
    """Run Python with the package that stands in a folder."""
    before, begun = processor_time(), time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)
    return Taken(processor_time() - before, time.perf_counter() - begun)


def processor_time() -> float:
    """Return the seconds that all finished processes of ours took of the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def install(folder: Path) -> None:
    """Build the wheel and unpack it into a folder, without what it depends on."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--target", str(folder), str(ROOT)], check=True)


def main() -> int:
    """Measure in turns, so that a busy moment hits all, and print the ratios of the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        wheel = Path(name)
        install(wheel)
        runs = {
            "pydantic": (["-c", "from pydantic import BaseModel"], wheel),
            "wheel": (JUDGE, wheel),
            "checkout": (JUDGE, ROOT),
        }
        taken: dict[str, list[Taken]] = {kind: [] for kind in runs}
        for turn in range(rounds + 1):
            for kind, (arguments, folder) in runs.items():
                found = run(arguments, folder)
                if turn:  # the first reads what is not in memory yet
                    taken[kind].append(found)
    processor = {kind: statistics.median(t.processor for t in all_) for kind, all_ in taken.items()}
    elapsed = {kind: statistics.median(t.elapsed for t in all_) for kind, all_ in taken.items()}
    for kind in runs:
        by_processor = processor[kind] / processor["pydantic"]
        by_elapsed = elapsed[kind] / elapsed["pydantic"]
        print(f"{kind:9} {processor[kind] * 1000:6.0f} ms, ratio {by_processor:.2f}", end="")
        print(f" (elapsed {elapsed[kind] * 1000:.0f} ms, ratio {by_elapsed:.2f})")
    ratio = processor["wheel"] / processor["pydantic"]
    print(f"target: the wheel at most {TARGET:g}: {'reached' if ratio <= TARGET else 'missed'}")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
