"""The evidence as SVG: one bar for each rule and option, strongest rule first."""

from __future__ import annotations

from collections.abc import Iterator

from advisor import pictures
from advisor.advice import Advice
from advisor.text import shorten, signed

MOST_RULES = 12
# The title of a rule stands above its bars, so that neither hides the other.
LEFT, MIDDLE, RIGHT, TOP, LABEL, BAR, GAP = 20, 340, 660, 84, 16, 11, 10


def evidence_svg(advice: Advice) -> str:
    """Return what the strongest rules added to each option, in decibans, as an SVG."""
    shown = advice.verdict.fired[:MOST_RULES]
    options = list(advice.base.options)
    reach = max((abs(db) for trace in shown for db in trace.effect_db.values()), default=1.0) or 1.0
    scale = (RIGHT - MIDDLE - 60) / reach
    row = LABEL + BAR * len(options) + GAP
    bottom = TOP + row * len(shown)
    body = [pictures.words(LEFT, 28, "What the evidence adds, in decibans", "title")]
    body += _legend(advice, options)
    for place, trace in enumerate(shown):
        y = TOP + row * place
        rule = advice.base.rules[trace.id]
        label = f"{shorten(rule.title, 90)} (grade {rule.grade})"
        body.append(pictures.words(LEFT, y + LABEL - 5, label, "small"))
        bars = y + LABEL
        for at, option in enumerate(options):
            body += _bar(trace.effect_db[option], scale, bars + BAR * at, pictures.FILLS[at])
        body.append(pictures.box(MIDDLE, bars, 1, BAR * len(options) - 2, "here"))
    left = len(advice.verdict.fired) - len(shown)
    if left > 0:
        body.append(pictures.words(LEFT, bottom + 14, f"and {left} more, weaker", "small"))
    return pictures.document(RIGHT + 20, bottom + 26, "Evidence", body)


def _legend(advice: Advice, options: list[str]) -> Iterator[str]:
    x = LEFT
    for at, option in enumerate(options):
        title = f"{at + 1} {advice.base.options[option].title}"
        yield pictures.box(x, 42, 14, 14, "cell", pictures.FILLS[at])
        yield pictures.words(x + 20, 54, title, "small")
        x += 60 + 7 * len(title)


def _bar(weight: float, scale: float, y: float, fill: str) -> Iterator[str]:
    width = abs(weight) * scale
    x = MIDDLE if weight > 0 else MIDDLE - width
    if round(weight, 1) != 0:
        yield pictures.box(x, y, width, BAR - 2, "bar", fill)
        end = MIDDLE + width + 4 if weight > 0 else MIDDLE - width - 4
        anchor = "start" if weight > 0 else "end"
        yield pictures.words(end, y + BAR - 2, signed(weight), "small", anchor)
