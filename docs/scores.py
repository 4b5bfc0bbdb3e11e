"""Write the scores on published outcomes again: `python -m docs.scores`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
HEAD = """# Scores on published outcomes

Made by `python -m docs.scores`, out of `advisor knowledge score --guides`.
A test fails when it is stale.
What the figures mean, and their limits, stands in [METHOD.md](METHOD.md).

![How often the advice was right, by how sure it was](reliability.svg)

```text
"""


def score(*more: str) -> str:
    """Return what the score command prints."""
    command = [sys.executable, "-m", "advisor", "knowledge", "score", *more]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def page() -> str:
    """Return the page as it should stand."""
    return HEAD + score("--guides").rstrip("\n") + "\n```\n"


if __name__ == "__main__":
    (FOLDER / "scores.md").write_text(page(), encoding="utf-8")
    (FOLDER / "reliability.svg").unlink(missing_ok=True)
    score("--picture", str(FOLDER / "reliability.svg"))
