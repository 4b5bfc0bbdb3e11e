"""The only writer of files: whole or not at all, never over an existing one unasked."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.locks import Lock
from advisor.text import visible


def write(path: Path, text: str, *, force: bool = False, mode: int = 0o644) -> None:
    """Write `text` to `path`, whole or not at all.

    Raises AdvisorError where the file exists and `force` is not given, or it cannot be written.
    """
    name = visible(str(path))
    try:
        if path.is_dir():
            raise AdvisorError(f"{name}: this is a folder", "name a file in it")
        if path.exists() and not force:
            raise _exists(name)
        _replace(path, text.encode("utf-8"), force=force, mode=mode)
    except FileExistsError:
        raise _exists(name) from None
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or str(fault)
        hint = "nothing was written; choose another place"
        raise AdvisorError(f"{name}: cannot be written ({visible(reason)})", hint) from None


def replace_kept(path: Path, before: bytes, text: str) -> Path:
    """Replace a file of the user's that still holds `before`, and keep that beside it.

    Returns where it is kept. Raises AdvisorError where the file has changed meanwhile.
    """
    name, backup = visible(str(path)), path.with_name(f"{path.name}.bak")
    try:
        unchanged = path.read_bytes() == before
        mode = path.stat().st_mode & 0o777
    except OSError as fault:
        raise AdvisorError(f"{name}: cannot be read ({visible(str(fault.strerror))})") from None
    if not unchanged:
        raise AdvisorError(f"{name}: changed on disk meanwhile", "nothing was written")
    write(backup, before.decode("utf-8"), force=True, mode=mode)
    write(path, text, force=True)
    return backup


def _exists(name: str) -> AdvisorError:
    return AdvisorError(f"{name}: exists already", "choose another name, or add --force")


def _replace(path: Path, content: bytes, *, force: bool, mode: int) -> None:
    import tempfile  # dear to import, and most runs write nothing

    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".advisor-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        kept = path.stat().st_mode & 0o777 if path.exists() else mode & ~_umask()
        Path(temporary).chmod(kept)
        if force:
            Path(temporary).replace(path)
        else:
            # A link fails where the name is taken, so nothing that appeared meanwhile is lost.
            os.link(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()


def write_all(folder: Path, files: Mapping[str, str], *, force: bool = False) -> None:
    """Write all files below `folder`, or none; names may lead into folders of one level.

    Raises AdvisorError, with every file that is in the way, or where one cannot be written.
    """
    paths = {folder / name: text for name, text in files.items()}
    taken = [path for path in paths if path.is_dir() or (path.exists() and not force)]
    if taken:
        told = ", ".join(visible(str(path)) for path in taken)
        raise AdvisorError(f"exists already: {told}", "choose another folder, or add --force")
    made: list[Path] = []
    done: list[Path] = []
    before: dict[Path, bytes] = {}
    try:
        for path in paths:
            missing = [parent for parent in path.parents if not parent.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            made += reversed(missing)
        before = {path: path.read_bytes() for path in paths if path.exists()}
        for path, text in paths.items():
            _replace(path, text.encode("utf-8"), force=force, mode=0o644)
            done.append(path)
    except (OSError, ValueError) as fault:
        _undo(done, before, made)
        reason = getattr(fault, "strerror", None) or str(fault)
        told = f"{visible(str(folder))}: cannot be written ({visible(reason)})"
        raise AdvisorError(told, "nothing was written; choose another place") from None


def _undo(done: list[Path], before: Mapping[Path, bytes], made: list[Path]) -> None:
    with suppress(OSError):
        for path in done:
            if path in before:
                _replace(path, before[path], force=True, mode=0o644)
            else:
                path.unlink()
        for folder in reversed(made):
            folder.rmdir()


def _umask() -> int:
    current = os.umask(0o022)
    os.umask(current)
    return current


def state_folder() -> Path:
    """Return the platform's folder for this app's state; it need not exist."""
    if sys.platform == "win32":
        root = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        root = str(Path.home() / "Library" / "Application Support")
    else:
        root = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(root) / "finetune-advisor"


def config_folder() -> Path:
    """Return the platform's folder for what the user configures by hand; it need not exist."""
    if sys.platform == "win32":
        root = os.environ.get("APPDATA") or str(Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        root = str(Path.home() / "Library" / "Application Support")
    else:
        root = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(root) / "finetune-advisor"


class SessionFolder:
    """Named sessions in the state folder: answers files that only their holder writes."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use `folder`, by default the platform's state folder."""
        self.folder = (folder or state_folder()) / "sessions"
        self._locks: dict[str, Lock] = {}

    def names(self) -> list[str]:
        """Return the sessions that nobody else holds, the latest first."""
        try:
            files = [path for path in self.folder.glob("*.toml") if path.is_file()]
            found = sorted(files, key=lambda path: path.stat().st_mtime, reverse=True)
        except OSError:
            return []
        return [path.stem for path in found if not self._is_held_elsewhere(path.stem)]

    def _is_held_elsewhere(self, name: str) -> bool:
        return name not in self._locks and Lock.is_held(self._lock_path(name))

    def path(self, name: str) -> Path:
        """Return the file of a session."""
        return self.folder / f"{name}.toml"

    def _lock_path(self, name: str) -> Path:
        return self.folder / f"{name}.lock"

    def hold(self, name: str) -> bool:
        """Take a session for this process; tell whether nobody else has it."""
        if name in self._locks:
            return True
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = Lock.take(self._lock_path(name))
        except OSError:
            return False
        if lock is not None:
            self._locks[name] = lock
        return lock is not None

    def release(self, name: str) -> None:
        """Give a session back, so that another process may resume it."""
        lock = self._locks.pop(name, None)
        if lock is not None:
            lock.release()

    def rename(self, old: str, new: str) -> None:
        """Give a session that nobody else holds another name.

        Raises AdvisorError where the name is taken, or the file cannot be moved.
        """
        name = visible(new)
        if self.path(new).exists() or not self.hold(new):
            raise AdvisorError(f"{name}: there is a session of this name", "choose another")
        was_held = old in self._locks
        try:
            if not self.hold(old):
                raise AdvisorError(f"{visible(old)}: in use by another window", "close it first")
            if self.path(old).exists():
                self.path(old).rename(self.path(new))
        except OSError as fault:
            self.release(new)
            reason = f"cannot be renamed ({fault.strerror})"
            raise AdvisorError(f"{visible(old)}: {reason}", "it keeps its name") from None
        except AdvisorError:
            self.release(new)
            raise
        self.release(old)
        if not was_held:
            self.release(new)

    def save(self, name: str, text: str) -> None:
        """Write a session, whole or not at all.

        Raises AdvisorError where it cannot be written.
        """
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write(self.path(name), text, force=True, mode=0o600)

    def discard(self, name: str) -> bool:
        """Remove a session that nobody else holds; tell whether that was so."""
        if not self.hold(name):
            return False
        with suppress(OSError):
            self.path(name).unlink()
        self.release(name)
        return True
