"""The reliability of the advice as an SVG, the same bytes for the same figures."""

from __future__ import annotations

from advisor.outcomes.reliability import Bin, Reliability

WIDTH, HEIGHT = 460, 420
LEFT, TOP, SIDE = 60, 30, 320
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
STYLE = """  <style>
    text { font: 12px sans-serif; fill: #333; }
    .axis { stroke: #888; fill: none; }
    .perfect { stroke: #888; stroke-dasharray: 4 4; }
    .count { fill: #fff; }
    .bin { fill: #1f6feb; fill-opacity: 0.75; stroke: #fff; }
    @media screen and (prefers-color-scheme: dark) { text { fill: #ccc; } .count { fill: #fff; } }
  </style>"""


def reliability_svg(found: Reliability) -> str:
    """Return the picture: how sure the choice was against how often it was right."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "  <title>Reliability on published outcomes</title>",
        f"  <desc>{_description(found)}</desc>",
        STYLE,
        f'  <rect class="axis" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        f'  <line class="perfect" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
    ]
    for tick in TICKS:
        parts.append(_text(f"{tick:g}", _x(tick), _y(0) + 18, "middle"))
        parts.append(_text(f"{tick:g}", _x(0) - 8, _y(tick) + 4, "end"))
    parts += [_circle(one) for one in found.bins]
    parts.append(_text("how sure the choice was", _x(0.5), _y(0) + 40, "middle"))
    turned = f'transform="rotate(-90 18 {_y(0.5)})"'
    parts.append(_text("how often it was right", "18", _y(0.5), "middle", turned))
    return "\n".join([*parts, "</svg>"]) + "\n"


def _description(found: Reliability) -> str:
    told = "; ".join(
        f"sure {one.confidence:.2f}, right {one.right:.2f}, {one.cases} cases" for one in found.bins
    )
    return f"{found.cases} decisive cases. {told}."


def _circle(one: Bin) -> str:
    # The area of a circle shows how much the bin weighs.
    radius = 3 + 22 * one.weight**0.5
    at = (_x(one.confidence), _y(one.right) + 4)
    label = _text(str(one.cases), *at, "middle", 'class="count"')
    place = f'cx="{_x(one.confidence)}" cy="{_y(one.right)}" r="{radius:.1f}"'
    return f'  <circle class="bin" {place}/>\n{label}'


def _text(text: str, x: float | str, y: float | str, anchor: str, more: str = "") -> str:
    place = f'x="{x}" y="{y}" text-anchor="{anchor}"'
    return f"  <text {place}{' ' + more if more else ''}>{text}</text>"


def _x(share: float) -> float:
    return round(LEFT + SIDE * share, 1)


def _y(share: float) -> float:
    return round(TOP + SIDE * (1 - share), 1)
