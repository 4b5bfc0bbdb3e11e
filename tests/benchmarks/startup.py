"""How long `advisor --answers` takes against the import of pydantic, measured side by side.

Run by hand: `python tests/benchmarks/startup.py [ROUNDS]`. The target is a ratio of at most 3.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = "docs/examples/support-tickets.toml"
COMMANDS = {
    "pydantic": [sys.executable, "-c", "from pydantic import BaseModel"],
    "advisor": [sys.executable, "-m", "advisor", "--answers", EXAMPLE],
}
TARGET = 3.0


def seconds(command: list[str]) -> float:
    """Return how long one run of a command takes."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def main() -> int:
    """Measure in turns, so that a busy moment hits both, and print the ratio of the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for command in COMMANDS.values():
        seconds(command)
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command))
    for name, times in taken.items():
        median, low, high = statistics.median(times), min(times), max(times)
        print(f"{name:9} {median * 1000:6.0f} ms (from {low * 1000:.0f} to {high * 1000:.0f})")
    ratio = statistics.median(taken["advisor"]) / statistics.median(taken["pydantic"])
    print(f"ratio     {ratio:6.2f} (target: at most {TARGET:g})")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
