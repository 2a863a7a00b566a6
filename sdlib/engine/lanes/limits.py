"""One run in plain Python whose quotients by zero are infinite, of either sign.

A divisor that is zero stands for one that comes as near to zero as wanted, from either side. What
is computed from such a quotient is a `Limit`: what it approaches, never reaches, from a side that
nobody knows. Whatever depends on the side has no value here, as has a choice between two
outcomes that a limit decides by a hair; what is left holds for any number close enough to zero.

Every operation on a limit is one of those below. Any other, such as a function of Python's own that
would take it for a number, ends the run (`UndecidedError`).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NoReturn

from sdlib.engine.lanes import mathematics, plain
from sdlib.engine.lanes.plain import (  # noqa: F401
    LANES,
    lane_of,
    load,
    njit,
    njit_kept,
    power_of_two,
    random_unit,
    spread,
    with_lane,
)


class UndecidedError(ArithmeticError):
    """What a run does next hangs on something that a limit does not tell."""


def _undecided(*_given: object) -> NoReturn:
    raise UndecidedError


class Undecided:
    """A truth that is not known."""

    __bool__ = _undecided


UNDECIDED = Undecided()


class Limit:
    """What a value approaches where a divisor approaches zero.

    Args:
        value: The limit; NaN where there is none.
        either: Whether it grows beyond all bounds with a sign that depends on the side.
    """

    __slots__ = ("either", "value")

    def __init__(self, value: float, *, either: bool = False) -> None:
        self.value = value
        self.either = either

    def __add__(self, other: Any) -> Limit:
        return _added(self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Limit:
        return _added(self, -other)

    def __rsub__(self, other: Any) -> Limit:
        return _added(other, -self)

    def __mul__(self, other: Any) -> Limit:
        # A square is not negative: the emitted code writes it as a product with itself.
        either = other is not self and (self.either or _either(other))
        return Limit(self.value * _value(other), either=either)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Limit:
        return _divided(self, other)

    def __rtruediv__(self, other: Any) -> Limit:
        return _divided(other, self)

    def __neg__(self) -> Limit:
        return Limit(-self.value, either=self.either)

    def __abs__(self) -> Limit:
        return Limit(abs(self.value))

    def __eq__(self, other: object) -> Any:
        return _compared(self, other, operator.eq)

    def __ne__(self, other: object) -> Any:
        return _compared(self, other, operator.ne)

    def __lt__(self, other: object) -> Any:
        return _compared(self, other, operator.lt)

    def __le__(self, other: object) -> Any:
        return _compared(self, other, operator.le)

    def __gt__(self, other: object) -> Any:
        return _compared(self, other, operator.gt)

    def __ge__(self, other: object) -> Any:
        return _compared(self, other, operator.ge)

    __hash__ = None  # type: ignore[assignment]
    __bool__ = __float__ = __int__ = __index__ = __trunc__ = __round__ = _undecided
    __floor__ = __ceil__ = __pow__ = __rpow__ = __floordiv__ = __rfloordiv__ = _undecided
    __mod__ = __rmod__ = __divmod__ = __rdivmod__ = _undecided


def _value(x: Any) -> Any:
    return x.value if x.__class__ is Limit else x


def _either(x: Any) -> bool:
    return x.__class__ is Limit and x.either


def _added(a: Any, b: Any) -> Limit:
    """Return a sum; two infinite terms have none unless both signs are known."""
    x, y = _value(a), _value(b)
    either = _either(a) or _either(b)
    if either and math.isinf(x) and math.isinf(y):
        return Limit(math.nan)
    return Limit(x + y, either=either)


def _divided(a: Any, b: Any) -> Limit:
    """Return a quotient; an infinite one of either sign by what is zero or approaches it."""
    x, y = _value(a), _value(b)
    if y != 0.0:
        return Limit(x / y, either=_either(a))
    return Limit(math.nan) if x == 0.0 or x != x else Limit(math.inf, either=True)


def _compared(a: Limit, b: Any, holds: Callable[[float, float], bool]) -> Any:
    """Compare with another number; with itself, as helpers do to find NaN, a limit is the same."""
    x, y = a.value, _value(b)
    if a is b:
        return holds(x, x)
    if x != x or y != y:
        return UNDECIDED
    if a.either or _either(b):
        # Whatever its sign, it is not this number.
        apart = math.isfinite(x) or math.isfinite(y)
        return holds is operator.ne if apart and holds in _ALIKE else UNDECIDED
    return UNDECIDED if x == y else holds(x, y)


_ALIKE = (operator.eq, operator.ne)


def store(buffer: Any, place: int, value: Any) -> None:
    """Put a value at a place, and note a limit, of which the first tells where all began."""
    if value.__class__ is Limit:
        buffer.touched(place)
    buffer[place] = value


def divide(a: Any, b: Any) -> Any:
    """Return a quotient, an infinite one of either sign by zero; nothing of zero by zero."""
    try:
        return a / b
    except ZeroDivisionError:
        return _divided(a, b)


def select(condition: Any, yes: Any, no: Any) -> Any:
    """Return one of two values; where it is not known which, what both approach, else nothing."""
    if condition is not UNDECIDED:
        return yes if condition else no
    first, second = _value(yes), _value(no)
    if first == second and not _either(yes) and not _either(no):
        return yes if yes.__class__ is no.__class__ is float else Limit(first)
    return Limit(math.nan)


def decided(holds: Any, fails: Any, yes: Any, no: Any) -> Any:
    """Return one of two values, nothing where a condition neither holds nor fails."""
    if holds is UNDECIDED and fails is UNDECIDED:
        return select(UNDECIDED, yes, no)
    return select(holds, yes, select(fails, no, math.nan))


def both(a: Any, b: Any) -> Any:
    """Return whether both hold; one that does not is enough to know."""
    if a is UNDECIDED or b is UNDECIDED:
        return UNDECIDED if (a is UNDECIDED or a) and (b is UNDECIDED or b) else False
    return a and b


def either(a: Any, b: Any) -> Any:
    """Return whether one of them holds; one that does is enough to know."""
    return negated(both(negated(a), negated(b)))


def negated(a: Any) -> Any:
    """Return whether it does not hold."""
    return UNDECIDED if a is UNDECIDED else not a


def _continuous(function: Callable[[float], float]) -> Callable[[Any], Any]:
    """Return a function that has a limit wherever it has a value."""

    def applied(x: Any) -> Any:
        if x.__class__ is not Limit:
            return function(x)
        if x.either or not math.isfinite(x.value):
            return Limit(math.nan)
        return Limit(function(x.value))

    return applied


# Exponent and mantissa jump where a power of two is passed; ln, which they are for, does not.
exponent = _continuous(plain.exponent)
mantissa = _continuous(plain.mantissa)


def _in_steps(function: Callable[[float], float], offset: float) -> Callable[[Any], Any]:
    """Return a function that jumps at whole numbers and an offset, where it has no limit."""

    def applied(x: Any) -> Any:
        if x.__class__ is not Limit:
            return function(x)
        known = not x.either and math.isfinite(x.value) and (x.value + offset) % 1.0 != 0.0
        return function(x.value) if known else Limit(math.nan)

    return applied


rint = _in_steps(plain.rint, 0.5)
floor = _in_steps(plain.floor, 0.0)


def root(x: Any) -> Any:
    """Return the square root, nothing of a negative number and of one that may be."""
    if x.__class__ is not Limit:
        return plain.root(x)
    known = not x.either and x.value > 0.0
    return Limit(math.sqrt(x.value) if known else math.nan)


def absolute(x: Any) -> Any:
    """Return the distance from zero."""
    return abs(x)


def power(a: Any, b: Any) -> Any:
    """Return a power; of what approaches zero, or is infinite, a whole one only.

    A negative one of zero is infinite, with the sign of either side where the power is odd.
    """
    x, y = _value(a), _value(b)
    whole = b.__class__ is not Limit and y % 1.0 == 0.0 and y != 0.0
    if x == 0.0 and whole and y < 0.0:
        return Limit(math.inf, either=y % 2.0 != 0.0)
    if a.__class__ is not Limit and b.__class__ is not Limit:
        return mathematics.power(x, y)
    if math.isinf(x) and whole:
        odd = y % 2.0 != 0.0
        return Limit(x if odd else math.inf, either=odd and _either(a)) if y > 0.0 else Limit(0.0)
    known = math.isfinite(x) and math.isfinite(y) and (x > 0.0 or (whole and (x != 0.0 or y > 0.0)))
    return Limit(mathematics.power(x, y) if known else math.nan)


def integer(x: Any) -> Any:
    """Return the whole part, which jumps at whole numbers other than zero."""
    if x.__class__ is not Limit:
        return mathematics.integer(x)
    known = not x.either and math.isfinite(x.value) and (x.value % 1.0 != 0.0 or x.value == 0.0)
    return mathematics.integer(x.value) if known else Limit(math.nan)


def curve(
    points: Sequence[float], in_steps: bool, function: Callable[[float], float]
) -> Callable[[Any], Any]:
    """Return a curve that has a limit where it does not jump.

    Args:
        points: Where its points are, in their order.
        in_steps: Whether it jumps at all of them.
        function: Its values.
    """
    jumps = set(points) if in_steps else {a for a, b in pairwise(points) if a == b}

    def applied(x: Any) -> Any:
        if x.__class__ is not Limit:
            return function(x)
        if x.either:
            low, high = function(-math.inf), function(math.inf)
            return Limit(low if low == high else math.nan)
        return Limit(math.nan if x.value in jumps else function(x.value))

    return applied


def curve_between(
    xs: Sequence[float], ys: Sequence[float], first: int, last: int, x: Any, beyond: int
) -> Any:
    """Return a curve's value; see `mathematics.curve_between`."""
    if x.__class__ is not Limit:
        return mathematics.curve_between(xs, ys, first, last, x, beyond)
    return curve(
        xs[first : last + 1],
        beyond >= 2,
        lambda at: mathematics.curve_between(xs, ys, first, last, at, beyond),
    )(x)


INSTEAD: dict[str, Callable[..., Any]] = {
    "power": power,
    "integer": integer,
    "curve_between": curve_between,
    **{
        name: _continuous(getattr(mathematics, name))
        for name in ("sine", "cosine", "arc_tangent", "sine_h", "cosine_h", "tangent_h")
    },
}
"""Helpers that need another way here, by name: those that choose on their way to a value that does
not jump, and functions that take Python's own numbers alone."""
