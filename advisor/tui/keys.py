"""The form of a binding here: every one has an id, so that it can be remapped, and a tooltip."""

from __future__ import annotations

import re
from collections.abc import Mapping

from textual.binding import Binding

NAMES = {
    "question_mark": "?",
    "slash": "/",
    "minus": "-",
    "plus": "+",
    "escape": "Esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
}
# One process shows one app. The keys by default, told here as the classes are read, and the user's.
_by_default: dict[str, str] = {}
_own: dict[str, str] = {}
_ID = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


def use(keys: Mapping[str, str]) -> None:
    """Let texts name these keys, by the id of what they do, instead of those by default."""
    _own.clear()
    _own.update(keys)


def named(text: str) -> str:
    """Return a text of ours with the key in force for each id in braces: {mode.verdict} is F6."""
    return _ID.sub(lambda found: name_of(_first(found[1])), text)


def _first(id: str) -> str:
    return (_own.get(id) or _by_default[id]).partition(",")[0]


def name_of(key: str) -> str:
    """Return a key as the footer, the help and the hints name it."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+')}"
    if key in NAMES or len(key) == 1:
        return NAMES.get(key, key)
    return "+".join(part.capitalize() for part in key.split("+"))


def bind(
    keys: str,
    action: str,
    title: str,
    tooltip: str,
    id: str,
    *,
    show: bool = False,
    priority: bool = False,
    system: bool = False,
) -> Binding:
    """Return the binding of `keys` (the first is the one shown) to `action`."""
    _by_default.setdefault(id, keys)
    return Binding(
        keys,
        action,
        title,
        show=show,
        priority=priority,
        tooltip=tooltip,
        id=id,
        system=system,
    )
