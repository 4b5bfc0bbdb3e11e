"""The app starts and says what is missing where the extra is not installed."""

from __future__ import annotations

import subprocess
import sys

WITHOUT = """
import sys
for name in ("numpy", "ibis", "duckdb", "sklearn", "pyarrow", "scipy"):
    sys.modules[name] = None
import advisor.tui.app
from advisor.cli.main import main
sys.exit(main(["profile", "any.jsonl"]))
"""


def test_without_the_extra_the_app_starts_and_profiling_names_it() -> None:
    run = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (2, "")
    assert "finetune-advisor[data]" in run.stderr and "Traceback" not in run.stderr
