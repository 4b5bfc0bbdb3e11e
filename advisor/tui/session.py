"""One session: the interview with its files, own and autosaved; it knows no screen."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

from advisor.answers.file import read, read_bytes
from advisor.answers.values import Answers
from advisor.answers.write import to_toml
from advisor.errors import AdvisorError, Problem
from advisor.interview import Interview, Order
from advisor.knowledge.base import KnowledgeBase
from advisor.records.formats import FORMATS
from advisor.store import SessionFolder, write
from advisor.text import visible

MOST_NAMES = 1000
MOST_RESUMABLE = 50
NEW_ANSWERS, NEW_RECORD = "answers.toml", "decision-record"
# The formats of a record; markdown is another name of the first.
FORMS = ("madr4", *(form for form in FORMATS if form not in ("madr4", "markdown")))
ENDINGS = {"html": ".html", "json": ".json", "toml": ".toml", "text": ".txt"}


@dataclass(frozen=True)
class OwnFile:
    """A file of the user's, with its content when it was last read or written here."""

    path: Path
    content: bytes


@dataclass(frozen=True)
class Kept:
    """A session in the state folder; `answers` is None where it cannot be read."""

    name: str
    answers: Answers | None
    saved: datetime | None
    is_open: bool = False


class Session:
    """The interview, the user's own file if one was opened, and the autosaved copy."""

    def __init__(
        self,
        base: KnowledgeBase,
        day: date,
        opened: Path | None = None,
        *,
        day_is_fixed: bool = True,
        order: Order = "telling",
    ) -> None:
        """Begin with the answers in `opened`, or with none.

        Judged as of `day`, unless it is not fixed and the file names a day of its own.
        Raises AnswersError where that file cannot be read.
        """
        self.base = base
        self.own: OwnFile | None = None
        self.warnings: tuple[Problem, ...] = ()
        answers = Answers()
        if opened is not None:
            content = read_bytes(opened)
            reading = read(base, content, str(opened))
            self.own, answers = OwnFile(opened, content), reading.answers
            self.warnings = reading.warnings
        self.day = day if day_is_fixed else answers.record.date or day
        self.interview = Interview(base, answers, self.day, order)
        self._folder = SessionFolder()
        self._name: str | None = None
        self._kept = answers
        self._autosaved = answers
        self._writing = Lock()
        self._told = False

    @property
    def name(self) -> str | None:
        """The name under which this session is kept, or None before there is anything to keep."""
        return self._name

    def path(self, name: str) -> Path:
        """Return the file of a kept session."""
        return self._folder.path(name)

    @property
    def answered(self) -> int:
        """How many of the questions that apply are answered, *don't know* included."""
        known = self.interview.advice.answers.given.keys() | self.interview.answers.dont_know
        return sum(question.id in known for question in self.interview.applicable())

    def kept(self) -> list[Kept]:
        """Return the sessions that no other window holds, the latest first."""
        return [self._kept_session(name) for name in self._folder.names()[:MOST_RESUMABLE]]

    def resumable(self) -> list[Kept]:
        """Return the sessions that may be gone on with at the start.

        Where the user opened a file, only those that began with a file of that name.
        """
        return [one for one in self.kept() if self.own is None or self._is_of_own(one.name)]

    def _is_of_own(self, name: str) -> bool:
        stem = re.escape(_stem(self.own.path)) if self.own is not None else ""
        return bool(re.fullmatch(rf"{stem}(-\d+)?", name))

    def _kept_session(self, name: str) -> Kept:
        path, answers, saved = self._folder.path(name), None, None
        with suppress(AdvisorError):
            answers = read(self.base, read_bytes(path), str(path)).answers
        with suppress(OSError):
            saved = datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone()
        return Kept(name, answers, saved, is_open=name == self._name)

    def resume(self, name: str) -> None:
        """Go on with a kept session, after the present one is saved and given back.

        Raises AdvisorError, and stays where it is, where that one cannot be read, another window
        has it, or the present one cannot be saved.
        """
        if name == self._name:
            return
        path = self._folder.path(name)
        answers = read(self.base, read_bytes(path), str(path)).answers
        if not self._folder.hold(name):
            raise AdvisorError(f"{visible(name)}: in use by another window", "start a new one")
        try:
            self._leave()
        except AdvisorError:
            self._folder.release(name)
            raise
        if not self._is_of_own(name):
            self.own = None
            answers = answers.taken_as_said()
        self._name, self._autosaved = name, answers
        self.interview = Interview(self.base, answers, self.day, self.interview.order)

    def begin_new(self) -> None:
        """Begin without answers, after the present session is saved and given back.

        Raises AdvisorError, and stays where it is, where that one cannot be saved.
        """
        self._leave()
        self.own, self._name = None, None
        self._kept = self._autosaved = Answers()
        self.interview = Interview(self.base, Answers(), self.day, self.interview.order)

    def _leave(self) -> None:
        told = self.autosave(again=True)
        if told is not None:
            raise AdvisorError(told, "save the answers to a file of your own first")
        self._give_back()

    def discard(self, name: str) -> bool:
        """Remove a kept session other than the present one; tell whether nobody else has it."""
        return name != self._name and self._folder.discard(name)

    def rename(self, name: str, typed: str) -> str:
        """Give a kept session, or the present one, the name that was typed; return it.

        Raises AdvisorError where the name is taken or cannot be given.
        """
        new = _named(typed.strip())
        if new == name:
            return name
        with self._writing:
            self._folder.rename(name, new)
            if name == self._name:
                self._name = new
        return new

    def autosave(self, *, again: bool = False) -> str | None:
        """Write the answers to the state folder; return what to tell the user if it fails.

        That is told once until it works again, or at every call with `again`.
        It may be called from any thread: calls queue up, and each writes the newest answers.
        """
        with self._writing:
            answers = self.interview.answers
            if answers == self._autosaved:
                return None
            try:
                self._folder.save(self._claimed(), to_toml(self.base, answers))
            except AdvisorError as fault:
                told, self._told = self._told, True
                failed = f"Autosave failed, work goes on: {fault.message}"
                return None if told and not again else failed
            self._autosaved, self._told = answers, False
            return None

    def _claimed(self) -> str:
        """Return the name of this session, taken when it is first needed."""
        if self._name is None:
            stem = _stem(self.own.path) if self.own else self.day.isoformat()
            names = [stem, *(f"{stem}-{number}" for number in range(2, MOST_NAMES))]
            # Where no lock can be made the folder cannot be written either: the save will say so.
            self._name = next((name for name in names if self._take(name)), stem)
        return self._name

    def _take(self, name: str) -> bool:
        path = self._folder.path(name)
        if path.exists() or not self._folder.hold(name):
            return False
        if path.exists():
            # Another window took this name, saved, and gave it back in between.
            self._folder.release(name)
            return False
        return True

    def close(self) -> str | None:
        """Write what is not yet written and give the session back; return what to tell, if any."""
        told = self.autosave()
        self._give_back()
        return told

    def _give_back(self) -> None:
        if self._name is None:
            return
        if self.interview.answers == self._kept and self.own is not None:
            # The user's own file holds the same answers: there is nothing to resume.
            self._folder.discard(self._name)
        else:
            self._folder.release(self._name)
        self._name = None

    def save(self, path: Path) -> str:
        """Save the answers to a file of the user's and return what to tell.

        The file saved or opened last is replaced if nobody else changed it, and the version before
        is kept. Raises AdvisorError where another file has that name, or it cannot be written.
        """
        answers, text = self.interview.answers, FORMATS["toml"](self.interview.advice)
        kept = self._keep_version(path) if self._is_own(path) else ""
        _write_new(path, text, force=bool(kept))
        self.own, self._kept = OwnFile(path, text.encode("utf-8")), answers
        return f"Answers saved: {visible(str(path))}{kept}"

    def _is_own(self, path: Path) -> bool:
        with suppress(OSError):
            return self.own is not None and path.exists() and path.samefile(self.own.path)
        return False

    def _keep_version(self, path: Path) -> str:
        """Copy the user's file beside itself and tell where."""
        name, backup = visible(str(path)), path.with_name(f"{path.name}.bak")
        content = read_bytes(path)
        if self.own is None or content != self.own.content:
            raise AdvisorError(f"{name}: changed on disk meanwhile", "nothing was written")
        write(backup, content.decode("utf-8"), force=True, mode=path.stat().st_mode & 0o777)
        return f" (the version before: {visible(backup.name)})"

    def export(self, path: Path, form: str = FORMS[0]) -> str:
        """Write the decision record in a format and return what to tell.

        Raises AdvisorError where the file exists or cannot be written.
        """
        _write_new(path, FORMATS[form](self.interview.advice))
        return f"Record written: {visible(str(path))}"

    @property
    def answers_path(self) -> Path:
        """Where to propose to save the answers."""
        return self.own.path if self.own is not None else free_path(Path(NEW_ANSWERS))

    def record_path(self, form: str = FORMS[0]) -> Path:
        """Return where to propose to write the record."""
        return free_path(Path(f"{NEW_RECORD}{ENDINGS.get(form, '.md')}"))


def _write_new(path: Path, text: str, *, force: bool = False) -> None:
    if path.is_file() and not force:
        raise AdvisorError(f"{visible(str(path))}: exists already", "nothing was written")
    write(path, text, force=force)


def _stem(path: Path) -> str:
    return _named(path.stem)


def _named(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text)[:60] or "session"


def free_path(path: Path) -> Path:
    """Return `path`, or the same name with the first number for which there is no file."""
    for number in range(1, MOST_NAMES):
        # Such as "." has no name, and a name may hold what the platform does not allow.
        with suppress(OSError, ValueError):
            place = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
            if not place.exists():
                return place
    return path
