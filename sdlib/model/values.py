"""The value of an expression of constants, for what has to be known before anything runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np

from sdlib.model.expressions import Call, Curve, Expression, Number, Operation, Reference
from sdlib.model.structure import Auxiliary, Constant, Lookup, Variable
from sdlib.names import name_key


class NotConstantError(Exception):
    """An expression has no value before a run.

    Args:
        part: The name or the function that has none.
    """

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


_OPERATIONS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: math.pow(a, b),
    "negative": lambda a: -a,
    "=": lambda a, b: float(a == b),
    "<>": lambda a, b: float(a != b),
    "<": lambda a, b: float(a < b),
    "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b),
    ">=": lambda a, b: float(a >= b),
    "and": lambda a, b: float(bool(a) and bool(b)),
    "or": lambda a, b: float(bool(a) or bool(b)),
    "not": lambda a: float(not a),
}

_FUNCTIONS: dict[str, Callable[..., float]] = {
    "abs": abs,
    "exp": math.exp,
    "ln": math.log,
    "sqrt": math.sqrt,
    "integer": lambda a: float(math.trunc(a)),
    "floor": lambda a: float(math.floor(a)),
    "floored modulo": lambda a, b: a - b * math.floor(a / b),
    "min": min,
    "max": max,
    "modulo": math.fmod,
    "if then else": lambda a, b, c: b if a else c,
    "initial": lambda a: a,
}


def constant_value(
    expression: Expression, variables: Mapping[str, Variable], clock: Mapping[str, float]
) -> float:
    """Return the value of an expression that does not change during a run.

    Args:
        expression: The expression.
        variables: Name to variable of the model, as expressions name them.
        clock: Key of a time ("time", "time_step", ...) to its value, as far as it is known; with
            "time" the value is the one at that time.

    Raises:
        NotConstantError: If a part of it changes, has subscripts, or cannot be computed here.
    """
    return _value(expression, variables, clock, ())


def _value(
    expression: Expression,
    variables: Mapping[str, Variable],
    clock: Mapping[str, float],
    above: tuple[str, ...],
) -> float:
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Reference):
        return _of_name(expression, variables, clock, above)
    if isinstance(expression, Operation):
        function = _OPERATIONS[expression.operator]
        name, parts = expression.operator, expression.operands
    elif isinstance(expression, Call) and expression.function == "step" and "time" in clock:
        name, parts = "STEP", expression.arguments
        function = lambda height, start: height if clock["time"] >= start else 0.0  # noqa: E731
    elif isinstance(expression, Call) and expression.function in _FUNCTIONS:
        function = _FUNCTIONS[expression.function]
        name, parts = expression.function.upper(), expression.arguments
    elif isinstance(expression, Call) and expression.function == "curve":
        name, parts = "a curve", expression.arguments[1:]
        points = _points(expression.arguments[0], variables)
        if points is None:
            raise NotConstantError(name)
        xs, ys = (list(each) for each in zip(*points, strict=True))
        function = lambda x: float(np.interp(x, xs, ys))  # noqa: E731
    else:
        what = expression.function.upper() if isinstance(expression, Call) else "an array"
        raise NotConstantError(what)
    values = [_value(part, variables, clock, above) for part in parts]
    try:
        return float(function(*values))
    except (ArithmeticError, TypeError, ValueError):
        raise NotConstantError(name) from None


def _points(
    curve: Expression, variables: Mapping[str, Variable]
) -> tuple[tuple[float, float], ...] | None:
    """Return the points of a curve that has one value at each place, None of any other."""
    if isinstance(curve, Reference) and not curve.subscripts:
        variable = variables.get(curve.name)
        if isinstance(variable, Lookup) and len(variable.definitions) == 1:
            curve = variable.definitions[0].expression
    if not isinstance(curve, Curve) or curve.beyond != "hold" or not curve.points:
        return None
    jumps = any(a >= b for (a, _), (b, _) in pairwise(curve.points))
    return None if jumps else curve.points


def _of_name(
    reference: Reference,
    variables: Mapping[str, Variable],
    clock: Mapping[str, float],
    above: tuple[str, ...],
) -> float:
    key = name_key(reference.name)
    if key in clock:
        return clock[key]
    variable = variables.get(reference.name)
    if variable is None or variable.dimensions or key in above:
        raise NotConstantError(reference.name)
    if isinstance(variable, Constant):
        return float(variable.value)
    if isinstance(variable, Auxiliary) and len(variable.definitions) == 1:
        return _value(variable.definitions[0].expression, variables, clock, (*above, key))
    raise NotConstantError(reference.name)
