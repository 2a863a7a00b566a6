"""Inverses of curves, and areas below them, as Vensim and as Stella have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf, nan, nextafter
from typing import Protocol

from sdlib.engine.program import Apply, Const, Term
from sdlib.model.expressions import Curve

Points = tuple[tuple[float, float], ...]


class Curves(Protocol):
    """The curves of a variable, and which of them is meant; see `curves.Found`."""

    @property
    def curves(self) -> Sequence[Curve]:
        """The curve of each element, or the one that is meant."""

    def at(self, x: Term, beyond: str = "") -> Term:
        """Return the value at a place."""

    def of(self, change: Callable[[Points], Points], x: Term, beyond: str) -> Term:
        """Return the value of other curves, made of these, at a place."""

    def constant(self, number: Callable[[Points], float]) -> Term:
        """Return a number that each curve has."""


def _minus(a: Term, b: Term) -> Term:
    return Apply("-", (a, b))


def area(found: Curves, x: Term, beyond: str = "hold") -> Term:
    """Return the area from the first point to a place.

    Args:
        found: The curves.
        x: The place.
        beyond: How they go on beyond their ends, "hold" or "extrapolate".

    Source: vensim.com/documentation/fn_lookup_area.html, whose examples hold the last value.
    """

    def so_far(points: Points) -> Points:
        total, sums = 0.0, [(points[0][0], 0.0)]
        for (x0, y0), (x1, y1) in pairwise(points):
            total += (x1 - x0) * (y0 + y1) / 2
            sums.append((x1, total))
        return tuple(sums)

    begin = found.of(lambda points: tuple((x, x) for x, _ in points), x, "step")
    height = Apply("+", (found.at(x, "step"), found.at(x, beyond)))
    rest = Apply("*", (_minus(x, begin), Apply("*", (height, Const(0.5)))))
    return Apply("+", (found.of(so_far, x, "step"), rest))


def area_within(found: Curves, arguments: Sequence[Term]) -> Term:
    """Return the area of a graphical function between two places, whichever is the first.

    Beyond its ends there is none, but for one that goes on there. An infinite place stands for an
    end that is not given.

    Source: iseesystems.com, help on graphical builtins, LOOKUPAREA.
    """
    way = found.curves[0].beyond
    first, last = found.constant(lambda p: p[0][0]), found.constant(lambda p: p[-1][0])
    ends = []
    for place in arguments:
        if place in (Const(-inf), Const(inf)):
            ends.append(first if place == Const(-inf) else last)
        elif way == "extrapolate":
            ends.append(place)
        else:
            ends.append(Apply("max", (Apply("min", (place, last)), first)))

    def up_to(x: Term) -> Term:
        return found.of(_of_steps, x, "hold") if way == "step" else area(found, x, way)

    low, high = Apply("min", tuple(ends)), Apply("max", tuple(ends))
    return _minus(up_to(high), up_to(low))


def _of_steps(points: Points) -> Points:
    """Return the curve of the area so far of one that keeps each value up to its next point."""
    total, sums = 0.0, [(points[0][0], 0.0)]
    for (x0, y0), (x1, _) in pairwise(points):
        total += (x1 - x0) * y0
        sums.append((x1, total))
    return tuple(sums)


def place_of(found: Curves, arguments: Sequence[Term]) -> Term:
    """Return the place at which a graphical function has a value, the first of several.

    Beyond the values of one that only rises, or only falls, it is that of its last line where the
    function goes on, and the end otherwise. What other curves never reach has no place.

    Source: iseesystems.com, help on graphical builtins, LOOKUPINV.
    """
    (y,) = arguments
    way = "extrapolate" if found.curves[0].beyond == "extrapolate" else "hold"
    low = found.constant(lambda p: -inf if _goes_one_way(p) else min(v for _, v in p))
    high = found.constant(lambda p: inf if _goes_one_way(p) else max(v for _, v in p))
    place = found.of(lambda p: _turned(p) if _goes_one_way(p) else inverted(p), y, way)
    if (low, high) == (Const(-inf), Const(inf)):
        return place
    outside = Apply("or", (Apply("<", (y, low)), Apply(">", (y, high))))
    return Apply("if then else", (outside, Const(nan), place))


def _goes_one_way(points: Points) -> bool:
    signs = {(y1 > y0) - (y1 < y0) for (_, y0), (_, y1) in pairwise(points)}
    return len(signs) <= 1 and 0 not in signs


def _turned(points: Points) -> Points:
    return tuple(sorted((y, x) for x, y in points))


def inverted(points: Points) -> Points:
    """Return the curve from each value of another to the first place where that has it.

    Where it rises above what it had before only after a while, the inverse jumps.
    """
    (x0, y0), *rest = points
    up: list[tuple[float, float]] = [(y0, x0)]
    down: list[tuple[float, float]] = []
    for x1, y1 in rest:
        top, bottom = up[-1][0], (down[-1] if down else up[0])[0]
        if y1 > top:
            begin = x0 + (top - y0) / (y1 - y0) * (x1 - x0)
            if begin > up[-1][1]:
                up.append((nextafter(top, inf), begin))
            up.append((y1, x1))
        elif y1 < bottom:
            begin = x0 + (bottom - y0) / (y1 - y0) * (x1 - x0)
            if begin > (down[-1] if down else up[0])[1]:
                down.append((nextafter(bottom, -inf), begin))
            down.append((y1, x1))
        x0, y0 = x1, y1
    return (*reversed(down), *up)
