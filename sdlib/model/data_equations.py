"""Data variables that are computed from other data, ``all := some + others``.

Vensim computes such data at the points of the data that they come from, and treats what lies
between like any data. Computing them at each time step is the same for what is accepted here.

Source: vensim.com/documentation/dataequations.html.
"""

from __future__ import annotations

from sdlib.model.expressions import Call, Expression, Number, Operation, Reference, walk
from sdlib.model.structure import DataSeries, Model

_BEYOND = 2
"""Degree of anything that is not linear."""


def why_not(variable: DataSeries, model: Model) -> str:
    """Return why computed data cannot be computed at each time step, empty where it can.

    Args:
        variable: The data variable.
        model: Its model.
    """
    way = variable.interpolation
    for definition in variable.definitions:
        for part in walk(definition.expression):
            source = _data(part, model)
            if source is not None and source.interpolation != way:
                return (
                    f"a data variable with the keyword :{way.upper()}: that is computed from "
                    f"'{source.name}', which has :{source.interpolation.upper()}:,"
                )
        if way == "raw":
            return "a raw data variable that is computed from others"
        if way == "interpolate" and _degree(definition.expression, model) > 1:
            return "a data variable computed from others, other than by sums and multiples,"
    return ""


def _data(part: Expression, model: Model) -> DataSeries | None:
    if isinstance(part, Reference) and part.name in model:
        variable = model.variable(part.name)
        return variable if isinstance(variable, DataSeries) else None
    return None


def _degree(part: Expression, model: Model) -> int:
    """Return 0 for what is constant, 1 for what is linear in data, more for what is neither."""
    if isinstance(part, Reference):
        return int(_data(part, model) is not None)
    if isinstance(part, Number):
        return 0
    if isinstance(part, Operation):
        degrees = [_degree(operand, model) for operand in part.operands]
        if part.operator in ("+", "-", "negative"):
            return max(degrees)
        if part.operator == "*":
            return sum(degrees)
        if part.operator == "/" and not any(degrees[1:]):
            return degrees[0]
        return _BEYOND if any(degrees) else 0
    if isinstance(part, Call):
        degrees = [_degree(argument, model) for argument in part.arguments]
        if part.function == "sum":
            return max(degrees)
        return _BEYOND if any(degrees) else 0
    return 0
