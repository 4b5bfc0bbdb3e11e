"""Run every check: format, lint, types, import contracts, tests, and the wheel on its own."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
EXAMPLE = ROOT / "docs" / "examples" / "support-tickets.toml"
# Import-linter has no module entry; its script stands beside this interpreter's others.
SCRIPTS = Path(sysconfig.get_path("scripts"))
# What only parses TOML is not imported where the compiled knowledge counts.
COMPILED = """import sys; from advisor.knowledge.compiled import open_base; open_base()
sys.exit("advisor.knowledge.load" in sys.modules)"""

WORKERS = str(min(os.cpu_count() or 1, 8))

STEPS: dict[str, list[str]] = {
    "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "."],
    "types": [PYTHON, "-m", "mypy"],
    "import contracts": [str(SCRIPTS / "lint-imports")],
    # A worker takes a stretch of files: what they import and read, the others need not.
    "tests": [PYTHON, "-m", "pytest", "-n", WORKERS, "--dist", "worksteal"],
}


def run(name: str, command: list[str], folder: Path = ROOT) -> bool:
    """Run one step and tell how it went."""
    print(f"\n== {name}", flush=True)
    begun = time.monotonic()
    passed = subprocess.run(command, cwd=folder, check=False).returncode == 0
    print(f"== {name}: {'passed' if passed else 'FAILED'} in {time.monotonic() - begun:.0f} s")
    return passed


def wheel_runs_alone() -> bool:
    """Build the wheel and run it from a clean environment that has no development tools."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [PYTHON, "-m", "build", "--wheel", "--no-isolation", "--outdir", name, str(ROOT)]
        if not run("wheel: build", build):
            return False
        venv.create(folder / "venv", with_pip=True)
        places = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
        scripts = Path(sysconfig.get_path("scripts", "venv", vars=places))
        python, wheel = str(scripts / "python"), str(next(folder.glob("*.whl")))
        pip = [python, "-m", "pip", "install", "--quiet", wheel]
        judge = [str(scripts / "advisor"), "--answers", str(EXAMPLE)]
        check = [str(scripts / "advisor"), "knowledge", "check"]
        return (
            run("wheel: install", pip, folder)
            and run("wheel: judge an example", judge, folder)
            and run("wheel: use its compiled knowledge", [python, "-c", COMPILED], folder)
            and run("wheel: check its knowledge", check, folder)
        )


def main() -> int:
    """Run all steps, whichever fail, and return 0 where all passed."""
    results = {name: run(name, command) for name, command in STEPS.items()}
    results["wheel"] = wheel_runs_alone()
    failed = [name for name, passed in results.items() if not passed]
    print(f"\n{len(results) - len(failed)} of {len(results)} checks passed", end="")
    print(f"; failed: {', '.join(failed)}" if failed else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
