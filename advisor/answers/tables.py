"""The tables of the answers file that are kept and never judged: which keys, which types."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from advisor.answers.check import shown
from advisor.answers.values import ORIGINS
from advisor.errors import Problem
from advisor.text import nearest, visible

Kind = tuple[str, Callable[[object], bool]]


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and abs(value) < 1e300
        and math.isfinite(value)
    )


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


TEXT: Kind = ("a text in quotes", lambda value: isinstance(value, str))
TEXTS: Kind = ("a list of texts", _is_texts)
DATE: Kind = ("a date such as 2026-11-22, without quotes", _is_date)
NUMBER: Kind = ("a number", _is_number)
PRICE: Kind = ("a number of 0 or more", lambda value: _is_number(value) and value >= 0)  # type: ignore[operator]
SHARE: Kind = ("a number from 0 to 1", lambda value: _is_number(value) and 0 <= value <= 1)  # type: ignore[operator]
ORIGIN: Kind = (f"one of {', '.join(ORIGINS)}", lambda value: value in ORIGINS)
ANY: Kind = ("a value", lambda value: isinstance(value, (bool, str)) or _is_number(value))

SESSION = {"dont_know": TEXTS}
RECORD = {"title": TEXT, "project": TEXT, "deciders": TEXTS, "date": DATE}
PRICES = {
    "input": PRICE,
    "cached": PRICE,
    "output": PRICE,
    "training": PRICE,
    "hosting_hour": PRICE,
}
PROVENANCE = {
    "from": ORIGIN,
    "low": NUMBER,
    "high": NUMBER,
    "method": TEXT,
    "digest": TEXT,
    "date": DATE,
    "said": ANY,
}
ADVICE = {
    "recommendation": TEXT,
    "probability": SHARE,
    "knowledge_version": TEXT,
    "knowledge_digest": TEXT,
    "date": DATE,
}

FLAT = {"session": SESSION, "record": RECORD, "advice": ADVICE}


def faults(table: object, kinds: Mapping[str, Kind], name: str, path: str) -> Iterator[Problem]:
    """Yield what is wrong with one table: unknown keys with the nearest known one, wrong types."""
    if not isinstance(table, dict):
        yield Problem(path, name, f"found {shown(table)}", f"write it as a table [{name}]")
        return
    for key, value in table.items():
        if key not in kinds:
            yield unknown_key(f"{name}.{key}", [f"{name}.{known}" for known in kinds], path)
        elif not kinds[key][1](value):
            yield Problem(path, f"{name}.{key}", f"found {shown(value)}", f"write {kinds[key][0]}")


def unknown_key(key: str, known: list[str], path: str) -> Problem:
    """Return the fault of a key that does not exist, with the nearest one that does."""
    # What stands before the last dot would make keys of one table look alike.
    tails = {name.rpartition(".")[2]: name for name in known}
    near = tails.get(nearest(key.rpartition(".")[2], list(tails)) or "")
    to_do = f"did you mean {near}?" if near else f"keys here are {', '.join(known[:12])}"
    return Problem(path, visible(key)[:120], "there is no such key", to_do)
