"""Write the scores on published outcomes again: `python -m docs.scores`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
HEAD = """# Scores on published outcomes

Made by `python -m docs.scores`, out of `advisor knowledge score --guides`.
A test fails when it is stale.
What the figures mean, and their limits, stands in [METHOD.md](METHOD.md).

![How often the advice was right, by how sure it was](reliability.svg)

```text
"""
BEGIN, END = "<!-- figures: python -m docs.scores -->\n", "<!-- end of figures -->\n"
FIGURES = {
    "accuracy": "right choices",
    "accuracy_prompting_v_tuning": "prompting against tuning",
    "accuracy_peft_v_full": "PEFT against full fine-tuning",
    "accuracy_decisive": "decisive cases alone",
    "regret": "mean regret, points",
    "log_loss": "log loss",
}
FITS = {
    "chosen_": "rules chosen anew",
    "": "weights and T fitted",
    "authors_": "authors' weights",
    "logistic_": "logistic regression",
}


def score(*more: str) -> str:
    """Return what the score command prints."""
    command = [sys.executable, "-m", "advisor", "knowledge", "score", *more]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def page() -> str:
    """Return the page as it should stand."""
    return HEAD + score("--guides").rstrip("\n") + "\n```\n"


def method(text: str) -> str:
    """Return METHOD.md with its figures as they should stand."""
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    table = json.loads(score("--guides", "--format", "json"))
    return before + BEGIN + "\n".join(_figures(table)) + "\n" + END + after


def _figures(table: Mapping[str, Any]) -> Iterator[str]:
    told, now = table["held_out"], table["readings"]["folded"]
    yield f"| cross-validated by source | {' | '.join(FITS.values())} |"
    yield "|---" * (len(FITS) + 1) + "|"
    for name, title in FIGURES.items():
        cells = [_cell(told, begin + name) for begin in FITS]
        yield f"| {title} | {' | '.join(cells)} |"
    errors = [
        f"{told[f'{begin}calibration_error']:.3f} ({told[f'{begin}calibration_bound']:.3f})"
        for begin in FITS
    ]
    yield f"| calibration error (a perfect advisor stays below) | {' | '.join(errors)} |"
    yield ""
    yield "| on the same cases | right choices | mean regret, points | rules chosen anew lead in |"
    yield "|---|---|---|---|"
    for rival in _told_rivals(table["rivals"]):
        cells = [_estimate(rival["figures"][name]) for name in ("accuracy", "regret")]
        ahead = f"{100 * told['ahead_of_' + rival['id']]:.0f} % of paired resamples"
        yield f"| {rival['title']} | {' | '.join(cells)} | {ahead} |"
    right = _estimate(now["accuracy"])
    yield f"| this knowledge, which has seen them | {right} | {_estimate(now['regret'])} | |"
    yield ""
    yield (
        f"Outcomes permuted {told['permuted_times']:.0f} times within contests, everything fitted"
        f" again: right in {told['permuted_accuracy']:.2f}, with rules chosen anew in"
        f" {told['permuted_chosen']:.2f}; the better constant policy reaches"
        f" {told['permuted_constant']:.2f}."
    )


def _told_rivals(rivals: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the baselines a reader expects, and the guide that was right most often."""
    guides = [one for one in rivals if one["kind"] == "guide"]
    yield from (one for one in rivals if one["id"] in {"always-tune", "always-full"})
    yield from (one for one in rivals if one["id"] in {"size-rule", "size-rule-cv"})
    yield max(guides, key=lambda one: one["figures"]["accuracy"]["value"])


def _cell(told: Mapping[str, float], name: str) -> str:
    return f"{told[name]:.2f} ({told[f'{name}_low']:.2f} to {told[f'{name}_high']:.2f})"


def _estimate(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.2f} ({figure['low']:.2f} to {figure['high']:.2f})"


if __name__ == "__main__":
    (FOLDER / "scores.md").write_text(page(), encoding="utf-8")
    path = FOLDER / "METHOD.md"
    path.write_text(method(path.read_text(encoding="utf-8")), encoding="utf-8")
    (FOLDER / "reliability.svg").unlink(missing_ok=True)
    score("--picture", str(FOLDER / "reliability.svg"))
