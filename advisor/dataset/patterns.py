"""What personal data, secrets and refusals look like; a text is only ever flagged, never shown.

A pattern alone counts too much, so check digits are verified where a kind has them: Luhn for
payment cards (ISO/IEC 7812-1), remainder 97 for bank accounts (ISO 13616).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from advisor.dataset.shingles import Bytes, Counts, column

if TYPE_CHECKING:
    from advisor.dataset.engine import Engine

LEAST_DIGITS, LONG_WORD = 4, 16
"""What a text has at least that holds a number or a key: digits in all, letters in a word."""
LEAST_DASHES = 10
_DIGIT, _LETTER, _AT, _DASH = 1, 2, 3, 4


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


def may_hold(data: Bytes, offsets: Counts) -> Any:
    """Tell which texts can hold any of the kinds: an @, some digits, or a long word.

    Told from the bytes of a whole column at once, of texts that end with a break; looking closely
    at each text takes fifty times as long.
    """
    import numpy as np

    kinds = np.zeros(256, np.uint8)
    kinds[[*range(ord("0"), ord("9") + 1)]] = _DIGIT
    kinds[[*range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)]] = _LETTER
    kinds[ord("@")], kinds[ord("-")] = _AT, _DASH
    codes = kinds[data]
    parting = np.flatnonzero((codes != _DIGIT) & (codes != _LETTER))
    edges = np.concatenate(([-1], parting, [len(data)]))
    long = edges[:-1][np.diff(edges) > LONG_WORD] + 1

    def count(places: Any) -> Any:
        return np.diff(np.searchsorted(places, offsets))

    found = count(np.flatnonzero(codes == _DIGIT)) >= LEAST_DIGITS
    found |= count(np.flatnonzero(codes == _DASH)) >= LEAST_DASHES
    found |= (count(np.flatnonzero(codes == _AT)) > 0) | (count(long) > 0)
    return found


def _column(texts: Any) -> Any:
    import numpy as np
    import pyarrow as pa

    data, offsets = column(texts)
    found = np.zeros(len(offsets) - 1, np.int32)
    for row in np.flatnonzero(may_hold(data, offsets)).tolist():
        text = data[offsets[row] : offsets[row + 1]].tobytes().decode("utf-8", "replace")
        found[row] = kinds_in(text)
    return pa.array(found)


def kinds_of(rows: Any, engine: Engine) -> Any:
    """Return the kinds in each example."""
    text = rows.prompt.fill_null("") + "\n" + rows.answer.fill_null("") + "\n"
    return engine.vectorised("kinds_of_personal_data", _column, ("string",), "int32")(text)


REFUSED, EMPTY = 1, 2
_REFUSALS = (
    r"^\s*(?:i'?m|i am|we'?re|we are)\s+(?:very\s+|so\s+)?(?:sorry|afraid)\b.{0,40}"
    r"\b(?:can|could|unable)"
    r"|^\s*(?:sorry|apologies|unfortunately|i apologi[sz]e)\b.{0,60}"
    r"\b(?:can'?t|cannot|can not|unable|not able)"
    r"|^\s*(?:i|we)\s+(?:can'?t|cannot|can not|won'?t|will not|am unable to|am not able to)\s+"
    r"(?:help|assist|answer|provide|comply|do that|fulfil|generate|create|discuss)"
    r"|^\s*as an? (?:ai|artificial intelligence|large language|language)\b"
)
"""English refusals by the words they begin with, after apostrophes are made straight."""


def refusal_of(rows: Any) -> Any:
    """Return 1 where an answer refuses, 2 where it is empty, 0 else."""
    import ibis

    answer = rows.answer
    # Most answers begin with none of these letters, which is told without the long pattern.
    starts = answer[0:24].lower().replace("’", "'")
    may = starts.re_search(r"^\s*(?:i|w|s|a|u)")
    refused = may & answer[0:160].lower().replace("’", "'").re_search(_REFUSALS)
    return ibis.cases(
        (answer.isnull(), 0), (~answer.re_search(r"\S"), EMPTY), (refused, REFUSED), else_=0
    ).cast("int8")
