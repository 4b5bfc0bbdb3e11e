"""The table of written formats: one line each."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from advisor.advice import Advice

Writer = Callable[[Advice], str]


def _writer(module: str, function: str) -> Writer:
    """Return a format's function, whose module is imported when something is first written."""

    def write(advice: Advice) -> str:
        return str(getattr(import_module(f"advisor.records.{module}"), function)(advice))

    return write


_MADR4 = _writer("madr4", "madr4")
FORMATS: dict[str, Writer] = {
    "text": _writer("plain", "plain"),
    "markdown": _MADR4,
    "madr4": _MADR4,
    "madr2": _writer("madr2", "madr2"),
    "nygard": _writer("nygard", "nygard"),
    "html": _writer("html", "html"),
    "json": _writer("result", "result_json"),
    "toml": _writer("saved", "saved"),
}
