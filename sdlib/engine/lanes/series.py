"""Values at many times, or of many runs, side by side in NumPy arrays: no compiler, any width.

Emitted expressions computed in this arithmetic take arrays of any shapes that broadcast. What
`mathematics` computes a lane at a time is computed here an element at a time, by the same text in
plain Python.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.lanes import (
    arrays,
    counting,
    distributions,
    inverses,
    markets,
    mathematics,
    pipelines,
    plain,
)
from sdlib.engine.lanes import tabulated as tables

LANES = 1

Values = Any
"""Numbers or arrays of them."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


def njit(function: _Function) -> _Function:
    """Return the function as it is."""
    return function


njit_kept = njit


def load(buffer: Any, place: int) -> Values:
    """Return the values at a place."""
    return buffer[place]


def store(buffer: Any, place: int, value: Values) -> None:
    """Put values at a place."""
    buffer[place] = value


def select(condition: Values, yes: Values, no: Values) -> Values:
    """Return one of two values, element by element."""
    return np.where(condition, yes, no)


def both(a: Values, b: Values) -> Values:
    """Return whether both hold."""
    return np.logical_and(a, b)


def either(a: Values, b: Values) -> Values:
    """Return whether one of them holds."""
    return np.logical_or(a, b)


def negated(a: Values) -> Values:
    """Return whether it does not hold."""
    return np.logical_not(a)


def decided(holds: Values, fails: Values, yes: Values, no: Values) -> Values:
    """Return one of two values, nothing (NaN) where a condition neither holds nor fails."""
    return np.where(holds, yes, np.where(fails, no, np.nan))


def divide(a: Values, b: Values) -> Values:
    """Return a quotient, nothing (NaN) by zero; see `plain.divide`."""
    zero = np.equal(b, 0.0)
    return np.where(zero, np.nan, np.divide(a, np.where(zero, 1.0, b)))


def rint(x: Values) -> Values:
    """Return the nearest whole number, the even one of two."""
    return np.rint(x)


def floor(x: Values) -> Values:
    """Return the next whole number below."""
    return np.floor(x)


def root(x: Values) -> Values:
    """Return the square root, nothing of a negative number."""
    return np.sqrt(np.where(np.less(x, 0.0), np.nan, x))


def absolute(x: Values) -> Values:
    """Return the distance from zero."""
    return np.abs(x)


def power_of_two(k: Values) -> Values:
    """Return 2**k for a whole number between -1022 and 1023."""
    known = np.isfinite(k)
    return np.where(known, np.ldexp(1.0, np.where(known, k, 0.0).astype(np.int64)), k)


def exponent(x: Values) -> Values:
    """Return k of x = m * 2**k with 1 <= m < 2, of a normal positive number."""
    return np.frexp(x)[1] - 1.0


def mantissa(x: Values) -> Values:
    """Return m of x = m * 2**k with 1 <= m < 2, of a normal positive number."""
    return np.frexp(x)[0] * 2.0


def spread(x: Values) -> Values:
    """Return a value for every lane."""
    return x


lane_of = plain.lane_of
with_lane = plain.with_lane
random_unit = plain.random_unit


Lines = Callable[[tuple[int, ...], Callable[..., float], tuple[Values, ...]], Values]
"""See `sdlib.engine.equations.Lines`."""


def delayed(
    lines: Lines, place: int, steps: int, at: int, dt: float, lag: Values, initial: Values
) -> Values:
    """Return what went into a delay line a lag ago; who evaluates keeps the lines."""

    def out(rows: list[list[float]], step: int, *given: float) -> float:
        return mathematics.delayed(rows[0], 0, 0, step, dt, *given)

    return lines((place,), out, (lag, initial))


def delayed_material(
    lines: Lines, inputs: int, delays: int, steps: int, at: int, *given: Values
) -> Values:
    """Return what comes out of a line of material; see `pipelines.delayed_material`."""

    def out(rows: list[list[float]], step: int, *values: float) -> float:
        both = [*rows[0], *rows[1]]
        return pipelines.delayed_material(both, 0, 1, len(rows[0]), step, *values)

    return lines((inputs, delays), out, given)


def delayed_information(
    lines: Lines, inputs: int, delays: int, steps: int, at: int, *given: Values
) -> Values:
    """Return what comes out of a line of information; see `pipelines.delayed_information`."""

    def out(rows: list[list[float]], step: int, *values: float) -> float:
        both = [*rows[0], *rows[1]]
        return pipelines.delayed_information(both, 0, 1, len(rows[0]), step, *values)

    return lines((inputs, delays), out, given)


def conveyed(lines: Lines, inputs: int, shares: int, steps: int, at: int, *given: Values) -> Values:
    """Return what comes off a conveyor; see `pipelines.conveyed`."""

    def out(rows: list[list[float]], step: int, *values: float) -> float:
        both = [*rows[0], *rows[1]]
        return pipelines.conveyed(both, 0, 1, len(rows[0]), step, *values)

    return lines((inputs, shares), out, given)


def curve_between(
    xs: Sequence[float], ys: Sequence[float], first: int, last: int, x: Values, beyond: int
) -> Values:
    """Return a curve's values by bisection; see `mathematics.curve_between`."""
    points, heights = np.asarray(xs[first : last + 1]), np.asarray(ys[first : last + 1])
    if first == last:
        return np.where(np.isnan(x), np.nan, heights[0])
    if beyond == 3:
        at = np.minimum(np.searchsorted(points, x, side="left"), len(points) - 1)
        return np.where(np.isnan(x), np.nan, heights[at])
    low = np.clip(np.searchsorted(points, x, side="right") - 1, 0, len(points) - 2)
    slope = (heights[low + 1] - heights[low]) / (points[low + 1] - points[low])
    inside = heights[low] + (x - points[low]) * (0.0 if beyond == 2 else slope)
    if beyond == 1:
        return inside
    ended = np.where(np.greater_equal(x, points[-1]), heights[-1], inside)
    return np.where(np.less_equal(x, points[0]), heights[0], ended)


def picked(v: Values, place: int, size: int, which: Values) -> Values:
    """Return one of several elements; see `arrays.picked`."""
    return _each(lambda row: arrays.picked(row, 0, size, row[-1]), v, [(place, size)], which)


def market_price(
    v: Values, requests: int, kinds: int, middles: int, widths: int, size: int, available: Values
) -> Values:
    """Return a price for each moment; see `arrays.market_price`."""
    spans = [(first, size) for first in (requests, kinds, middles, widths)]

    def price(row: list[float]) -> float:
        n = size
        return arrays.market_price(row, 0, n, 2 * n, 3 * n, n, row[-1])

    return _each(price, v, spans, available)


def tabulated(
    v: Values, place: int, size: int, x: Values, low: Values, high: Values, way: int
) -> Values:
    """Return what a curve of elements is at places; see `tabulated.tabulated`."""
    columns = [v[place + k] for k in range(size)]
    rows = np.broadcast_arrays(*columns, x, low, high)
    flat = np.stack([row.ravel() for row in rows]).T.tolist()
    found = [tables.tabulated(row, 0, size, row[-3], row[-2], row[-1], way) for row in flat]
    return np.array(found).reshape(rows[0].shape)


def fixed_share(v: Values, requests: int, kinds: int, size: int, available: Values) -> Values:
    """Return a share for each moment; see `arrays.fixed_share`."""
    spans = [(first, size) for first in (requests, kinds)]
    return _each(lambda row: arrays.fixed_share(row, 0, size, size, row[-1]), v, spans, available)


def clearing_price(v: Values, *market: int) -> Values:
    """Return a price for each moment; see `markets.clearing_price`."""
    *demand, demands = market[:5]
    *supply, supplies = market[5:]
    spans = [*((first, demands) for first in demand), *((first, supplies) for first in supply)]
    d, s, offer = demands, supplies, 4 * demands

    def price(row: list[float]) -> float:
        buyers = (0, d, 2 * d, 3 * d, d)
        sellers = (offer, offer + s, offer + 2 * s, offer + 3 * s, s)
        return markets.clearing_price(row, *buyers, *sellers)

    return _each(price, v, spans, 0.0)


def _each(
    function: Callable[[list[float]], float], v: Values, spans: Sequence[tuple[int, int]], last: Any
) -> Values:
    """Apply a function to the elements of some spans, and a value, one moment after the other."""
    rows = [v[first + k] for first, size in spans for k in range(size)]
    columns = np.broadcast_arrays(*rows, last)
    flat = np.stack([column.ravel() for column in columns])
    found = np.array([function(row) for row in flat.T.tolist()])
    return found.reshape(columns[0].shape)


def elementwise() -> dict[str, Callable[..., NDArray[np.float64]]]:
    """Return what `mathematics` computes a lane at a time, an element at a time instead."""
    found = {}
    helpers = (mathematics, counting, distributions, inverses, arrays, markets, tables, pipelines)
    for name, function in {k: f for module in helpers for k, f in vars(module).items()}.items():
        code = getattr(function, "__code__", None)
        if code is not None and "lane_of" in code.co_names:
            found[name] = np.vectorize(function, otypes=[np.float64])
    own = (delayed, delayed_material, delayed_information, conveyed, curve_between)
    of_arrays = (picked, tabulated, market_price, fixed_share, clearing_price)
    return {**found, **{function.__name__: function for function in (*own, *of_arrays)}}
