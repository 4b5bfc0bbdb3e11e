"""Lines that break the form of the data, with their numbers and the reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from advisor.dataset import lines
from advisor.dataset.bands import status_of
from advisor.dataset.facts import FILE_SHIFT, Side
from advisor.dataset.opened import Opened
from advisor.dataset.values import Finding, WorstRow

CHECK = "form"
NAMED_ROWS = 20
EXPLAINED_ROWS = 1_000


def check(data: Opened, limits: Mapping[str, float]) -> Finding:
    """Count the lines of every file that break its form, and name the first ones."""
    bad = sum(side.bad for side in data.sides.values())
    rows = bad + sum(side.rows for side in data.sides.values())
    share = bad / rows
    figures: dict[str, float | int | str] = {"format": data.train.form.format, "rows": rows}
    figures |= {f"broken_lines_of_{name}": side.bad for name, side in data.sides.items()}
    if not bad:
        return Finding(
            CHECK, 0.0, status_of(0.0, limits), "Every line has the form.", figures=figures
        )
    told: list[WorstRow] = []
    for side in data.sides.values():
        told += _told(data, side)
    kinds = Counter(row.why for row in told)
    counted = ", ".join(f"{n:,} × {why}" for why, n in kinds.most_common(6))
    first = f" (of the first {len(told):,})" if len(told) < bad else ""
    why = f"{bad:,} of {rows:,} lines break the form{first}: {counted}."
    series = {"reasons": tuple((why, float(n)) for why, n in kinds.most_common())}
    worst = tuple(told[:NAMED_ROWS])
    return Finding(CHECK, share, status_of(share, limits), why, {}, worst, figures, series)


def _told(data: Opened, side: Side) -> list[WorstRow]:
    if not side.bad or not data.engine.numbers_lines:
        return []
    broken = side.all_rows.filter(side.all_rows.fault != 0)
    rows = [row for (row,) in data.some(broken, rows=EXPLAINED_ROWS)]
    told = []
    for number, part in enumerate(side.parts):
        places = [row & ((1 << FILE_SHIFT) - 1) for row in rows if row >> FILE_SHIFT == number]
        why = lines.reasons(part, side.form, places, answered=side.name == "train")
        for place in places:
            line = lines.of(part, place)
            told.append(WorstRow(part.source.path, line, why.get(place, "it breaks the form")))
    return told
