"""What is data goes to standard output, everything else to standard error; both made safe."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

from advisor.cli.status import Status
from advisor.store import write
from advisor.text import visible


def put(text: str) -> None:
    """Write data to standard output as UTF-8, whatever the terminal's own encoding."""
    if not text.endswith("\n"):
        text += "\n"
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        buffer.write(text.encode("utf-8", "backslashreplace"))
        buffer.flush()


def tell(message: str) -> None:
    """Write a message to standard error, line by line, with nothing in it that acts."""
    for line in message.split("\n"):
        encoding = sys.stderr.encoding or "utf-8"
        safe = visible(line).encode(encoding, "backslashreplace").decode(encoding)
        print(safe, file=sys.stderr)


def deliver(text: str, output: Path | None, *, force: bool) -> Status:
    """Print a text, or write it to the file that was named.

    Raises AdvisorError where the file exists and is not to be replaced, or cannot be written.
    """
    if output is None:
        put(text)
    else:
        write(output, text, force=force)
        tell(f"written: {output}")
    return Status.OK


class Parser(argparse.ArgumentParser):
    """An argument parser whose faults are safe to show and end with status 2."""

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong with the command line."""
        tell(f"{self.prog}: {message}")
        tell(f"Try {self.prog} --help")
        self.exit(Status.AT_FAULT)
