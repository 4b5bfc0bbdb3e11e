"""The table of written formats: one line each."""

from __future__ import annotations

from collections.abc import Callable

from advisor.advice import Advice
from advisor.records.madr4 import madr4
from advisor.records.plain import plain
from advisor.records.result import result_json
from advisor.records.saved import saved

FORMATS: dict[str, Callable[[Advice], str]] = {
    "text": plain,
    "markdown": madr4,
    "madr4": madr4,
    "json": result_json,
    "toml": saved,
}
