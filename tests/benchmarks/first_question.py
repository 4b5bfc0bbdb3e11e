"""How long until the first question is on the screen, against the first paint of a minimal app.

Run by hand: `python tests/benchmarks/first_question.py [ROUNDS]`. All are fresh processes on a
terminal of 80x24, in turns, so that a busy moment hits all. It installs a wheel, as a user would,
into a temporary folder; the checkout is measured, too, which reads its TOML. Told are medians of
the milliseconds until the text is painted. The target is a ratio of at most 2.5 for the wheel.
"""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[0] = str(ROOT)

from tests.benchmarks.startup import install, processor_time  # noqa: E402  # needs the path above

MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("ready to paint")
Minimal().run()
"""
# The words of the first question that tells most; why it is asked now may come a frame later.
ADVISOR, QUESTION = ["-m", "advisor"], b"still lack"
TARGET = 2.5
PATIENCE = 60.0


def until(arguments: list[str], wanted: bytes, folder: Path) -> tuple[float, float]:
    """Return the seconds until a process has painted `wanted`, by the clock and the processor."""
    before, begun = processor_time(), time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        state = {"XDG_STATE_HOME": tempfile.mkdtemp(), "PYTHONPATH": str(folder)}
        os.environ.update(state, TERM="xterm-256color")
        os.execv(sys.executable, [sys.executable, *arguments])
    painted = b""
    while wanted not in painted:
        painted += os.read(terminal, 65536)
        if time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"{wanted!r} was never painted")
    taken = time.perf_counter() - begun
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    return taken, processor_time() - before


def main() -> int:
    """Measure in turns and print the ratios of the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as name:
        wheel = Path(name)
        install(wheel)
        runs = {
            "minimal": (["-c", MINIMAL], b"ready to paint", wheel),
            "wheel": (ADVISOR, QUESTION, wheel),
            "checkout": (ADVISOR, QUESTION, ROOT),
        }
        found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in runs}
        for turn in range(rounds + 1):
            for kind, run in runs.items():
                taken = until(*run)
                # The first round reads the files into the cache.
                found[kind] += [taken] if turn else []
    medians = {
        kind: [statistics.median(column) for column in zip(*times, strict=True)]
        for kind, times in found.items()
    }
    for kind, (wall, used) in medians.items():
        ratios = [one / least for one, least in zip((wall, used), medians["minimal"], strict=True)]
        print(f"{kind:9}{wall * 1000:6.0f} ms, ratio {ratios[0]:.2f}", end="")
        print(f" (processor {used * 1000:.0f} ms, ratio {ratios[1]:.2f})")
    ratio = medians["wheel"][0] / medians["minimal"][0]
    print(f"target {TARGET:g}: {'reached' if ratio <= TARGET else 'missed'}", end="")
    print(f"; load {os.getloadavg()[0]:.1f}")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
