"""What lies between the elements of an array."""

from __future__ import annotations

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.program import Apply, Const, Load, Term
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable

_ZERO, _ONE = Const(0.0), Const(1.0)


def interpolated(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return what lies between the elements of an array, by a place from 0 to 1 along each side.

    The first element stands at 0, the last at 1, the others evenly between them. Between two
    neighbours what is nearer counts for more; before the first and after the last they hold. Of
    several dimensions that is so along each.

    Args:
        builder: Adds cells.
        call: The function: the array, of which sides are marked or all are gone along, and a place
            for each.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If there is another number of places.

    Source: iseesystems.com, help on array builtins, INTERPOLATE.
    """
    name, owner = builder.array(call, 0, 1, variable)
    shape = builder.lowering.axes.shape(owner)
    given = name.subscripts or tuple(f"{dimension}!" for dimension in owner.dimensions)
    along = [at for at, subscript in enumerate(given) if subscript.endswith("!")]
    places = [builder.held(argument, scope, variable) for argument in call.arguments[1:]]
    if len(places) != len(along):
        raise builder.lowering.wrong_count(call, len(along) + 1, variable)
    inside = scope.inside()
    subscripts = list(given)
    share: Term = _ONE
    for number, (at, place) in enumerate(zip(along, places, strict=True)):
        subscripts[at] = f"(side {number})"
        loop = inside.open(subscripts[at], shape[at])
        counted = builder.numbered(loop, tuple(range(len(shape[at]))), inside)
        within = Apply("min", (Apply("max", (place, _ZERO)), _ONE))
        steps = Apply("*", (within, Const(len(shape[at]) - 1.0)))
        away = Apply("abs", (Apply("-", (steps, counted)),))
        share = Apply("*", (share, Apply("max", (Apply("-", (_ONE, away)), _ZERO))))
    element = Load(owner.name, inside.index(shape, subscripts, owner.name))
    # What is far away does not count, whatever it is.
    part = Apply("if then else", (Apply("=", (share, _ZERO)), _ZERO, Apply("*", (share, element))))
    return builder.lowering.reduced("sum", part, inside, len(scope.loops), variable)
