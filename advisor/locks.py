"""Locks between processes: the system frees one when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

MOST_TRIES = 5


class Lock:
    """A file that one process holds."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        """Keep the open `file` at `path`, which is locked."""
        self._path = path
        self._file = file

    @classmethod
    def take(cls, path: Path) -> Lock | None:
        """Return the lock, or None where somebody holds it.

        Raises OSError where the file cannot be made.
        """
        for _ in range(MOST_TRIES):
            descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
            file = os.fdopen(descriptor, "r+b")
            if not _locked(file):
                file.close()
                return None
            # Its holder may have removed the file between our opening and our locking of it.
            with suppress(OSError):
                if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                    return cls(path, file)
            file.close()
        return None

    @classmethod
    def is_held(cls, path: Path) -> bool:
        """Tell whether somebody holds the lock at `path`; this takes nothing."""
        try:
            with path.open("r+b") as file:
                return not _locked(file)
        except OSError:
            return False

    def release(self) -> None:
        """Give the lock back."""
        with suppress(OSError):
            self._path.unlink()
        self._file.close()


if sys.platform == "win32":
    import msvcrt

    def _locked(file: BinaryIO) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _locked(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
