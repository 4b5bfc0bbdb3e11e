"""What a key costs the processor until it shows: in the app, and in a minimal one with an input.

Run by hand: `python tests/benchmarks/keys.py [WIDTH HEIGHT]`. Times are those of the loop's thread
alone, in milliseconds; a driver takes what would be written, as a terminal would. Told are

- until it shows: from the key to the writing of the bars (or of the character that was typed);
- in all: from the key until the loop is idle, the next question drawn;
- own: the answer and its verdict, without any drawing.

The target: until it shows, under 16 ms in the median. The case is that of the questions in the
order of the file: so the same keys are the same answers whatever the knowledge.
"""

from __future__ import annotations

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)
os.environ["TEXTUAL_ANIMATIONS"] = "none"

from textual.app import App, ComposeResult  # noqa: E402  # needs the lines above
from textual.drivers.headless_driver import HeadlessDriver  # noqa: E402
from textual.events import Key  # noqa: E402
from textual.widgets import Input  # noqa: E402

from advisor.knowledge.load import load  # noqa: E402
from advisor.tui.app import AdvisorApp  # noqa: E402
from advisor.tui.session import Session  # noqa: E402
from advisor.tui.widgets.verdict_bars import VerdictBars  # noqa: E402

DAY = date(2026, 11, 22)
TARGET = 16.0
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
# Settles after so many idle turns of the loop, workers done.
QUIET = 0.12


class Paper(HeadlessDriver):
    """Takes what a terminal would show, and when each piece came."""

    written: list[tuple[float, str]] = []

    @property
    def is_headless(self) -> bool:
        """Whether the app may leave the writing away."""
        return False

    def write(self, data: str) -> None:
        """Keep what is written, with the time that the thread has used so far."""
        self.written.append((time.thread_time(), data))


class Minimal(App[None]):
    """An app with one input."""

    def compose(self) -> ComposeResult:
        """Lay out the input."""
        yield Input()


async def idle(app: App[None]) -> None:
    """Wait until nothing is written and no worker runs for a while."""
    seen = -1
    while seen != len(Paper.written) or any(not w.is_finished for w in app.workers):
        seen = len(Paper.written)
        await asyncio.sleep(QUIET)


async def press(app: App[None], key: str, shows: Callable[[str], bool]) -> tuple[float, float]:
    """Press a key; return the milliseconds until what it shows was written, and in all."""
    Paper.written.clear()
    begun = time.thread_time()
    app.post_message(Key(key, key if len(key) == 1 else None))
    await idle(app)
    used = time.thread_time() - begun
    shown = [at for at, data in Paper.written if shows(CODES.sub("", data))]
    if not shown:
        raise SystemExit(f"{key} never showed")
    return (shown[0] - begun) * 1000, used * 1000


async def minimal(size: tuple[int, int], rounds: int) -> list[tuple[float, float]]:
    """Return what characters cost in the minimal app."""
    app, found = Minimal(driver_class=Paper), []
    running = asyncio.create_task(app.run_async(size=size))
    await idle(app)
    for number in range(rounds):
        letter = "abcdefghij"[number % 10]
        found.append(await press(app, letter, lambda data, wanted=letter: wanted in data))
    app.exit()
    await running
    return found


def figures(app: AdvisorApp) -> list[str]:
    """Return the figures that the bars show."""
    return [f"{bar.probability} {bar.evidence}" for bar in app.screen.query_one(VerdictBars).bars]


async def answers(size: tuple[int, int], session: Session, rounds: int) -> dict[str, list]:
    """Return what marking a choice, typing a digit and taking an answer cost in the app."""
    found: dict[str, list] = {"mark": [], "take": []}
    app = AdvisorApp(session)
    app.driver_class = Paper
    running = asyncio.create_task(app.run_async(size=size))
    await idle(app)
    for _ in range(rounds):
        field = app.focused
        key = "1" if isinstance(field, Input) else "down"
        found["mark"].append(await press(app, key, lambda data: bool(data.strip())))
        before = figures(app)

        def moved(data: str) -> bool:
            now = figures(app)
            return now != before and any(f.split("  ")[0] in data for f in now)

        begun = time.thread_time()
        try:
            found["take"].append(
                await press(app, "enter", lambda data: "last answer" in data or moved(data))
            )
        except SystemExit:
            pass
        print(app.screen._trail[-1], figures(app) != before, found["take"][-1:], len(Paper.written))
    app.exit()
    await running
    return found


def told(name: str, times: list[tuple[float, float]]) -> None:
    """Print one row."""
    cells = []
    for column in zip(*times, strict=True):
        ordered = sorted(column)
        cells += [statistics.median(ordered), ordered[round(0.9 * (len(ordered) - 1))]]
    print(f"{name:24}" + "".join(f"{cell:9.1f}" for cell in cells) + f"   n={len(times)}")


def main() -> int:
    size = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (120, 40)
    sys.setswitchinterval(0.0005)
    os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()
    base = load(ROOT / "knowledge")
    print(f"{'':24}{'shown':>9}{'90 %':>9}{'in all':>9}{'90 %':>9}")
    told("minimal, a letter", asyncio.run(minimal(size, 20)))
    for name, rows in asyncio.run(answers(size, Session(base, DAY), 20)).items():
        told(name, rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
