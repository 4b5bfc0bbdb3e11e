"""One profile in the making: files are read side by side with their digests, then checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from advisor.dataset import facts as kept
from advisor.dataset import paths as places
from advisor.dataset import reading
from advisor.dataset.beside import Beside, Ended, Task
from advisor.dataset.digests import Digests
from advisor.dataset.engine import Engine, Progress
from advisor.dataset.formats import Form, detect, without_answers
from advisor.dataset.opened import Opened
from advisor.dataset.registry import Check
from advisor.dataset.values import (
    Cancelled,
    DiskFull,
    FileFacts,
    Finding,
    Limits,
    OutOfMemory,
    Profile,
)
from advisor.errors import AdvisorError, DatasetError
from advisor.knowledge.entries.profiling import Refusals
from advisor.text import visible

LACKING = re.compile(r"No module named '([\w.]+)'")
"""What Python says in a worker on which this package, or what it needs, is not installed."""


class Run:
    """One profile in the making."""

    def __init__(
        self,
        made: Engine,
        digests: Digests,
        folder: Path,
        checks: Sequence[Check],
        columns: tuple[str | None, str | None],
        refusals: Refusals | None,
        beside: Beside | None,
    ) -> None:
        """Hold what a profile needs; `columns` are the label's and the text's where named.

        `refusals` says how answers begin that refuse; `beside` takes the checks that learn.
        """
        self.engine, self.digests, self.checks, self.columns = made, digests, checks, columns
        self.refusals, self.beside = refusals, beside
        self.work = reading.WorkFolder(folder)
        self.needs = sorted({need for check in checks for need in check.needs})
        self.read: list[tuple[kept.Side, kept.Part, Path]] = []

    def profile(self, wanted: Mapping[str, Sequence[Path]], thresholds: Limits) -> Profile:
        """Read the files of every side and run the checks; what is found is kept when stopped."""
        sides: dict[str, kept.Side] = {}
        findings: list[Finding] = []
        cancelled = False
        try:
            for name, paths in wanted.items():
                sides[name] = self._side(name, paths, sides.get("train"))
            data = Opened(self.engine, sides)
            if self.beside is not None:
                self._hand_over(self.beside, data, thresholds)
            for check in self.checks:
                findings.append(self._found(check, data, thresholds))
        except (Cancelled, KeyboardInterrupt):
            cancelled = True
        form = sides["train"].form.format if "train" in sides else ""
        return Profile(self._files(cancelled), form, tuple(findings), cancelled)

    def _hand_over(self, beside: Beside, data: Opened, thresholds: Limits) -> None:
        """Let the checks that learn begin, where there is something to learn from."""
        tasks = [
            Task(check.id, check.run, thresholds[check.id])
            for check in self.checks
            if check.learns and check.id in thresholds
        ]
        try:
            teaches = data.sample.production is not None or data.sample.classes > 1
        except (OutOfMemory, DiskFull):
            return  # each check says so itself
        if not teaches or not beside.take(data.sample, tasks):
            beside.stop()

    def _found(self, check: Check, data: Opened, thresholds: Limits) -> Finding:
        limits = thresholds.get(check.id)
        if limits is None:
            why = "Cannot tell: the knowledge has no bands for this check."
            return Finding(check.id, None, "cannot_tell", why)
        self.engine.told(Progress(check.id, 0.0))
        try:
            if not check.learns:
                return check.run(data, limits)
            if self.beside is not None and self.beside.took(check.id):
                return self.beside.finding(check.id, self.engine.told)
            return check.run(data.sample, limits)
        except Ended as fault:
            why = f"Cannot tell: {fault}."
        except OutOfMemory:
            why = "Cannot tell: it takes more memory than a profile may use."
        except DiskFull:
            why = f"Cannot tell: the disk for temporary files is full. {places.ROOM.capitalize()}."
        return Finding(check.id, None, "cannot_tell", why)

    def _side(self, name: str, paths: Sequence[Path], train: kept.Side | None) -> kept.Side:
        side: kept.Side | None = None
        for path in paths:
            source = reading.opened(path, self.work)
            if side is None:
                side = kept.Side(name, self._form(source, train), self.engine, self.refusals)
            else:
                _has_the_form(source, side)
            self.read.append((side, self._part(side, source, path, len(paths)), path))
        if side is None or side.rows < 1:
            hint = "check the form, or name the columns with --text and --label"
            name = str(paths[0])
            raise places.fault(name, "no line of it has the form of an example", hint)
        return side

    def _form(self, source: reading.Source, train: kept.Side | None) -> Form:
        label, text = self.columns
        if train is not None and _reads(source, train.form):
            return without_answers(train.form, source.head)
        columns = {key for row in source.head for key in row}
        if train is not None:
            label = label if label in columns else None
            text = text if text in columns else None
        form = detect(source.head, label=label, text=text)
        if isinstance(form, str):
            hint = "name the columns with --text and --label, or see docs/profile.md for the forms"
            raise places.fault(source.path, form, hint)
        return form

    def _part(self, side: kept.Side, source: reading.Source, path: Path, files: int) -> kept.Part:
        """Read a file; where a line is too long for the engine, again without it."""
        with places.told(path):
            size = path.stat().st_size
        try:
            return kept.read(side, source, self.needs, size, files)
        except (Cancelled, KeyboardInterrupt, OutOfMemory, AdvisorError):
            raise
        except Exception as error:  # each engine has its own
            plain = source.container == "jsonl" and not self.digests.of(path).long_lines
            if plain or source.kind != "jsonl":
                raise _unread(source, error) from None
        try:
            mended = reading.mended(source, self.work)
            return kept.read(side, mended, self.needs, size, files)
        except (Cancelled, KeyboardInterrupt, OutOfMemory, AdvisorError):
            raise
        except Exception as error:  # each engine has its own
            raise _unread(source, error) from None

    def _files(self, cancelled: bool) -> tuple[FileFacts, ...]:
        files = []
        for side, part, path in self.read:
            if cancelled and not self.digests.known(path):
                continue
            files.append(
                FileFacts(
                    part.source.path,
                    self.digests.of(path).digest,
                    side.form.format,
                    part.source.container,
                    part.rows - part.bad,
                    part.bad,
                )
            )
        return tuple(files)


def _reads(source: reading.Source, form: Form) -> bool:
    """Tell whether a file has the columns that a form asks with, of the same kind."""
    asked = [field for field in (form.prompt, form.lead) if field is not None]
    for field in asked:
        values = [row[field.column] for row in source.head if row.get(field.column) is not None]
        if not values or isinstance(values[0], list) != (field.kind in ("turns", "list")):
            return False
    return bool(asked)


def _has_the_form(source: reading.Source, side: kept.Side) -> None:
    if not _reads(source, side.form):
        first = side.parts[0].source.path
        what = f"it has another form than {first} ({side.form.format})"
        raise places.fault(source.path, what, "give files of one form, or convert one of them")


def _unread(source: reading.Source, error: Exception) -> DatasetError:
    text = str(error)
    if "No space left" in text or "disk" in text.lower() and "full" in text.lower():
        return places.fault(source.path, "the disk for temporary files is full", places.ROOM)
    lacking = LACKING.search(text)
    if lacking:
        what = f"a worker of the engine has no module {lacking[1]}"
        hint = "install the same version of advisor, with its extra data, on every machine"
        return places.fault(source.path, what, hint)
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    reason = visible(first or type(error).__name__)[:200]
    return places.fault(source.path, f"it cannot be read ({reason})", "check the file")
