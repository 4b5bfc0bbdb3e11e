"""Take the README's pictures again, from the real app: `python -m docs.pictures`.

With `--check` nothing is written: it says which pictures are stale, and ends with 1 if any is.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

# Textual reads this once, when it is first imported.
os.environ["TEXTUAL_ANIMATIONS"] = "none"

from textual.pilot import Pilot
from textual.widgets import Input

from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.tui.app import AdvisorApp
from advisor.tui.session import Session
from docs.examples.__main__ import DAY

FOLDER = Path(__file__).with_name("pictures")
EXAMPLE = Path(__file__).with_name("examples") / "support-tickets.toml"
SIZE = (120, 36)
# Per picture: the mode, a question or an entry to go to, and keys to press there.
SHOTS: dict[str, tuple[str, str, str]] = {
    "questions": ("interview", "question:data.examples", ""),
    "verdict": ("verdict", "", ""),
    "knowledge": ("knowledge", "lora rank", "down"),
}


async def _take(pilot: Pilot[None], app: AdvisorApp, name: str) -> str:
    mode, place, keys = SHOTS[name]
    await app.switch_mode(mode)
    for typing in app.screen.query(Input):
        typing.cursor_blink = False
    if place.startswith("question:"):
        app.screen.to_question(place.partition(":")[2])  # type: ignore[attr-defined]
    elif place:
        app.screen.query_one(Input).value = place
    await _rest(pilot)
    await pilot.press(*keys.split())
    await _rest(pilot)
    return clean(app.export_screenshot(title=f"advisor: {name}"))


async def _rest(pilot: Pilot[None]) -> None:
    for _ in range(3):
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def clean(picture: str) -> str:
    """Return a picture without the ids that change and without fonts from elsewhere."""
    picture = re.sub(r"terminal-\d+-", "terminal-", picture)
    picture = re.sub(r',?\s*url\("https?://[^"]*"\)\s*format\("[^"]*"\)', "", picture)
    return picture.rstrip("\n") + "\n"


async def pictures() -> dict[Path, str]:
    """Return every picture by the file it belongs in; this writes only to a folder of its own."""
    with tempfile.TemporaryDirectory() as state:
        os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = state
        app = AdvisorApp(Session(load(knowledge_folder()), DAY, EXAMPLE))
        async with app.run_test(size=SIZE) as pilot:
            await _rest(pilot)
            return {FOLDER / f"{name}.svg": await _take(pilot, app, name) for name in SHOTS}


def main() -> int:
    """Write the pictures, or check them."""
    taken = asyncio.run(pictures())
    if "--check" in sys.argv[1:]:
        stale = [path for path, text in taken.items() if not _is(path, text)]
        for path in stale:
            print(f"stale: {path.name}; take it again with python -m docs.pictures")
        return 1 if stale else 0
    FOLDER.mkdir(exist_ok=True)
    for path, text in taken.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main())
