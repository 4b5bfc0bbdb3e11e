"""The engines by name, each imported when asked for: DuckDB here, Spark on one machine or many."""

from __future__ import annotations

from pathlib import Path

from advisor.dataset.engine import Engine, Told
from advisor.errors import AdvisorError

EXTRA = "pip install 'finetune-advisor[data]'"
EXTRA_SPARK = "pip install 'finetune-advisor[data,spark]'"


def engine(name: str, folder: Path, told: Told) -> Engine:
    """Return the engine of that name: duckdb, local[N] or spark://HOST:PORT.

    Raises AdvisorError where its packages are not installed.
    """
    known = name == "duckdb" or name.startswith(("local", "spark://"))
    if not known:
        raise AdvisorError(
            f"--engine {name}: unknown", "known: duckdb, local[N], spark://HOST:PORT"
        )
    try:
        if name == "duckdb":
            from advisor.dataset.duck import DuckDB

            return DuckDB(folder, told)
        from advisor.dataset.spark import Spark

        return Spark(folder, told, name)
    except ImportError as error:
        extra = EXTRA if name == "duckdb" else EXTRA_SPARK
        raise missing(error, extra) from None


def missing(error: ImportError, extra: str) -> AdvisorError:
    """Return the error for a package that profiling needs, with the command that installs it."""
    return AdvisorError(f"profiling needs the package {error.name}, which is not installed", extra)
