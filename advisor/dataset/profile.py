"""A profile: files are read once, then every check says what it found; it knows no report."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.dataset.beside import Beside, begun
from advisor.dataset.counting import prepare
from advisor.dataset.digests import Digests
from advisor.dataset.engine import Progress, Told
from advisor.dataset.engines import EXTRA, engine, missing
from advisor.dataset.paths import expand
from advisor.dataset.values import Cancelled, Limits, OutOfMemory, Profile
from advisor.errors import AdvisorError

if TYPE_CHECKING:
    from advisor.dataset.registry import Check
    from advisor.knowledge.entries.profiling import Refusals

__all__ = ["Cancelled", "Profile", "profile"]
Paths = Iterable[str | Path]


def profile(
    paths: Paths,
    holdout: Paths = (),
    production: Paths = (),
    *,
    label: str | None = None,
    text: str | None = None,
    thresholds: Limits,
    refusals: Refusals | None = None,
    progress: Told | None = None,
    engine_name: str = "duckdb",
    checks: Sequence[Check] | None = None,
) -> Profile:
    """Read training data, and holdout and production where given, and return what the checks find.

    Args:
        paths: files, globs or folders of saved data sets; several are one set.
        holdout: the same of held-out data.
        production: the same of inputs seen in production; answers are not needed.
        label: the column that holds the class.
        text: the column that holds the text.
        thresholds: the limits of each check by its id.
        refusals: how answers begin that refuse; without it that check cannot tell.
        progress: told ten times a second how far it is; an exception that it raises stops the run.
        engine_name: duckdb, local[N] or spark://HOST:PORT.
        checks: those to run, by default all.

    Raises DatasetError where a file cannot be read, AdvisorError where a package is missing or
    memory does not suffice to read.
    """
    told = progress or _silent
    named = {"train": paths, "holdout": holdout, "production": production}
    try:
        from advisor.dataset.registry import CHECKS
        from advisor.dataset.running import Run
    except ImportError as error:
        raise missing(error, EXTRA) from None
    chosen = checks or CHECKS
    wanted = {side: expand(given, side) for side, given in named.items() if list(given)}
    with (
        tempfile.TemporaryDirectory(prefix="advisor-") as folder,
        _begun(wanted, chosen) as (digests, beside),
    ):
        try:
            with closing(engine(engine_name, Path(folder), told)) as made:
                run = Run(made, digests, Path(folder), chosen, (label, text), refusals, beside)
                return run.profile(wanted, thresholds)
        except OutOfMemory as fault:
            what = f"{fault}: it takes more memory than a profile may use"
            raise AdvisorError(what, "profile a part of the files") from None


@contextmanager
def _begun(
    wanted: Mapping[str, Sequence[Path]], checks: Sequence[Check]
) -> Iterator[tuple[Digests, Beside | None]]:
    """Begin what can be done before the engine is there: its start leaves a processor idle."""
    from advisor.dataset.facts import SAMPLE

    paths = [path for given in wanted.values() for path in given]
    wants = [check for check in checks if check.learns]
    with (
        ThreadPoolExecutor(1) as pool,
        begun(_size(paths)) if wants else nullcontext() as beside,
    ):
        digests = Digests(pool, paths)
        # Beside what learns, the vocabulary can wait; here it would hold up the reading.
        if any(SAMPLE in check.needs for check in checks) and not (beside and beside.started):
            prepare()
        try:
            yield digests, beside
        finally:
            digests.stop()


def _size(paths: Iterable[Path]) -> int:
    with suppress(OSError):  # it is told where the file is read
        return sum(path.stat().st_size for path in paths)
    return 0


def _silent(_progress: Progress) -> None:
    """Tell nobody."""
