"""The table of written formats: one line each."""

from __future__ import annotations

from collections.abc import Callable

from advisor.advice import Advice
from advisor.records.html import html
from advisor.records.madr2 import madr2
from advisor.records.madr4 import madr4
from advisor.records.nygard import nygard
from advisor.records.plain import plain
from advisor.records.result import result_json
from advisor.records.saved import saved

FORMATS: dict[str, Callable[[Advice], str]] = {
    "text": plain,
    "markdown": madr4,
    "madr4": madr4,
    "madr2": madr2,
    "nygard": nygard,
    "html": html,
    "json": result_json,
    "toml": saved,
}
