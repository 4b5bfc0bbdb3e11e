"""Play at length: `python -m tests.fuzz [--keys 10000] [--seed 1] [--small]`, by hand.

Everything is written below a folder of its own. With --small over the knowledge of the tests.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEYS = 10_000
DAY = date(2026, 11, 22)


def main() -> None:
    """Play, and say what was played."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keys", type=int, default=KEYS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    from advisor.knowledge.load import load
    from advisor.tui.session import Session
    from tests.fuzz.play import play

    small = ROOT / "tests" / "fixtures" / "knowledge"
    base = load(small if options.small else ROOT / "knowledge")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        work = Path(folder) / "work"
        work.mkdir()
        os.chdir(work)
        begun, spent = time.monotonic(), time.process_time()
        report = asyncio.run(play(lambda: Session(base, DAY), options.seed, options.keys))
        wall, spent = time.monotonic() - begun, time.process_time() - spent
        os.chdir(ROOT)
    print(f"seed {options.seed}: {report.keys} keys, {report.resizes} resizes,")
    print(f"{report.starts} starts, {report.checks} looks; keys by mode: {report.modes}")
    print(f"keys by what was on top: {report.windows}")
    print(f"{wall:.0f} s by the clock, {spent:.0f} s of processor time")


if __name__ == "__main__":
    main()
