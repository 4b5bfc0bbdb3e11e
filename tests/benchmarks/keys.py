"""What a key costs the processor until it shows: in the app, and in a minimal one with an input.

Run by hand: `python tests/benchmarks/keys.py [WIDTH HEIGHT]`. Times are those of the loop's thread
alone, in milliseconds: what is worked out beside it does not hold the screen up. A driver takes
what a terminal would be sent. Told are the median and the 90 % of

- shown: from the key until the mark, the character or the moved bars are sent;
- in all: from the key until the loop is idle, the next question drawn;
- own: what of it judges the answer and puts the verdict in words, without any drawing.

The target: an answer shows within 16 ms in the median.
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

from advisor.answers.file import read  # noqa: E402
from advisor.answers.values import Answers  # noqa: E402
from advisor.interview import Interview  # noqa: E402
from advisor.knowledge.base import KnowledgeBase  # noqa: E402
from advisor.knowledge.load import load  # noqa: E402
from advisor.tui import phrases  # noqa: E402
from advisor.tui.app import AdvisorApp  # noqa: E402
from advisor.tui.session import Session  # noqa: E402
from advisor.tui.widgets.verdict_bars import VerdictBars  # noqa: E402

DAY = date(2026, 11, 22)
TARGET = 16.0
ROUNDS = 20
QUIET = 0.12
WORDS = ("rank", "leakage", "tokens")
CODES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
Times = tuple[float, ...]


class Paper(HeadlessDriver):
    """Takes what a terminal would be sent, and how much time the thread had used by then."""

    sent: list[tuple[float, str]] = []  # noqa: RUF012  # the app makes its driver itself

    @property
    def is_headless(self) -> bool:
        """Whether the app may leave the writing away."""
        return False

    def write(self, data: str) -> None:
        """Keep what is sent."""
        self.sent.append((time.thread_time(), data))


class Minimal(App[None]):
    """An app with one input."""

    def compose(self) -> ComposeResult:
        """Lay out the input."""
        yield Input()


async def idle(app: App[None]) -> None:
    """Wait until nothing is sent and nothing is worked out for a while."""
    seen = -1
    while seen != len(Paper.sent) or any(not worker.is_finished for worker in app.workers):
        seen = len(Paper.sent)
        await asyncio.sleep(QUIET)


async def press(app: App[None], key: str, shows: Callable[[str], bool]) -> Times | None:
    """Press a key; return the time until it showed and in all, or None where it never did."""
    Paper.sent.clear()
    begun = time.thread_time()
    app.post_message(Key(key, key if len(key) == 1 else None))
    await idle(app)
    used = time.thread_time() - begun
    shown = [at for at, data in Paper.sent if shows(CODES.sub("", data))]
    return ((shown[0] - begun) * 1000, used * 1000) if shown else None


async def minimal(size: tuple[int, int]) -> list[Times]:
    """Return what characters cost in the minimal app."""
    app, found = Minimal(driver_class=Paper), []
    running = asyncio.create_task(app.run_async(size=size))
    await idle(app)
    for number in range(ROUNDS):
        letter = "abcdefghij"[number % 10]
        found.append(await press(app, letter, lambda data, wanted=letter: wanted in data))  # type: ignore[misc]
    app.exit()
    await running
    return [times for times in found if times is not None]


def figures(app: AdvisorApp) -> set[str]:
    """Return the figures that the bars show."""
    bars = app.screen.query_one(VerdictBars).bars
    return {bar.evidence for bar in bars if not bar.ruled_out}


async def answering(size: tuple[int, int], session: Session) -> dict[str, list[Times]]:
    """Return what it costs to mark or type, and to take an answer that moves the bars."""
    found: dict[str, list[Times]] = {"mark or type": [], "answer": []}
    app = AdvisorApp(session)
    app.driver_class = Paper
    running = asyncio.create_task(app.run_async(size=size))
    await idle(app)
    while app.current_mode == "interview":
        key = "9" if isinstance(app.focused, Input) else "down"
        times = await press(app, key, lambda data: bool(data.strip()))
        found["mark or type"] += [times] if times else []
        before = figures(app)

        def moved(data: str, before: set[str] = before) -> bool:
            fresh = figures(app) - before if app.current_mode == "interview" else set()
            return any(figure in data for figure in fresh)

        asked = len(session.interview.answers.given)
        times = await press(app, "enter", moved)
        found["answer"] += [times] if times else []
        if len(session.interview.answers.given) == asked:
            await press(app, "f2", lambda _: True)
    app.exit()
    await running
    return found


async def searching(size: tuple[int, int], session: Session) -> list[Times]:
    """Return what letters cost in the search of the Knowledge mode."""
    found, app = [], AdvisorApp(session)
    app.driver_class = Paper
    running = asyncio.create_task(app.run_async(size=size))
    await idle(app)
    await press(app, "f11", lambda _: True)
    for word in WORDS:
        for letter in word:
            found.append(await press(app, letter, lambda data, wanted=letter: wanted in data))  # type: ignore[misc]
        for _ in word:
            await press(app, "backspace", lambda _: True)
    app.exit()
    await running
    return [times for times in found if times is not None]


def example(base: KnowledgeBase) -> Answers:
    """Return the answers of an example."""
    path = ROOT / "docs" / "examples" / "support-tickets.toml"
    return read(base, path.read_bytes(), path.name).answers


def own(base: KnowledgeBase) -> list[Times]:
    """Return what judging an answer and putting the verdict in words costs."""
    interview, found = Interview(base, example(base), DAY), []
    for question, answer in list(interview.answers.given.items())[:ROUNDS]:
        interview.reopen(question)
        begun = time.thread_time()
        interview.answer(question, answer.value)
        phrases.bars(interview)
        phrases.leader(interview.advice)
        phrases.place(interview, base.questions[question])
        used = (time.thread_time() - begun) * 1000
        found.append((used, used))
    return found


def row(name: str, times: list[Times]) -> str:
    """Return one line of the table."""
    cells = []
    for column in zip(*times, strict=True):
        ordered = sorted(column)
        cells += [statistics.median(ordered), ordered[round(0.9 * (len(ordered) - 1))]]
    return f"{name:20}" + "".join(f"{cell:9.1f}" for cell in cells) + f"{len(times):6}"


def main() -> int:
    """Print the table and whether the target is reached."""
    size = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (120, 40)
    sys.setswitchinterval(0.0005)
    base = load(ROOT / "knowledge")
    rows = {"minimal: a letter": asyncio.run(minimal(size))}
    for order in ("telling", "fixed"):
        # What one order leaves behind is not to be offered to the next.
        os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()
        session = Session(base, DAY, order=order)  # type: ignore[arg-type]
        for name, times in asyncio.run(answering(size, session)).items():
            rows[f"{order}: {name}"] = times
    os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp()
    rows["search: a letter"] = asyncio.run(searching(size, Session(base, DAY)))
    rows["own"] = own(base)
    print(f"{size[0]}x{size[1]}, ms; load {os.getloadavg()[0]:.1f}")
    print(f"{'':20}{'shown':>9}{'90 %':>9}{'in all':>9}{'90 %':>9}{'keys':>6}")
    for name, times in rows.items():
        print(row(name, times))
    answers = [times[0] for name, found in rows.items() if "answer" in name for times in found]
    median = statistics.median(answers)
    ratio = median / statistics.median(times[0] for times in rows["minimal: a letter"])
    print(f"an answer shows in {median:.1f} ms (target {TARGET:g}), {ratio:.1f} times a letter")
    return 0 if median <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
