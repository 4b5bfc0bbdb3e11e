"""How long until the first question is on the screen, against the first paint of a minimal app.

Run by hand: `python tests/benchmarks/first_question.py [ROUNDS]`. Both are fresh processes on a
terminal of 80x24, in turns, so that a busy moment hits both; told are wall-clock milliseconds
from the start of the process, and the processor's. The target is a ratio of at most 2.5.
"""

from __future__ import annotations

import fcntl
import os
import pty
import resource
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("ready to paint")
Minimal().run()
"""
COMMANDS = {
    "minimal": ([sys.executable, "-c", MINIMAL], b"ready to paint"),
    "advisor": ([sys.executable, "-m", "advisor"], b"Asked now because"),
}
TARGET = 2.5
PATIENCE = 60.0


def until(command: list[str], wanted: bytes) -> tuple[float, float]:
    """Return the seconds until a process has painted `wanted`, by the clock and the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.environ.update(TERM="xterm-256color", XDG_STATE_HOME=tempfile.mkdtemp())
        os.execv(command[0], command)
    painted = b""
    while wanted not in painted:
        painted += os.read(terminal, 65536)
        if time.perf_counter() - begun > PATIENCE:
            raise SystemExit(f"{wanted!r} was never painted")
    taken = time.perf_counter() - begun
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return taken, used


def main() -> int:
    """Measure in turns and print the ratio of the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for turn in range(rounds + 1):
        for name, (command, wanted) in COMMANDS.items():
            taken = until(command, wanted)
            # The first round reads the files into the cache.
            found[name] += [taken] if turn else []
    medians = {}
    for name, times in found.items():
        wall, used = (sorted(column) for column in zip(*times, strict=True))
        medians[name] = statistics.median(wall), statistics.median(used)
        print(
            f"{name:9}{medians[name][0] * 1000:7.0f} ms (from {wall[0] * 1000:.0f}),"
            f" processor {medians[name][1] * 1000:.0f} ms (from {used[0] * 1000:.0f})"
        )
    ratio, used = (medians["advisor"][at] / medians["minimal"][at] for at in (0, 1))
    print(f"ratio {ratio:.2f} by the clock, {used:.2f} by the processor (target: {TARGET:g})")
    print(f"load {os.getloadavg()[0]:.1f}")
    return 0 if ratio <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
