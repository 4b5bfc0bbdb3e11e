"""How the user wants the app: motion, look and keys, from the command line and two small files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.errors import AdvisorError
from advisor.tui.keymap import read_keys
from advisor.tui.settings import look


@dataclass(frozen=True)
class Wishes:
    """Wishes that were read; `warnings` tell of those that could not be."""

    motion: bool = True
    look: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def read_wishes(*, motion: bool = True) -> Wishes:
    """Return the wishes of the user.

    Raises AdvisorError with every fault of the file of keys: the user wrote that by hand.
    """
    keys, remembered = read_keys(), None
    warnings: tuple[str, ...] = ()
    if not os.environ.get("TEXTUAL_THEME"):
        try:
            remembered = look()
        except AdvisorError as fault:
            warnings = (f"{fault.message}; {fault.hint}",)
    return Wishes(motion, remembered, keys, warnings)
