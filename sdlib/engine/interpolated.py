"""What lies between the elements of an array, and elements that numbers name."""

from __future__ import annotations

import math

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.program import Apply, Const, Index, Load, Span, Term
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call, Number
from sdlib.model.structure import Variable

_ZERO, _ONE, _NAN = Const(0.0), Const(1.0), Const(float("nan"))
_NEAR = Const(1e-6)


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


def element_at(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return the element of an array that numbers name, zero beyond the array.

    A number that is not whole names none: how it would be rounded is not documented.

    Args:
        builder: Adds cells.
        call: The function: the array with its subscripts, of which some stand for numbers; then the
            place of each of these, counted from zero, and its number, counted from one.
        scope: The loops around it.
        variable: Whose equation it is.

    Source: XMILE 1.0, section 3.7.1.
    """
    name, owner = builder.array(call, 0, 1, variable)
    shape = builder.lowering.axes.shape(owner)
    place = builder.placed(scope.index(shape, name.subscripts, owner.name), scope)
    inside: Term = Apply("=", (_ZERO, _ZERO))
    known = inside
    for at, number in zip(call.arguments[1::2], call.arguments[2::2], strict=True):
        assert isinstance(at, Number)
        after = shape[int(at.value) + 1 :]
        given = builder.held(number, scope, variable)
        near = Apply("floor", (Apply("+", (given, Const(0.5))),))
        off = Apply("abs", (Apply("-", (given, near)),))
        known = Apply("and", (known, Apply("<", (off, _NEAR))))
        last = Const(float(len(shape[int(at.value)])))
        there = Apply("and", (Apply(">=", (near, _ONE)), Apply("<=", (near, last))))
        inside = Apply("and", (inside, there))
        steps = Apply("*", (Apply("-", (near, _ONE)), Const(float(math.prod(map(len, after))))))
        place = Apply("+", (place, steps))
    size = builder.lowering.cell_size(owner)
    found = Apply("picked", (Span(owner.name, Index(), size), place))
    found = Apply("if then else", (inside, found, _ZERO))
    return Apply("if then else", (known, found, _NAN))
