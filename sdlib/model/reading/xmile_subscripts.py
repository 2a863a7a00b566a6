"""Subscripts of XMILE that are computed, and ranges of elements.

Source: XMILE 1.0, section 3.7.1: elements are counted from 1, and what lies beyond them is zero;
section 3.7.1.1 for transposed arrays and places of dimensions; section 3.7.1.2 for ranges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.reading.misread import FormulaError
from sdlib.model.reading.surroundings import Surroundings
from sdlib.model.reading.syntax import Node, references
from sdlib.model.reading.xmile_builtins import arithmetic, call
from sdlib.names import name_key

OVER_ELEMENTS = frozenset({"sum", "prod", "min", "max", "mean", "stddev", "size"})
"""Functions that take the elements of an array together."""

_NEAR = 1e-9
"""By how much a number may miss a whole one and still be it."""

_FOLDED: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else math.nan,
}


class ElementsNeededError(FormulaError):
    """An equation for all elements that each of them reads in another way."""


def constant(node: Node) -> float | None:
    """Return the number that an expression is, None where a run computes it.

    Example:
        >>> constant(tree.ArithmeticStructure(["+", "-"], (1, 2, 0.5)))
        2.5
    """
    if isinstance(node, int | float):
        return float(node)
    if not isinstance(node, tree.ArithmeticStructure):
        return None
    parts = [constant(part) for part in node.arguments]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if list(node.operators) == ["negative"]:
        return -known[0]
    if not set(node.operators) <= set(_FOLDED):
        return None
    value = known[0]
    for operator, part in zip(node.operators, known[1:], strict=True):
        value = _FOLDED[operator](value, part)
    return value


def whole(number: float, at: int) -> int:
    """Return a subscript that is a whole number.

    Raises:
        FormulaError: If it is none.
    """
    if not math.isfinite(number) or abs(number - round(number)) > _NEAR:
        raise FormulaError(at, f"the subscript {number:g}, which is no whole number")
    return round(number)


def hangs_on_elements(node: Node, dimensions: Sequence[str]) -> bool:
    """Tell whether an expression is made of numbers and of dimensions alone, by their keys."""
    each_step, _ = references([node])
    return bool(each_step) and each_step <= set(dimensions) and not _has_calls(node)


def _has_calls(node: Node) -> bool:
    parts = getattr(node, "arguments", ())
    return isinstance(node, tree.CallStructure) or any(map(_has_calls, parts))


def has_marks(node: Node) -> bool:
    """Tell whether an expression goes over all of some dimension."""
    if isinstance(node, tree.ReferenceStructure):
        given = node.subscripts.subscripts if node.subscripts else ()
        return any(subscript.endswith("!") for subscript in given)
    return any(map(has_marks, getattr(node, "arguments", ())))


def element_at(key: str, subscripts: Sequence[str], computed: Sequence[tuple[int, Node]]) -> Node:
    """Return the element of an array that numbers name, some of them computed in a run.

    Args:
        key: The array.
        subscripts: Its subscripts; any element stands for one that is computed.
        computed: Which subscripts are computed, counted from zero, and from what.
    """
    named = tree.ReferenceStructure(key, tree.SubscriptsReferenceStructure(list(subscripts)))
    pairs = [part for place, number in computed for part in (place, number)]
    return call("element_at", named, *pairs)


def taken_together(function: str, members: Sequence[Node], *, marked: bool) -> Node:
    """Return what a function makes of the members of a range.

    Args:
        function: Key of one of `OVER_ELEMENTS`.
        members: One expression for each element of the range.
        marked: Whether each of them still goes over all of another dimension.

    Raises:
        FormulaError: If the function does not take both at once.
    """
    if marked and function not in ("sum", "prod", "min", "max"):
        raise FormulaError(-1, f"{function.upper()} of a range beside '*', which is not run here")
    if function == "size":
        return len(members)
    if function in ("min", "max"):
        found = [call(f"v{function}_xmile", m) for m in members] if marked else list(members)
        value = found[0]
        for member in found[1:]:
            value = call(function, value, member)
        return value
    if function == "prod":
        return _joined("*", [call("prod", m) for m in members] if marked else members)
    total = _joined("+", [call("sum", m) for m in members] if marked else members)
    if function == "sum":
        return total
    mean = arithmetic("/", total, len(members))
    if function == "mean":
        return mean
    squares = [arithmetic("*", a, a) for a in (arithmetic("-", m, mean) for m in members)]
    return call("sqrt", arithmetic("/", _joined("+", squares), len(members)))


def _joined(operator: str, parts: Sequence[Node]) -> Node:
    return arithmetic(operator, *parts) if len(parts) > 1 else parts[0]


def number_of(name: str, elements: Sequence[str]) -> int | None:
    """Return the number of an element, from one on; None where there is none of that name."""
    keys = [name_key(element) for element in elements]
    return keys.index(name_key(name)) + 1 if name_key(name) in keys else None


def transposed(key: str, around: Surroundings, at: int) -> Node:
    """Return an array whose dimensions are taken the other way round.

    Where they have different names, these tell which one goes where, whatever their order.

    Args:
        key: The array.
        around: What the equation is read in.
        at: Where it stands.

    Raises:
        FormulaError: If it has a dimension twice, and the variable other dimensions than it has.
    """
    axes = [name_key(axis) for axis in around.axes[key]]
    if len(set(axes)) == len(axes):
        return tree.ReferenceStructure(key, None)
    own = [name_key(axis) for axis, _ in around.places]
    elements = [element for _, element in around.places]
    if own != axes[::-1] or not all(elements):
        raise FormulaError(at, "a transposed array, whose dimensions are not those of the variable")
    return tree.ReferenceStructure(key, tree.SubscriptsReferenceStructure(elements[::-1]))


def at_place(text: str, axis: str, around: Surroundings, at: int) -> str:
    """Return the subscript that ``@1`` stands for: the variable's own in its first dimension.

    Args:
        text: The number behind the sign.
        axis: The dimension of the array that is subscripted.
        around: What the equation is read in.
        at: Where it stands.

    Raises:
        FormulaError: If the variable has no such dimension, or the array another one there.
    """
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= len(around.places):
        raise FormulaError(at, f"'@{text}', and the variable has {len(around.places)} dimensions")
    own, element = around.places[number - 1]
    if name_key(own) != name_key(axis):
        raise FormulaError(at, f"'@{text}', which is '{own}', in place of '{axis}'")
    return element or own


def twice_among(subscripts: Sequence[str], around: Surroundings) -> list[str]:
    """Return those subscripts that name a dimension which the variable has twice."""
    own = [name_key(axis) for axis, _ in around.places]
    return [s for s in subscripts if own.count(name_key(s)) > 1]


def told_by_places(
    subscripts: list[str], axes: Sequence[str], around: Surroundings, at: int
) -> list[str]:
    """Return subscripts with the elements of dimensions that the variable has twice.

    An array that has them as often is taken element by element: all its dimensions by name are the
    array without subscripts.

    Args:
        subscripts: As the equation has them.
        axes: The dimensions of the array.
        around: What the equation is read in.
        at: Where they stand.

    Raises:
        FormulaError: If the array has them in other places, or not as often.
    """
    named = twice_among(subscripts, around)
    if not named:
        return subscripts
    own = [name_key(axis) for axis, _ in around.places]
    found = list(subscripts)
    for dimension in {name_key(name) for name in named}:
        mine = [element for axis, element in around.places if name_key(axis) == dimension]
        there = [n for n, s in enumerate(subscripts) if name_key(s) == dimension]
        same = all(n < len(axes) and name_key(axes[n]) == dimension for n in there)
        if len(there) != own.count(dimension) or not same or not all(mine):
            raise FormulaError(
                at, f"'{named[0]}', a dimension that the variable has twice; @1, @2 tell which"
            )
        for place, element in zip(there, mine, strict=True):
            found[place] = element
    return found
