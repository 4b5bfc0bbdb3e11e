"""Numbers into SVG text: self-contained, no script, readable in light and dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from advisor.text import shorten, visible

# Told apart by lightness and by the letter in each cell, not by hue alone.
FILLS = ("#d6e4f0", "#f2cf8d", "#c9846b", "#b9c9a9")
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1b1b1b }
  .small { font-size: 11px } .title { font-size: 15px; font-weight: 600 }
  .cell { stroke: #ffffff; stroke-width: 1 } .here { fill: none; stroke: #1b1b1b; stroke-width: 3 }
  @media screen and (prefers-color-scheme: dark) {
    svg { background: #16181c } text { fill: #e8e6e3 } .on { fill: #1b1b1b }
    .cell { stroke: #16181c } .here { stroke: #ffffff }
  }"""

CURVE_STYLE = """
  .curve { stroke: #1b1b1b; stroke-width: 2 } .grid { stroke: #c8c8c8; stroke-width: 1 }
  .dashed { stroke-dasharray: 7 4 } .thick { stroke-width: 3.5 }
  @media (prefers-color-scheme: dark) { .curve { stroke: #e8e6e3 } .grid { stroke: #3a3d42 } }"""


def safe(text: str, limit: int = 120) -> str:
    """Return untrusted text as it may stand in SVG."""
    return escape(shorten(visible(text), limit), quote=False).replace('"', "&quot;")


def document(
    width: float, height: float, title: str, body: Sequence[str], more_style: str = ""
) -> str:
    """Return a whole SVG of this size in pixels, with a title for those who cannot see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"'
        f' width="{width:g}" height="{height:g}" role="img">'
    )
    parts = [
        head,
        f"<title>{safe(title)}</title>",
        f"<style>{STYLE}{more_style}\n</style>",
        *body,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def words(x: float, y: float, text: str, classes: str = "", anchor: str = "start") -> str:
    """Return one line of text with its baseline at (x, y)."""
    marked = f' class="{classes}"' if classes else ""
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{marked}>{safe(text)}</text>'


def box(x: float, y: float, width: float, height: float, classes: str, fill: str = "") -> str:
    """Return a rectangle."""
    filled = f' fill="{fill}"' if fill else ""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
        f' class="{classes}"{filled}/>'
    )


def curve(points: Sequence[tuple[float, float]], classes: str) -> str:
    """Return a line through points."""
    told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{told}" class="{classes}" fill="none"/>'
