"""Write the decision record of every example again: `python -m docs.examples`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from advisor.advice import advise
from advisor.answers.file import read
from advisor.knowledge.load import load
from advisor.knowledge.locate import knowledge_folder
from advisor.records.madr4 import madr4

FOLDER = Path(__file__).parent
DAY = date(2026, 11, 22)


def records() -> dict[Path, str]:
    """Return the record of each example by the file it belongs in."""
    base = load(knowledge_folder())
    return {
        path.with_suffix(".md"): madr4(
            advise(base, read(base, path.read_bytes(), path.name).answers, DAY)
        )
        for path in sorted(FOLDER.glob("*.toml"))
    }


if __name__ == "__main__":
    for path, text in records().items():
        path.write_text(text, encoding="utf-8")
