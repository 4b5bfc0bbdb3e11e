"""The checks that learn, run in a process beside this one; it knows no file and no engine.

The import of scikit-learn takes a second and more, in which it holds the interpreter's lock: only
another process can begin with it while this one reads. `multiprocessing` would run the user's main
module once more in that process, and cannot start one under a screen that takes standard error.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from queue import SimpleQueue
from typing import IO, Any

from advisor.dataset.engine import POLL_SECONDS, Progress, Told
from advisor.dataset.learning import prepare
from advisor.dataset.values import Finding, OutOfMemory, Sample

PROGRAM = (
    "import sys; sys.path[:] = sys.argv[1:]; from advisor.dataset import beside; beside.main()"
)
LEAST_BYTES = 10_000
"""Smaller files hold too few rows to learn from."""
MOST_BYTES = 64 << 20
"""Larger files keep every processor busy while they are read: what learns starts after that."""
LAST_SECONDS = 5.0
"""How long a process that has closed its pipe may take to end."""


@dataclass(frozen=True)
class Task:
    """One check to run over the sample."""

    id: str
    run: Callable[[Sample, Mapping[str, float]], Finding]
    limits: Mapping[str, float]


class Ended(Exception):
    """Raised where the process ended before it told what a check found."""


@contextmanager
def begun(size: int) -> Iterator[Beside | None]:
    """Give a process in which to learn from files of so many bytes, None where it is no use."""
    # A frozen program is no interpreter.
    starts = bool(sys.executable) and not hasattr(sys, "frozen")
    if size < LEAST_BYTES or not starts or find_spec("sklearn") is None:
        yield None
        return
    beside = Beside()
    if size <= MOST_BYTES:
        beside.start()
    try:
        yield beside
    finally:
        beside.stop()


class Beside:
    """A process that imports what learning takes, then runs checks over one sample."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[bytes] | None = None
        self._told: dict[str, Future[Finding]] = {}
        self._talk: threading.Thread | None = None

    @property
    def started(self) -> bool:
        """Tell whether there is a process."""
        return self._process is not None

    def start(self) -> None:
        """Start the process; where that cannot be done, it takes no check."""
        # No module is looked for in the folder in which it starts: data may lie there.
        command = [sys.executable, "-P", "-c", PROGRAM, *sys.path]
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        with suppress(OSError):
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)

    def take(self, sample: Sample, tasks: Sequence[Task]) -> bool:
        """Begin with the checks, in their order; return whether they can be done there."""
        try:
            told = pickle.dumps((sample, tasks), pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, AttributeError, TypeError):
            return False
        if self._process is None:
            self.start()
        if self._process is None or self._process.poll() is not None:
            return False
        self._told = {task.id: Future() for task in tasks}
        # A pipe takes little at once, and whoever waits for it can be stopped by nobody.
        self._talk = threading.Thread(target=self._talked, args=(self._process, told), daemon=True)
        self._talk.start()
        return True

    def took(self, check: str) -> bool:
        """Tell whether a check is done there."""
        return check in self._told

    def finding(self, check: str, told: Told) -> Finding:
        """Return what a check found, telling the progress meanwhile; it raises what that raised.

        Raises Ended where the process has ended without having told it.
        """
        found = self._told[check]
        while not found.done():
            told(Progress(check, 0.0))
            wait([found], POLL_SECONDS)
        return found.result()

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        if self._talk is not None:
            self._talk.join()
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                with suppress(OSError):
                    end.close()

    def _talked(self, process: subprocess.Popen[bytes], told: bytes) -> None:
        given, found = process.stdin, process.stdout
        assert given is not None and found is not None
        try:
            given.write(told)
            given.flush()
            for _ in self._told:
                check, one = pickle.load(found)
                if isinstance(one, BaseException):
                    self._told[check].set_exception(one)
                else:
                    self._told[check].set_result(one)
        except (OSError, EOFError, pickle.UnpicklingError):
            fault = Ended(_end(process))
            for future in self._told.values():
                if not future.done():
                    future.set_exception(fault)


def _end(process: subprocess.Popen[bytes]) -> str:
    try:
        status = process.wait(LAST_SECONDS)
    except subprocess.TimeoutExpired:
        return "the process that learns tells nothing any more"
    if status < 0:
        return f"the process that learns was ended from outside (signal {-status})"
    return f"the process that learns ended by itself (status {status})"


def main() -> None:
    """Run the checks that come in by standard input, and tell by standard output what they find."""
    # Who stops the parent ends this process too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    given: SimpleQueue[tuple[Sample, Iterable[Task]]] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, given), daemon=True).start()
    with suppress(Exception), _without("pandas"):  # a check that needs more says what is missing
        prepare()
    sample, tasks = given.get()
    for task in tasks:
        pickle.dump((task.id, _run(task, sample)), out, pickle.HIGHEST_PROTOCOL)
        out.flush()


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Let imports find no such package: scikit-learn imports pandas only to recognise tables."""
    modules: dict[str, Any] = sys.modules
    modules[package] = None
    try:
        yield
    finally:
        del modules[package]


def _listen(source: IO[bytes], given: SimpleQueue[tuple[Sample, Iterable[Task]]]) -> None:
    """Pass on what comes in; end this process when nobody is left who could ask."""
    try:
        while True:
            given.put(pickle.load(source))
    finally:
        os._exit(1)


def _run(task: Task, sample: Sample) -> Finding | Exception:
    try:
        return task.run(sample, task.limits)
    except MemoryError:
        return OutOfMemory(task.id)
    except Exception as fault:  # it is raised where the check is asked for
        return fault
