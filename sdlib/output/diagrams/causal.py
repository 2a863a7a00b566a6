"""Causal diagrams: names, arrows, and which way a change goes along each of them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from sdlib.model import Model, Stock
from sdlib.output.diagrams.dot import Graph, Link, size_of, wrapped
from sdlib.output.diagrams.stocks import FILL, INFORMATION, PIPE

Polarities = Mapping[tuple[str, str], str]
"""Cause and effect to the sign that stands at the arrow: ``+``, ``−``, ``±`` or nothing."""

LONGEST_LOOP = 24
"""Variables of a loop that is drawn as a ring."""

_POINTS = 72.0
_ROOM = 0.23
"""Half the width of the ring that each name adds [inches]."""

_LYING = 0.6
"""What a step to the side counts against one down: names need more room side by side."""

_FLAT = 0.62
"""Height of the ring against its width: names are wider than high."""

_FINE = 240
_WIDEST = 17
_GAP = 0.06
_HEAD = 0.11
_AWAY = 0.16
_WIDE_NAME = 1.5
_LETTER = 0.08
_MINUS = "#b3372f"


def causal_diagram(
    model: Model,
    loops: Sequence[Sequence[str]],
    polarities: Polarities,
    link: Link | None = None,
) -> str:
    """Return the causal diagram of several loops together as DOT.

    Args:
        model: The model.
        loops: Names along each loop; the last one is followed by the first.
        polarities: The signs of the links; a link without one gets no sign.
        link: Where the node of a variable leads; nowhere by default.
    """
    dot = Graph(link, rankdir="TB", nodesep=0.35, ranksep=0.36)
    drawn: dict[tuple[str, str], None] = {}
    for loop in loops:
        for name in loop:
            if not dot.has(name):
                _add_name(dot, model, name, {})
        drawn.update(dict.fromkeys(zip(loop, [*loop[1:], loop[0]], strict=True)))
    for cause, effect in drawn:
        sign = polarities.get((cause, effect), "")
        dot.edge(cause, effect, {**_arrow(sign), "headlabel": sign, "labeldistance": 1.4})
    return dot.text()


def loop_diagram(
    model: Model,
    loop: Sequence[str],
    polarities: Polarities,
    *,
    kind: str = "",
    title: str = "",
    link: Link | None = None,
) -> str:
    """Return one loop as a ring of names, in DOT.

    All positions are in the text, so that it looks alike wherever it is drawn.

    Args:
        model: The model.
        loop: Names along the loop, at most `LONGEST_LOOP`; the last one is followed by the first.
        polarities: The signs of the links.
        kind: What stands in its middle: ``R``, ``B`` or nothing.
        title: Its name, below that.
        link: Where the node of a variable leads; nowhere by default.
    """
    dot = Graph(link, layout="nop2")
    ring = _Ring([_size_of(model, name) for name in loop])
    for name, place in zip(loop, ring.places, strict=True):
        _add_name(dot, model, name, {"pos": _at(place)})
    if kind:
        middle = {"label": kind, "shape": "none", "fontsize": 22, "fontcolor": PIPE}
        dot.node("\0kind", {**middle, "pos": _at((0.0, 0.2)), "width": 0.9, "height": 0.3})
    if title:
        room = int((2 * ring.across - _WIDE_NAME) / _LETTER)
        below = {"label": wrapped(title, widest=room), "shape": "none", "fontcolor": PIPE}
        dot.node("\0title", {**below, "pos": _at((0.0, -0.22)), "width": 1.5, "height": 0.3})
    for number, (cause, effect) in enumerate(zip(loop, [*loop[1:], loop[0]], strict=True)):
        sign = polarities.get((cause, effect), "")
        curve, mark = ring.arrow(number)
        dot.edge(cause, effect, {**_arrow(sign), "label": sign, "pos": curve, "lp": _at(mark)})
    return dot.text()


def _size_of(model: Model, name: str) -> tuple[float, float]:
    width, height = size_of(wrapped(name, widest=_WIDEST))
    stock = isinstance(model.variables[name], Stock)
    return width + (0.24 if stock else 0.14), height + (0.16 if stock else 0.06)


def _add_name(dot: Graph, model: Model, name: str, more: Mapping[str, object]) -> None:
    variable = model.variables[name]
    kind = "stock" if isinstance(variable, Stock) else "auxiliary"
    width, height = _size_of(model, name)
    shape: dict[str, object] = {"shape": "box", "fixedsize": "true", "color": PIPE, **more}
    given: dict[str, object] = {
        "label": wrapped(name, widest=_WIDEST),
        **shape,
        "width": width,
        "height": height,
        "class": kind,
    }
    if kind == "stock":
        given.update(style="filled", fillcolor=FILL)
    tooltip = f"{name} [{variable.unit}]" if variable.unit else name
    dot.node(name, given, name=name, tooltip=tooltip)


def _arrow(sign: str) -> dict[str, object]:
    color = _MINUS if sign == "\u2212" else INFORMATION
    return {"color": color, "fontcolor": color, "penwidth": 1.1, "arrowsize": 0.7, "class": "link"}


def _at(place: tuple[float, float]) -> str:
    return f"{place[0] * _POINTS:.2f},{place[1] * _POINTS:.2f}"


class _Ring:
    """Names on an ellipse and the arcs between them.

    Args:
        sizes: Width and height of each name [inches], in the order of the loop.
    """

    def __init__(self, sizes: Sequence[tuple[float, float]]) -> None:
        count = len(sizes)
        self.across = max(1.45, count * _ROOM)
        self._radii = (self.across, max(0.95, self.across * _FLAT))
        self._angles = self._even_angles(count)
        self.places = [self._on(angle) for angle in self._angles]
        self._halves = [(width / 2, height / 2) for width, height in sizes]

    def _even_angles(self, count: int) -> list[float]:
        """Return angles with even room along the ellipse; the first name stands on top."""
        fine = [math.pi / 2 - 2 * math.pi * k / _FINE for k in range(_FINE + 1)]
        along = [0.0]
        for a, b in pairwise(fine):
            (x1, y1), (x2, y2) = self._on(a), self._on(b)
            along.append(along[-1] + math.hypot((x2 - x1) * _LYING, y2 - y1))
        wanted = [along[-1] * at / count for at in range(count)]
        return [fine[bisect_left(along, length)] for length in wanted]

    def _on(self, angle: float, out: float = 0.0) -> tuple[float, float]:
        across, down = self._radii
        return (across + out) * math.cos(angle), (down + out) * math.sin(angle)

    def _inside(self, number: int, angle: float, gap: float) -> bool:
        x, y = self._on(angle)
        (px, py), (w, h) = self.places[number], self._halves[number]
        return abs(x - px) < w + gap and abs(y - py) < h + gap

    def arrow(self, number: int) -> tuple[str, tuple[float, float]]:
        """Return the arc from a name to the next one, and where its sign stands."""
        following = (number + 1) % len(self.places)
        begin = self._angles[number]
        turn = (self._angles[following] - begin) % (-2 * math.pi) or -2 * math.pi
        arc = [begin + turn * k / _FINE for k in range(_FINE + 1)]
        outside = [a for a in arc if not self._inside(number, a, _GAP)] or arc[-2:]
        clear = [a for a in outside if not self._inside(following, a, _GAP / 2)] or outside[:2]
        first, tip = clear[0], clear[-1]
        behind = [a for a in clear if math.dist(self._on(a), self._on(tip)) >= _HEAD]
        last = behind[-1] if behind else first
        reach = 4 / 3 * math.tan((last - first) / 4)
        start, end = self._on(first), self._on(last)
        bends = [self._beside(first, reach), self._beside(last, -reach)]
        curve = " ".join(_at(point) for point in (self._on(tip), start, *bends, end))
        return f"e,{curve}", self._on(last, _AWAY)

    def _beside(self, angle: float, reach: float) -> tuple[float, float]:
        """Return the control point of an elliptic arc as a cubic curve."""
        x, y = self._on(angle)
        across, down = self._radii
        return x - reach * across * math.sin(angle), y + reach * down * math.cos(angle)
