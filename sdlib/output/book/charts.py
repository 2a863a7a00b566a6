"""Small drawn curves, as SVG that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lxml import etree

Point = tuple[float, float]

_WIDE, _SMALL = (300, 120), (150, 80)
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 8, 8, 18
_LEFT_SMALL = 34
_MOST_DOTS = 80


def chart(
    line: Sequence[Point],
    dots: Sequence[Point] = (),
    *,
    title: str,
    corners: bool = False,
    small: bool = False,
) -> str:
    """Return a chart of one line and of dots, as an ``<svg>`` element.

    Args:
        line: Points that are joined.
        dots: Points that stand alone.
        title: What it shows, for readers who do not see it.
        corners: Whether the points of the line are marked.
        small: Whether it is one of many beside each other.

    Returns:
        The element; empty where no point is finite.
    """
    line, dots = _finite(line), _finite(dots)
    every = [*line, *dots]
    if not every:
        return ""
    scale = _Scale(every, small=small)
    made = etree.Element("svg", {"viewBox": scale.box, "class": "chart"})
    made.set("role", "img")
    etree.SubElement(made, "title").text = _shown(title)
    scale.draw_axes(made)
    if line:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(scale.place, line))
        etree.SubElement(made, "polyline", {"points": points, "class": "line"})
    marked = [*dots, *(line if corners and len(line) <= _MOST_DOTS else ())]
    for x, y in map(scale.place, marked):
        etree.SubElement(made, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": scale.dot})
    return etree.tostring(made, encoding="unicode")


def _finite(points: Sequence[Point]) -> list[Point]:
    return [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]


def _shown(text: str) -> str:
    """Return a text without the characters that XML does not hold."""
    return "".join(c if c >= " " and not "\ud800" <= c <= "\udfff" else "\ufffd" for c in text)


def number(value: float) -> str:
    """Return a number as axes and tables show it.

    Example:
        >>> number(162033.0), number(0.125), number(2.5e9)
        ('162,033', '0.125', '2.5e+09')
    """
    if value == int(value) and abs(value) < 1e7:
        return f"{int(value):,}" if abs(value) >= 10_000 else f"{int(value)}"
    return f"{value:.4g}" if not 1e4 <= abs(value) < 1e7 else f"{value:,.0f}"


class _Scale:
    """From values to places on the drawing."""

    def __init__(self, points: Sequence[Point], *, small: bool) -> None:
        self._width, self._height = _SMALL if small else _WIDE
        self._left = _LEFT_SMALL if small else _LEFT
        self.box = f"0 0 {self._width} {self._height}"
        self.dot = "1.5" if small else "2.2"
        across = [x for x, _ in points]
        up = [y for _, y in points]
        self._x = _span(min(across), max(across), room=0.0)
        # Values that lie together far from zero are drawn with a cut axis, others from zero.
        low, high = min(up), max(up)
        if 0 < low < 0.7 * high:
            low = 0.0
        self._y = _span(low, high, room=0.05)

    def place(self, point: Point) -> Point:
        (x0, x1), (y0, y1) = self._x, self._y
        return (
            self._left + (point[0] - x0) / (x1 - x0) * (self._width - self._left - _RIGHT),
            self._height - _BOTTOM - (point[1] - y0) / (y1 - y0) * (self._height - _TOP - _BOTTOM),
        )

    def draw_axes(self, chart: etree._Element) -> None:
        bottom, right = self._height - _BOTTOM, self._width - _RIGHT
        frame = f"M{self._left},{_TOP}V{bottom}H{right}"
        etree.SubElement(chart, "path", {"d": frame, "class": "axis"})
        for value, at, anchor in zip(self._x, (self._left, right), ("start", "end"), strict=True):
            place = {"x": f"{at}", "y": f"{self._height - 4}", "text-anchor": anchor}
            etree.SubElement(chart, "text", place).text = _time(value)
        for value, at in zip(self._y, (bottom, _TOP + 8), strict=True):
            place = {"x": f"{self._left - 4}", "y": f"{at}", "text-anchor": "end"}
            etree.SubElement(chart, "text", place).text = number(float(f"{value:.3g}"))


def _time(value: float) -> str:
    return f"{value:.6g}"


def _span(low: float, high: float, room: float) -> Point:
    if low == high:
        reach = abs(low) or 1.0
        return low - reach / 2, high + reach / 2
    return low, high + room * (high - low)
