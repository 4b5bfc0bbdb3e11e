"""Records in a folder: the convention of its file names, the dialect, the index; no input, output.

Names and texts go in, names and texts come out; existing texts only gain lines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from advisor.text import markdown

_NAME = re.compile(
    r"(?P<prefix>(?:adr[-_]?)?)(?P<digits>\d{1,8})(?P<mark>[-_])(?P<rest>.+)\.md", re.I
)
_STATUS_LIST = re.compile(r"^[*-] +status:", re.IGNORECASE | re.MULTILINE)
_STATUS_SECTION = re.compile(r"^## +status[ \t]*$", re.IGNORECASE | re.MULTILINE)
LONGEST_SLUG = 60
INDEXES = ("index.md", "README.md")


@dataclass(frozen=True)
class Convention:
    """How a folder names its records: `adr-`, digits (or the day), a mark, then words."""

    prefix: str = ""
    width: int = 4
    mark: str = "-"
    by_day: bool = False


@dataclass(frozen=True)
class Filed:
    """A record's file name, with the digits by which people call it."""

    name: str
    digits: str


def filed(names: Sequence[str]) -> list[Filed]:
    """Return those files that are named like records, in order."""
    found = [(name, _NAME.fullmatch(name)) for name in sorted(names)]
    return [Filed(name, match["digits"]) for name, match in found if match]


def convention(names: Sequence[str]) -> Convention:
    """Return how the records in a folder are named, by the latest of them."""
    records = filed(names)
    if not records:
        return Convention()
    match = _NAME.fullmatch(records[-1].name)
    assert match is not None
    by_day = len(match["digits"]) == 8 and _is_day(match["digits"])
    return Convention(match["prefix"], len(match["digits"]), match["mark"], by_day)


def _is_day(digits: str) -> bool:
    try:
        date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
    except ValueError:
        return False
    return True


def next_name(names: Sequence[str], title: str, day: date) -> Filed:
    """Return the file name of a new record: the next number, or the day where that is the way."""
    how = convention(names)
    if how.by_day:
        digits = day.strftime("%Y%m%d")
    else:
        taken = [int(record.digits) for record in filed(names)]
        digits = str(max(taken, default=0) + 1).zfill(how.width)
    stem = f"{how.prefix}{digits}{how.mark}{slug(title, how.mark)}"
    there = {name.lower() for name in names}
    # Two records of one day may have one title; a number never comes twice.
    free = (stem if turn == 1 else f"{stem}{how.mark}{turn}" for turn in count(1))
    return Filed(next(name for name in free if f"{name}.md" not in there) + ".md", digits)


def slug(title: str, mark: str = "-") -> str:
    """Return a title as it may stand in a file name: plain letters, digits and one mark."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", mark, plain).strip(mark)
    return words[:LONGEST_SLUG].strip(mark) or "decision"


def named(names: Sequence[str], number: str) -> list[Filed]:
    """Return the records that a person calls by this number; 7 and 0007 are the same."""
    wanted = number.strip().removesuffix(".md")
    return [
        record
        for record in filed(names)
        if wanted == record.name.removesuffix(".md")
        or (wanted.isdecimal() and int(wanted) == int(record.digits))
    ]


def dialect(texts: Sequence[str]) -> str:
    """Return the dialect of a folder's records: that of the latest that shows one."""
    for text in reversed(texts):
        if text.startswith("---"):
            return "madr4"
        head = text.partition("\n## ")[0]
        if _STATUS_LIST.search(head):
            return "madr2"
        if _STATUS_SECTION.search(text):
            return "nygard"
    return "madr4"


def numbered_title(text: str, filed_as: Filed) -> str:
    """Return a record in Nygard's form with its number before the title, as adr-tools has it."""
    return text.replace("# ", f"# {int(filed_as.digits)}. ", 1)


def index_entry(index: str, titles: Mapping[str, str], new: Filed, title: str, day: date) -> str:
    """Return an index with a line for the new record, formed like its neighbour.

    `titles` are the titles of the existing records by file name. An index that links to no
    record, and has no marks of adr-log, comes back as it was.
    """
    lines = index.splitlines(keepends=True)
    linked = [(at, name) for at, one in enumerate(lines) for name in titles if _links(one, name)]
    if linked:
        first, last = linked[0], linked[-1]
        newest_first = len(linked) > 1 and first[1] > last[1]
        at, name = first if newest_first else last
        formed = _formed(lines[at], name, titles[name], new, title, day)
        lines.insert(at if newest_first else at + 1, formed)
        if not newest_first and not lines[at].endswith("\n"):
            # The last line had no end: it keeps its bytes, and the new one has none either.
            lines[at : at + 2] = [lines[at] + "\n", formed.rstrip("\r\n")]
    else:
        marks = [at for at, one in enumerate(lines) if one.strip() == "<!-- adrlog -->"]
        if marks:
            end = "\r\n" if lines[marks[0]].endswith("\r\n") else "\n"
            entry = f"* [ADR-{new.digits}]({new.name}) - {markdown(title)}{end}"
            lines[marks[0] + 1 : marks[0] + 1] = [end, entry]
    return "".join(lines)


def _links(text: str, name: str) -> bool:
    return f"]({name})" in text or f"](./{name})" in text


def _formed(like: str, name: str, old: str, new: Filed, title: str, day: date) -> str:
    """Return a line formed like that of another record, with the new one's parts in it."""
    end = like[len(like.rstrip("\r\n")) :]
    body = like.rstrip("\r\n")
    if body.lstrip().startswith("|"):
        cells = [_cell(cell, name, old, new, title, day) for cell in body.split("|")]
        return "|".join(cells) + (end or "\n")
    begin = body[: body.index("[")]
    link, _, tail = body[body.index("[") :].partition(")")
    told = _link(link + ")", name, new, title)
    separator = re.match(r"\s*[-:\u2013\u2014]\s*|\s+", tail)
    after = f"{separator[0]}{markdown(title)}" if separator and tail.strip() else ""
    return f"{begin}{told}{after}{end or chr(10)}"


def _link(link: str, name: str, new: Filed, title: str) -> str:
    digits = next(iter(filed([name]))).digits
    text = link[1 : link.index("](")]
    target = link[link.index("](") + 2 : -1].replace(name, new.name)
    shown = text.replace(digits, new.digits) if digits in text else ""
    if not shown or len(text) > len(digits) + 8:
        shown = markdown(title)
    return f"[{shown}]({target})"


def _cell(cell: str, name: str, old: str, new: Filed, title: str, day: date) -> str:
    told = cell.strip()
    if _links(told, name):
        begin = told.index("[")
        return f" {_link(told[begin : told.index(')') + 1], name, new, title)} "
    if not told:
        return cell
    if re.fullmatch(r"\d{4}-\d\d-\d\d", told):
        return f" {day.isoformat()} "
    if told.lower() in {"proposed", "accepted", "rejected", "deprecated", "superseded"}:
        return f" {'Proposed' if told[0].isupper() else 'proposed'} "
    if re.fullmatch(r"\d+", told):
        return f" {new.digits} "
    return f" {markdown(title)} " if told in {old, markdown(old)} else "  "
