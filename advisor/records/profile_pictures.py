"""The pictures of a profile, each as SVG and as bars of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from advisor import pictures
from advisor.dataset.values import Finding
from advisor.text import number, percent, shorten, visible

LEFT, TOP, ROW, BAR, LABEL = 20, 56, 18, 360, 150
MOST_BARS = 40
TEXT_LABEL, TEXT_BAR = 22, 40
Bars = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Chart:
    """One picture: its title, its bars, and whether they are shares; `left` were not drawn."""

    name: str
    title: str
    bars: tuple[tuple[str, float], ...]
    is_share: bool = False
    left: int = 0


# Which series of which check is drawn, whether its labels are text of the data, and whether its
# values are shares.
DRAWN = {
    ("classes", "classes"): ("Rows by class", True, False),
    ("lengths", "characters"): ("Examples by length in characters", False, False),
    ("headroom", "headroom"): ("Score of the free baseline by training rows", False, True),
}


def charts(findings: Sequence[Finding], *, quote: bool) -> Iterator[Chart]:
    """Yield the pictures there are; names of classes are shown only with `quote`."""
    for finding in findings:
        for name, bars in finding.series.items():
            if (finding.check, name) in DRAWN and bars:
                title, is_text, is_share = DRAWN[finding.check, name]
                shown = bars if quote or not is_text else _unnamed(bars)
                left = len(shown) - MOST_BARS
                yield Chart(
                    f"{finding.check}.svg", title, tuple(shown[:MOST_BARS]), is_share, max(left, 0)
                )


def _unnamed(bars: Bars) -> Bars:
    return [(f"class {place}", value) for place, (_, value) in enumerate(bars, 1)]


def chart_svg(chart: Chart) -> str:
    """Return a chart as an SVG of horizontal bars."""
    most = max((value for _, value in chart.bars), default=1) or 1
    body = [pictures.words(LEFT, 28, chart.title, "title")]
    for place, (label, value) in enumerate(chart.bars):
        y = TOP + ROW * place
        width = max(value / most, 0) * BAR
        body.append(pictures.words(LEFT + LABEL - 8, y + 12, shorten(label, 24), "small", "end"))
        body.append(pictures.box(LEFT + LABEL, y, width, ROW - 4, "bar", pictures.FILLS[0]))
        told = _told(chart, value)
        body.append(pictures.words(LEFT + LABEL + width + 6, y + 12, told, "small"))
    bottom = TOP + ROW * len(chart.bars)
    if chart.left:
        body.append(pictures.words(LEFT, bottom + 12, f"and {chart.left:,} more", "small"))
    return pictures.document(LEFT + LABEL + BAR + 90, bottom + 26, chart.title, body)


def chart_text(chart: Chart) -> str:
    """Return a chart as lines of text."""
    most = max((value for _, value in chart.bars), default=1) or 1
    lines = [
        f"{shorten(visible(label), TEXT_LABEL).rjust(TEXT_LABEL)}"
        f" {'#' * round(max(value / most, 0) * TEXT_BAR)} {_told(chart, value)}"
        for label, value in chart.bars
    ]
    return "\n".join([*lines, *([f"and {chart.left:,} more"] if chart.left else [])])


def _told(chart: Chart, value: float) -> str:
    return percent(value) if chart.is_share else number(value)


def picture_files(findings: Sequence[Finding], *, quote: bool) -> Mapping[str, str]:
    """Return every picture by the name of its file."""
    return {chart.name: chart_svg(chart) for chart in charts(findings, quote=quote)}
