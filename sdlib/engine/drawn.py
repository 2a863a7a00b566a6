"""Random functions that are made of others: chances that a curve draws, noise that remembers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from sdlib.engine.cells import Cells
from sdlib.engine.curves import Found
from sdlib.engine.inverse_curves import Points, area
from sdlib.engine.program import Apply, Clock, Const, Load, Term
from sdlib.engine.state_cells import StateCells
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable

Drawer = Callable[[str, Sequence[Term], Scope], Term]
"""Draws a number of a distribution with its arguments, of its own in each round of the loops."""

_FAR = 6.0
"""Deviations beyond which a normal number of RANDOM PINK NOISE is cut off."""

_ZERO, _ONE, _TWO = Const(0.0), Const(1.0), Const(2.0)


def _apply(function: str, *arguments: Term) -> Term:
    return Apply(function, arguments)


def random_lookup(
    lowering: Cells, draw: Drawer, found: Found, call: Call, scope: Scope, variable: Variable
) -> Term:
    """Return a random number whose chances a curve draws, stretched, shifted and cut off.

    An even number between the areas below both ends is put into the inverse of the area, which
    between two points of the curve is the root of a square.

    Args:
        lowering: Adds cells.
        draw: Draws a number.
        found: The curve.
        call: The function: curve, least, most, shift, stretch, and a seed that is left out.
        scope: The loops around it.
        variable: Whose equation it is.

    Source: vensim.com/documentation, RANDOM Number Functions.
    """

    def held(what: str, term: Term) -> Term:
        return lowering.held(what, term, scope, variable)

    given = [lowering.term(argument, scope, variable) for argument in call.arguments[1:5]]
    low, high, shift, stretch = (held("argument", term) for term in given)
    first, last = found.constant(lambda p: p[0][0]), found.constant(lambda p: p[-1][0])

    def below(end: Term) -> Term:
        place = _apply("/", _apply("-", end, shift), stretch)
        inside = held("end", _apply("min", _apply("max", place, first), last))
        return held("below", area(found, inside))

    under, over = below(low), below(high)
    drawn = held("drawn", draw("random uniform", [under, over], scope))

    def of_part(which: int) -> Term:
        """Return a number of the part that is drawn, as `_parts` has them."""
        return found.of(
            lambda points: tuple((p[0], p[which]) for p in _parts(points)), drawn, "step"
        )

    rest, height = held("rest", _apply("-", drawn, of_part(0))), held("height", of_part(2))
    square = _apply("*", _apply("*", _TWO, of_part(3)), rest)
    square = _apply("+", _apply("*", height, height), square)
    both = held("height", _apply("+", height, _apply("sqrt", _apply("max", square, _ZERO))))
    step = _apply("/", _apply("*", _TWO, rest), both)
    step = _apply("if then else", _apply(">", both, _ZERO), step, _ZERO)
    value = _apply("+", shift, _apply("*", stretch, _apply("+", of_part(1), step)))
    value = _apply("min", _apply("max", value, low), high)
    return _apply("if then else", _apply(">", over, under), value, Const(float("nan")))


def _parts(points: Points) -> list[tuple[float, float, float, float]]:
    """Return the parts of a curve with an area: the area before it, its place, height and slope."""
    total, parts = 0.0, []
    for (x0, y0), (x1, y1) in pairwise(points):
        if x1 > x0 and y0 + y1 > 0:
            parts.append((total, x0, y0, (y1 - y0) / (x1 - x0)))
            total += (x1 - x0) * (y0 + y1) / 2
    return parts or [(0.0, points[0][0], float("nan"), 0.0)]


def pink_noise(lowering: Cells, draw: Drawer, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return noise that remembers: white noise that is smoothed over a correlation time.

    The white noise is so strong that what comes out has the deviation that is asked for, whatever
    the time step; its correlation falls by the share time step / correlation time at each step.

    Args:
        lowering: Adds cells.
        draw: Draws a number.
        call: The function: mean, deviation, correlation time, and a seed that is left out.
        scope: The loops around it.
        variable: Whose equation it is.

    Source:
        vensim.com/documentation/random_pink_noise.html, E. Anderson's structure; the variance of
        its white noise by that of what comes out is (2 - a) / a, where a is that share.
    """

    def held(what: str, term: Term) -> Term:
        return lowering.held(what, term, scope, variable)

    given = [lowering.term(argument, scope, variable) for argument in call.arguments[:3]]
    mean, deviation, time = (held("argument", term) for term in given)
    share = held("share", _apply("/", Clock("time step"), time))

    def noise(factor: Term) -> Term:
        normal = [Const(-_FAR), Const(_FAR), _ZERO, _ONE]
        drawn = draw("random normal", normal, scope)
        return _apply("+", mean, _apply("*", factor, drawn))

    strength = _apply("sqrt", _apply("/", _apply("-", _TWO, share), share))
    white = noise(_apply("*", deviation, strength))
    states = StateCells(lowering)
    cell, index = states.cell("pink noise", "state", scope, variable)
    level = Load(cell, index)
    states.assign(cell, index, scope, noise(deviation), "start")
    states.assign(cell, index, scope, _apply("/", _apply("-", white, level), time), "rate")
    return level
