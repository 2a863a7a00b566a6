"""VECTOR LOOKUP: a curve whose heights are the elements of an array, which may change."""

from __future__ import annotations

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.program import Apply, Const, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable

_WAYS = (0.0, 1.0, 2.0, 3.0, 4.0, 7.0)
"""Modes that are run. Those of the inverse and the slope (5, 6, 8, 9) are not: how they differ with
extrapolation is not documented."""


def vector_lookup(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return what a curve is at a place, its points evenly spaced between two ends.

    Args:
        builder: Adds cells.
        call: The function: heights, named with their first element, place, both ends and mode.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If the heights are no array of two elements and more, or the mode is a
            number that is not run.

    Source: vensim.com/documentation/fn_vector_lookup.html.
    """
    name, owner = builder.array(call, 0, 1, variable)
    span = builder.span(name, owner, scope)
    mode = builder.held(call.arguments[4], scope, variable)
    known = not isinstance(mode, Const) or mode.value in _WAYS
    if span.size < 2 or not known:
        raise ModelSyntaxError(
            found="VECTOR LOOKUP has the mode " + f"{getattr(mode, 'value', 0.0):g}"
            if span.size >= 2
            else f"VECTOR LOOKUP is given '{owner.name}', which has one element",
            place=builder.lowering.place_of(variable),
            variable=variable.name,
            allowed="two elements or more, and the modes 0 to 4 and 7",
            remedy="write the slope or the inverse with LOOKUP SLOPE or LOOKUP INVERT of a curve",
        )
    given = [builder.held(argument, scope, variable) for argument in call.arguments[1:4]]

    def at(way: float) -> Term:
        return Apply("tabulated", (span, *given, Const(way)))

    if isinstance(mode, Const):
        return at(mode.value)
    found: Term = Const(float("nan"))
    for way in _WAYS:
        found = Apply("if then else", (Apply("=", (mode, Const(way))), at(way), found))
    return found
