"""Which values of a program may be nothing (NaN), so that a comparison of them has no answer.

A choice whose condition is nothing is nothing as well. That costs something, so it is written only
where a number compared may be nothing: a quotient, unless it is by a number other than zero, a
logarithm, a root, a function that has no value for some of its arguments, and all that is computed
from these. Inputs, data, points of curves and random numbers are finite. That a number grew beyond
all bounds is not looked for: infinite numbers compare.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sdlib.engine.program import Apply, Const, CurveAt, Draw, Item, Load, Program, Span, Term

_WHOLE = frozenset({
    "+", "-", "*", "negative", "=", "<>", "<", "<=", ">", ">=", "and", "or", "not",
    "abs", "exp", "sin", "cos", "tan", "arctan", "sinh", "cosh", "tanh", "sign",
    "min", "max", "integer", "floor", "quantum", "modulo", "if then else", "zidz", "xidz",
    "time base", "step", "ramp", "xramp", "pulse", "xpulse", "pulse train", "xpulse train",
    "picked", "delay line",
})  # fmt: skip
"""Functions that have a value wherever their arguments have one."""
_WHOLE_DRAWS = frozenset({"random 0 1", "random uniform", "random normal"})


def cells_without_value(program: Program) -> frozenset[str]:
    """Return the cells that may be nothing at some time of a run."""
    readers: dict[str, set[str]] = {}
    waiting: list[str] = []
    for item in _items(program):
        if any(_begins(part) for part in _parts(item.value)):
            waiting.append(item.cell)
        for part in _parts(item.value):
            if isinstance(part, Load | Span):
                readers.setdefault(part.cell, set()).add(item.cell)
    found = set(waiting)
    while waiting:
        reached = readers.get(waiting.pop(), set()) - found
        found |= reached
        waiting.extend(reached)
    return frozenset(found)


def may_be_nothing(term: Term, cells: Collection[str], known: dict[int, tuple[Term, bool]]) -> bool:
    """Tell whether a term may be nothing.

    Args:
        term: The term.
        cells: Names of the cells that may be.
        known: Identity of a part to itself and what is known of it; is added to.
    """
    for part in reversed(list(_parts(term))):
        if isinstance(part, Load | Span):
            found = part.cell in cells
        else:
            found = _begins(part) or any(known[id(inside)][1] for inside in _inside(part))
        known[id(part)] = part, found
    return known[id(term)][1]


def _begins(part: Term) -> bool:
    """Tell whether a term may be nothing though all that it reads is something."""
    if isinstance(part, Const):
        return part.value != part.value
    if isinstance(part, CurveAt):
        return any(_lacks_value(points, part.beyond) for points in part.curves)
    if isinstance(part, Draw):
        return part.distribution not in _WHOLE_DRAWS
    return isinstance(part, Apply) and part.function not in _WHOLE and not _is_sure(part)


def _is_sure(part: Apply) -> bool:
    """Tell whether the numbers in a term give it a value, such as one that is divided by."""
    number = part.arguments[-1]
    if not isinstance(number, Const):
        return False
    if part.function == "/":
        return number.value != 0.0
    if part.function in ("^", "power"):
        return number.value >= 0.0 and number.value % 1.0 == 0.0
    return part.function in ("ln", "sqrt") and number.value > 0.0


def _lacks_value(points: tuple[tuple[float, float], ...], beyond: str) -> bool:
    """Tell whether a curve has places without a value: of an element that has no curve, or upright.

    Points one above the other at an end that goes on have no line to go on by.
    """
    xs = [x for x, _ in points]
    upright = beyond == "extrapolate" and len(set(xs)) < len(xs)
    return upright or any(x != x or y != y for x, y in points)


def _items(program: Program) -> Iterator[Item]:
    yield from program.start
    yield from program.step


def _parts(term: Term) -> Iterator[Term]:
    waiting = [term]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(_inside(part))


def _inside(part: Term) -> tuple[Term, ...]:
    if isinstance(part, Apply | Draw):
        return part.arguments
    return (part.argument,) if isinstance(part, CurveAt) else ()
