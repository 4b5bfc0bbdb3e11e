"""A proposal written into the knowledge: numbers in `[weight]` alone, and calibration.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from advisor.errors import AdvisorError
from advisor.outcomes.fitting.proposal import Change, Proposal
from advisor.outcomes.metrics import FIGURES
from advisor.store import write

_TABLE = re.compile(r"^\s*\[")
_NUMBER = re.compile(r"^(\s*(prompting|peft|full_fine_tuning)\s*=\s*)([-+]?[\d_]+(?:\.[\d_]+)?)")
HEAD = """#:schema schemas/calibration.schema.json
# T in p(i) = 10^(S(i)/(10·T)) / Σ, fitted on published outcomes by `advisor knowledge calibrate`.
# It is held at 1 or above: the rules were mended with these outcomes known, so a fit that sharpens
# what the authors weighed would flatter itself.
# [[weight]] keeps what the authors weighed before the fit: it is the prior of the next one.
"""


def write_proposal(folder: Path, found: Proposal) -> Iterator[Path]:
    """Write changed weights and the calibration; yield each file written.

    Raises AdvisorError where a rule's file does not hold its weights in a table of its own.
    """
    texts = {}
    for change in found.changes:
        if change.proposed != change.now:
            path = folder / "rules" / f"{change.rule}.toml"
            texts[path] = reweighed(path.read_bytes().decode("utf-8"), change)
    texts[folder / "calibration.toml"] = calibration_text(found)
    for path, text in texts.items():
        write(path, text, force=True)
        yield path


def reweighed(text: str, change: Change) -> str:
    """Return a rule's file with the proposed numbers, every other character as it was."""
    left = {option for option in change.now if change.now[option] != change.proposed[option]}
    inside, lines = False, []
    for line in text.splitlines(keepends=True):
        if _TABLE.match(line):
            inside = line.strip().startswith("[weight]")
        match = _NUMBER.match(line) if inside else None
        if match and match[2] in left:
            left.discard(match[2])
            line = f"{match[1]}{change.proposed[match[2]]:g}{line[match.end() :]}"
        lines.append(line)
    if left:
        hint = f"give {', '.join(sorted(left))} a line of their own in [weight]"
        raise AdvisorError(f"rules/{change.rule}.toml: the weights are not in [weight]", hint)
    return "".join(lines)


def calibration_text(found: Proposal) -> str:
    """Return calibration.toml for a proposal."""
    lines = [
        f"temperature = {found.temperature:.3f}",
        f"fitted_on = {found.day.isoformat()}",
        f"cases = {found.cases}",
        f"sources = {found.sources}",
        f"free_temperature = {found.free_temperature:.3f}",
        f"temperature_error = {found.temperature_error:.3f}",
        f"largest_lead_db = {found.largest_lead_db:.2f}",
        f"prior_width = {found.prior_width:g}",
        f"kinds = {_inline(found.kinds)}",
        "",
        "[held_out]                              # weights and T fitted without the source judged",
        *_held_out(found),
    ]
    for change in found.changes:
        if change.proposed != change.authors:
            lines += [
                "",
                "[[weight]]",
                f'rule = "{change.rule}"',
                f"authors = {_inline(change.authors)}",
                f"fitted = {_inline(change.proposed)}",
            ]
    return HEAD + "\n".join(lines) + "\n"


def _held_out(found: Proposal) -> Iterator[str]:
    for column in found.columns:
        begin = "" if column.id == "fitted" else f"{column.id}_"
        for name in FIGURES:
            figure = column.figures.get(name)
            if figure is not None:
                yield f"{begin}{name} = {figure.value:.4f}"
                yield f"{begin}{name}_low = {figure.low:.4f}"
                yield f"{begin}{name}_high = {figure.high:.4f}"
        yield f"{begin}calibration_error = {column.reliability.error:.4f}"
        yield f"{begin}calibration_bound = {column.reliability.bound:.4f}"
    yield from (f"ahead_of_{rival} = {share:.4f}" for rival, share in found.ahead.items())
    if found.permuted is not None:
        yield f"permuted_times = {found.permuted.times}"
        yield f"permuted_accuracy = {found.permuted.accuracy:.4f}"
        yield f"permuted_chosen = {found.permuted.chosen:.4f}"
        yield f"permuted_constant = {found.permuted.constant:.4f}"


def _inline(weights: Mapping[str, float]) -> str:
    return "{ " + ", ".join(f"{option} = {value:g}" for option, value in weights.items()) + " }"
