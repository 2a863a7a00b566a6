"""The right-hand sides of a model: six kinds of nodes, whatever language they came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from sdlib.model.arrays import FloatArray


@dataclass(frozen=True)
class Number:
    """A number."""

    value: float


@dataclass(frozen=True, eq=False)
class NumberArray:
    """An array of numbers, written out in an equation."""

    values: FloatArray
    """Shape as written, one or two axes."""


@dataclass(frozen=True)
class Reference:
    """The value of a variable, or of some of its elements."""

    name: str
    """Name of the variable as the modeller wrote it; ``Time`` for the time."""
    subscripts: tuple[str, ...] = ()
    """One a dimension: an element, a dimension, or a dimension with ``!`` that is reduced over."""


@dataclass(frozen=True)
class Operation:
    """An operator with one or two operands."""

    operator: str
    """One of ``+ - * / ^ = <> < <= > >= and or not negative``."""
    operands: tuple[Expression, ...]


@dataclass(frozen=True)
class Curve:
    """A curve that is drawn inside an equation."""

    points: tuple[tuple[float, float], ...]
    """Its points (x, y), x ascending."""
    beyond: str = "hold"
    """Outside its points: "hold" the end, "extrapolate" the last line, "step" back to a point."""


@dataclass(frozen=True)
class Call:
    """A function, or a curve, applied to arguments."""

    function: str
    """Key of the function; "curve" for a curve, which is then the first argument."""
    arguments: tuple[Expression, ...]


Expression = Number | NumberArray | Reference | Operation | Curve | Call


@dataclass(frozen=True)
class Definition:
    """One definition of a variable, of all or some of its elements."""

    subscripts: tuple[str, ...]
    """What stands in brackets on the left: elements, dimensions or subranges."""
    exceptions: tuple[tuple[str, ...], ...]
    """Elements that it leaves out (``:EXCEPT:``)."""
    expression: Expression


def children(expression: Expression) -> tuple[Expression, ...]:
    """Return the parts of an expression."""
    if isinstance(expression, Operation):
        return expression.operands
    if isinstance(expression, Call):
        return expression.arguments
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """Iterate over an expression and all its parts, from the outside in."""
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def changed(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """Return an expression in which each part is what `change` makes of it, the inmost first."""
    if isinstance(expression, Operation):
        parts = tuple(changed(part, change) for part in expression.operands)
        return change(replace(expression, operands=parts))
    if isinstance(expression, Call):
        parts = tuple(changed(part, change) for part in expression.arguments)
        return change(replace(expression, arguments=parts))
    return change(expression)
