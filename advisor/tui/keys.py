"""The form of a binding here: every one has an id, so that it can be remapped, and a tooltip."""

from __future__ import annotations

from textual.binding import Binding


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
    first, shown = keys.partition(",")[0], None
    if first.startswith("ctrl+"):
        shown = f"^{first.removeprefix('ctrl+')}"
    elif first[1:].isdigit():
        shown = first.upper()
    return Binding(
        keys,
        action,
        title,
        show=show,
        key_display=shown,
        priority=priority,
        tooltip=tooltip,
        id=id,
        system=system,
    )
