"""What personal data, secrets and refusals look like; a text is only ever flagged, never shown.

A pattern alone counts too much, so check digits are verified where a kind has them: Luhn for
payment cards (ISO/IEC 7812-1), remainder 97 for bank accounts (ISO 13616).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from advisor.dataset.examples import visible

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine
    from advisor.knowledge.entries.profiling import Opening, Refusals


def luhn(digits: str) -> bool:
    """Tell whether a number's last digit is the check digit of the others."""
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _card(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and luhn(digits)


def _account(found: str) -> bool:
    text = re.sub(r"\s", "", found)
    if not 15 <= len(text) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def _address(found: str) -> bool:
    parts = [int(part) for part in found.split(".")]
    # Private, local and documentation-like addresses name nobody.
    private = parts[0] in (0, 10, 127) or parts[:2] in ([192, 168], [169, 254])
    return not private and not (parts[0] == 172 and 16 <= parts[1] < 32)


def _phone(found: str) -> bool:
    return 8 <= len(re.sub(r"\D", "", found)) <= 15


def _always(_found: str) -> bool:
    return True


KINDS: dict[str, tuple[re.Pattern[str], Callable[[str], bool]]] = {
    "email_addresses": (
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[^\W\d_]{2,24}\b"),
        _always,
    ),
    "phone_numbers": (
        re.compile(
            r"(?<![\w.+/-])(?:\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,11}"
            r"|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?![\w/-])"
        ),
        _phone,
    ),
    "payment_cards": (re.compile(r"(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-])"), _card),
    "bank_accounts": (
        re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b"),
        _account,
    ),
    "social_security_numbers": (
        re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"),
        _always,
    ),
    "internet_addresses": (
        re.compile(
            r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}"
            r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?![\d.])"
        ),
        _address,
    ),
    "secrets": (
        re.compile(
            r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
            r"|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}"
            r"|\bsk-[A-Za-z0-9_-]{20,}|\bAIza[0-9A-Za-z_-]{35}\b"
            r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}"
        ),
        _always,
    ),
}
"""Each kind with its pattern, and what a match must also satisfy."""


def kinds_in(text: str) -> int:
    """Return the kinds that a text holds, one bit each in the order of KINDS."""
    found = 0
    for place, (pattern, holds) in enumerate(KINDS.values()):
        if any(holds(match[0]) for match in pattern.finditer(text)):
            found |= 1 << place
    return found


MAY_HOLD = (
    r"[^\s@]@[^\s@]|\d(?:[ .()-]{0,2}\d){7}|\d\.\d{1,3}\.\d{1,3}\.\d|[A-Z]{2}\d{2} ?[A-Z0-9]{4}"
    r"|-----BEGIN |A[KS]IA[0-9A-Z]{4}|gh[pousr]_[A-Za-z0-9]{4}|xox[abprs]-[A-Za-z0-9-]{4}"
    r"|sk-[A-Za-z0-9_-]{20}|AIza[0-9A-Za-z_-]{4}|eyJ[A-Za-z0-9_-]{10}"
)
"""What every text has that holds any of the kinds: a pattern that needs no look around.

Engines run such a one in a single pass over the bytes, in all of their threads; looking closely at
each text in Python takes ten times as long. Digits are those of ASCII.
"""
_may_hold = re.compile(MAY_HOLD)


def _column(texts: Any) -> Any:
    import pyarrow as pa

    # Some engines call it for every text, whatever stands before it in a case.
    found = [kinds_in(text) if _may_hold.search(text) else 0 for text in texts.to_pylist()]
    # `pyarrow.array` would import pandas, which takes a third of a second.
    return pa.Array.from_buffers(pa.int32(), len(found), [None, pa.py_buffer(array("i", found))])


def kinds_of(rows: Any, engine: Engine) -> Any:
    """Return the kinds in each example."""
    import ibis

    function = engine.vectorised("kinds_of_personal_data", _column, ("string",), "int32")
    held = function(rows.prompt.fill_null("") + "\n" + rows.answer.fill_null(""))
    may = rows.prompt.re_search(MAY_HOLD) | rows.answer.re_search(MAY_HOLD)
    return ibis.cases((may, held), else_=0).cast("int32")


REFUSED, EMPTY = 1, 2


def pattern_of(refusals: Refusals) -> str:
    """Return what an answer matches that begins like a refusal.

    It is in lower case by then, its apostrophes straight.
    """
    return "|".join(_opening(one) for one in refusals.opening)


def _opening(one: Opening) -> str:
    first, *others = (_any(phrases) for phrases in one.begins)
    # What may be left out takes the space before it along.
    rest = "".join(
        rf"(?:\s+{other})" + ("?" if "" in phrases else "")
        for other, phrases in zip(others, one.begins[1:], strict=True)
    )
    then = rf".{{0,{one.within}}}\b{_any(one.then)}" if one.then else ""
    return rf"^\s*{first}{rest}\b{then}"


def _any(phrases: Sequence[str]) -> str:
    told = (r"\s+".join(map(re.escape, phrase.split())) for phrase in phrases if phrase)
    return f"(?:{'|'.join(told)})"


def refusal_of(rows: Any, refusals: Refusals | None) -> Any:
    """Return 1 where an answer begins like a refusal, 2 where it is empty, 0 else."""
    import ibis

    answer = rows.answer
    branches = [(answer.isnull(), 0), (~visible(answer), EMPTY)]
    if refusals is not None:
        # Most answers begin with another letter, which is told without the long pattern.
        letters = {phrase[0] for one in refusals.opening for phrase in one.begins[0]}
        either = re.escape("".join(sorted(letters | {letter.upper() for letter in letters})))
        may = answer.re_search(rf"^\s*[{either}]")
        start = answer[0 : refusals.first_characters].lower().replace("’", "'")
        branches.append((may & start.re_search(pattern_of(refusals)), REFUSED))
    return ibis.cases(*branches, else_=0).cast("int8")
