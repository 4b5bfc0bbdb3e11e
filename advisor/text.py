"""Untrusted strings made safe for the terminal and for markdown; it knows no answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_LINE_BREAKS = re.compile(r"[\r\n\t\v\f\x85\u2028\u2029]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~&!$])")
_NOT_PLAIN = re.compile(r"[^\n\x20-\x7e]")
# An address that can stand within a link, where nothing is escaped: no character of it acts.
ADDRESS = re.compile(r"https://[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)
_LEADING = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$|[-+=])")


def visible(text: str) -> str:
    """Return `text` on one line, with every control and direction character shown by its code."""
    if text.isprintable():
        # Nearly every text: it has no line break, and no character that acts.
        return text
    return "".join(_shown(c) for c in _LINE_BREAKS.sub(" ", text))


def _shown(character: str) -> str:
    return f"\\u{ord(character):04x}" if _acts(character) else character


def _acts(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def coded(text: str, code: Callable[[str], str]) -> str:
    """Return `text` with every character but line feed that acts on a terminal as its `code`."""
    return _NOT_PLAIN.sub(lambda found: code(found[0]) if _acts(found[0]) else found[0], text)


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters of `text`, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def markdown(text: str) -> str:
    """Return `text` as markdown that shows exactly its characters, on one line."""
    return _LEADING.sub(r"\1\\\2", within_markdown(text)).strip()


def within_markdown(text: str) -> str:
    """Return `text` as it may stand in the middle of a line of markdown."""
    return _MARKDOWN.sub(r"\\\1", visible(text))


def yaml_string(text: str) -> str:
    """Return `text` as a double-quoted YAML scalar on one line."""
    return '"' + visible(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def nearest(word: str, known: list[str]) -> str | None:
    """Return the known word that is nearest to `word`, or None where none is near."""
    import difflib

    found = difflib.get_close_matches(word[:200], known, n=1, cutoff=0.6)
    return found[0] if found else None


def number(value: float) -> str:
    """Return a number as a person writes it: no needless zeros, thousands apart."""
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.4g}"


def signed(decibans: float) -> str:
    """Return a weight of evidence with its sign and one decimal, such as +3.0 or −4.0."""
    rounded = round(decibans, 1)
    if rounded == 0:
        return "0.0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"


def percent(share: float) -> str:
    """Return a share as whole percent; a share that is not quite 0 or 1 is never shown as such."""
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 < share < 1:
        return ">99 %"
    return f"{share * 100:.0f} %"
