"""The starter kit of an advice: every file of the recommended way, filled in from the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from advisor.advice import Advice
from advisor.answers.show import show_value
from advisor.kits.forms import closing, held, opening, reason
from advisor.knowledge.conditions import Condition, Span, compiled
from advisor.knowledge.entries.kits import COMMENTED, EACH, PLACE, Kit, Part, Place
from advisor.knowledge.entries.telling import Source

Value = tuple[object, str]
"""A value, and the same in words."""


@dataclass(frozen=True)
class Blank:
    """A place in a file that only a person can fill in."""

    file: str
    what: str


@dataclass(frozen=True)
class Starter:
    """Files by name, as text, and what is left to fill in, in the order of the files."""

    files: Mapping[str, str]
    blanks: tuple[Blank, ...]


def starter(advice: Advice, option: str = "") -> Starter:
    """Return the files to begin with, for `option` or else the recommended way."""
    chosen = option or advice.verdict.recommendation
    written = [
        _File(advice, chosen, kit)
        for kit in advice.base.kits.values()
        if chosen in kit.options and _holds(advice, kit.when) is not False
    ]
    files = {file.kit.file: file.text() for file in written}
    return Starter(files, tuple(blank for file in written for blank in file.blanks))


def _holds(advice: Advice, condition: Condition | None) -> bool | None:
    return True if condition is None else compiled(condition)(advice.readings)


@dataclass
class _File:
    """One file in the making: it numbers the sources it cites and gathers its blanks."""

    advice: Advice
    option: str
    kit: Kit
    cited: dict[str, int] = field(default_factory=dict)
    blanks: list[Blank] = field(default_factory=list)

    def text(self) -> str:
        form = self.kit.form
        body = [line for part in self._parts() for line in self._part(part)]
        if form not in COMMENTED:
            return "\n".join(body) + "\n"
        head = opening(form, self._title(), self._sentences())
        tail = closing(form, [self._source(key) for key in self.cited])
        return "\n".join([*head, *body, *tail]) + "\n"

    def _title(self) -> str:
        title = self.advice.answers.record.title
        return f"{self.kit.title}: {title}" if title else self.kit.title

    def _sentences(self) -> list[str]:
        base, day = self.advice.base, self.advice.date.isoformat()
        way = base.options[self.option].title
        told = [f"For {way}, written by advisor as of {day} by knowledge {base.version}."]
        if self.blanks:
            told.append("What only you can fill in is marked FILL IN.")
        return told

    def _source(self, key: str) -> tuple[int, str, str]:
        source: Source = self.advice.base.sources[key]
        seen = "" if any(claim.checked == "read" for claim in source.supports) else " (second hand)"
        return self.cited[key], source.cited, seen

    def _parts(self) -> Iterator[Part]:
        """Yield the parts to be written: of those that share a key the first that holds."""
        done: set[str] = set()
        for part in self.kit.part:
            mine = not part.options or self.option in part.options
            if part.key not in done and mine and _holds(self.advice, part.when) is True:
                if part.key:
                    done.add(part.key)
                yield part

    def _part(self, part: Part) -> Iterator[str]:
        if part.each:
            for found in self.advice.pitfalls:
                if self.option in found.entry.options:
                    entry = found.entry
                    texts = (entry.title, found.why_here, entry.detect, entry.avoid)
                    values = {name: (text, text) for name, text in zip(EACH, texts, strict=True)}
                    yield from self._lines(part, values.get, entry.sources)
        else:
            yield from self._lines(part, self._value, part.sources)

    def _lines(
        self, part: Part, value: Callable[[str], Value | None], sources: tuple[str, ...]
    ) -> Iterator[str]:
        mark = self._mark(sources)
        lines = [self._filled(line, value) for line in part.text.split("\n")]
        before: list[str] = []
        after: list[str] = []
        if part.because:
            before, after = reason(self.kit.form, lines[0], part.because, mark)
        elif mark:
            lines[-1] += f" {held(self.kit.form, '#', mark, mark)}"
        if self.kit.form == "markdown" and lines[0].startswith("#"):
            before.insert(0, "")  # a heading stands apart
        yield from (*before, *lines, *after)

    def _mark(self, sources: tuple[str, ...]) -> str:
        numbers = [self.cited.setdefault(key, len(self.cited) + 1) for key in sources]
        return f"[{', '.join(map(str, numbers))}]" if numbers else ""

    def _filled(self, line: str, value: Callable[[str], Value | None]) -> str:
        return PLACE.sub(lambda found: self._held(line, found[1], value(found[1])), line)

    def _held(self, line: str, name: str, value: Value | None) -> str:
        if value is None:
            what = next(place.fill_in for place in self.kit.place if place.name == name)
            blank = Blank(self.kit.file, what)
            if blank not in self.blanks:
                self.blanks.append(blank)
            value = (f"FILL IN: {what}", f"FILL IN: {what}")
        return held(self.kit.form, line, *value)

    def _value(self, name: str) -> Value | None:
        place = next(place for place in self.kit.place if place.name == name)
        return _known(self.advice, place)


def _known(advice: Advice, place: Place) -> Value | None:
    """Return what the answers hold for a place, or None where a person has to fill it in."""
    record = advice.answers.record
    free = {"record.title": record.title, "record.project": record.project}
    if place.take in free:
        text = free[place.take]
        return (text, text) if text else None
    found = advice.readings.get(place.take)
    if found is None:
        return None
    value = found.value if isinstance(found, Span) else found
    return value, show_value(advice.base, place.take, value)
