"""Data files found by name, glob or folder; a fault of the file system told as one of the file."""

from __future__ import annotations

import errno
import glob
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from advisor.errors import DatasetError, Problem
from advisor.text import visible

SPLITS = {
    "train": ("train", "training"),
    "holdout": ("test", "validation", "val", "dev", "eval", "holdout"),
    "production": ("production", "test", "unlabeled"),
}
"""The split that stands for each side, the first that is there."""
ROOM = "make room, or set TMPDIR to a folder on a disk that has it"
"""What to do where the disk for temporary files is full."""


def fault(path: str | Path, what: str, to_do: str, line: int | None = None) -> DatasetError:
    """Return the error for one file, with the line where one is known."""
    name = visible(str(path))
    return DatasetError((Problem(name, f"line {line}" if line else "", what, to_do),))


def expand(paths: Iterable[str | Path], side: str) -> tuple[Path, ...]:
    """Return the files that paths, globs and folders of saved data sets name, in order.

    Raises DatasetError, for all of them at once, where a path names nothing that can be read.
    """
    found: list[Path] = []
    problems: list[Problem] = []
    for path in map(str, paths):
        try:
            found += _named(path, side)
        except DatasetError as error:
            problems += error.problems
    if problems:
        raise DatasetError(tuple(problems))
    if not found:
        raise DatasetError((Problem("", "", f"no {side} file is named", "name at least one"),))
    return tuple(dict.fromkeys(found))


def _named(path: str, side: str) -> list[Path]:
    with told(path):
        if "\0" in path:
            raise fault(path, "no file has such a name", "check the name")
        place = Path(path)
        if place.is_dir():
            return _saved(place, side)
        if place.exists():
            return [place]
        # Path.glob takes no absolute pattern.
        matched = [Path(one) for one in sorted(glob.glob(path, recursive=True))]  # noqa: PTH207
        files = [one for one in matched if one.is_file()]
        if files:
            return files
        place.stat()
        raise fault(path, "this is no file", "name a data file")


def _saved(folder: Path, side: str) -> list[Path]:
    """Return the files of a data set that was saved to disk by the `datasets` library."""
    if (folder / "dataset_dict.json").is_file():
        inside = {one.name: one for one in sorted(folder.iterdir()) if one.is_dir()}
        split = next((inside[name] for name in SPLITS[side] if name in inside), None)
        if split is None:
            names = ", ".join(inside) or "none"
            raise fault(folder, f"no split for {side}: it has {names}", "name a split's folder")
        folder = split
    files = [one for one in sorted(folder.glob("*.arrow")) if not one.name.startswith("cache-")]
    if not files or not (folder / "state.json").is_file():
        to_do = 'name its files, or a glob such as "FOLDER/*.jsonl"'
        raise fault(folder, "this is a folder, and no saved data set", to_do)
    state = json.loads((folder / "state.json").read_text(encoding="utf-8"))
    if state.get("_indices_files") or state.get("_indices_data_files"):
        raise fault(folder, "it keeps a selection of its rows apart", "save it flattened first")
    named = [folder / Path(one["filename"]).name for one in state.get("_data_files", [])]
    return named or files


@contextmanager
def told(path: str | Path) -> Iterator[None]:
    """Turn a fault of the file system into a DatasetError about `path`."""
    try:
        yield
    except FileNotFoundError:
        raise fault(path, "there is no such file", "check the name") from None
    except PermissionError:
        raise fault(path, "it may not be read", "ask for the permission to read it") from None
    except OSError as error:
        reason = visible(error.strerror or str(error))
        to_do = "check the file"
        if error.errno == errno.ENOSPC:
            to_do = ROOM
        elif error.errno == errno.ELOOP:
            to_do = "its links lead back to themselves: name the file itself"
        raise fault(path, f"it cannot be read ({reason})", to_do) from None
