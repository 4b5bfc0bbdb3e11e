"""What the app remembers of the user's wishes: the look; it lies in the state folder."""

from __future__ import annotations

import tomllib
from contextlib import suppress

import tomli_w

from advisor.errors import AdvisorError
from advisor.store import state_folder, write
from advisor.text import visible
from advisor.tui.themes import LOOKS

FILE = "settings.toml"


def look() -> str | None:
    """Return the look that is remembered, or None where there is none.

    Raises AdvisorError where what is remembered cannot be read.
    """
    path = state_folder() / FILE
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("look")
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as fault:
        raise AdvisorError(f"{path}: cannot be read ({visible(str(fault))})", _HINT) from None
    if found is None or found in LOOKS:
        return found
    told = visible(str(found))[:40]
    raise AdvisorError(f"{path}: look: {told!r} is none of {', '.join(LOOKS)}", _HINT)


_HINT = "choose a look in the menu: it is written again"


def remember_look(name: str) -> None:
    """Remember a look for the next start.

    Raises AdvisorError where it cannot be written.
    """
    folder = state_folder()
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    write(folder / FILE, tomli_w.dumps({"look": name}), force=True, mode=0o600)
