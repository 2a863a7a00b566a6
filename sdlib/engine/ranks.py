"""Which element of an array has a rank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sdlib.engine.program import Apply, Const, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable

if TYPE_CHECKING:
    from sdlib.engine.arrays import ArrayBuilder

_PLACE = "(place)"


def index_of_rank(builder: ArrayBuilder, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return the number, from one on, of the element that comes at a place of the sorted array.

    Among equal elements the order is that of the file.

    Args:
        builder: Adds cells.
        call: The function: an array of one dimension, and the place, one for the smallest.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If what is ranked is no array of one dimension.

    Source: XMILE 1.0, section 3.7.1.3, RANK.
    """
    name, owner = builder.array(call, 0, 1, variable)
    if len(owner.dimensions) > 1:
        raise ModelSyntaxError(
            found=f"RANK is given '{owner.name}', which has {len(owner.dimensions)} dimensions",
            place=builder.lowering.place_of(variable),
            variable=variable.name,
            allowed="an array of one dimension",
            remedy="rank an array of one dimension, into which the elements are copied",
        )
    lowering = builder.lowering
    wanted = builder.held(call.arguments[1], scope, variable)
    elements = lowering.axes.shape(owner)[0]
    inside = scope.inside()
    every = inside.open(_PLACE, elements)
    number = builder.numbered(every, tuple(range(len(elements))), inside)
    one = type(name)(name.name, (owner.dimensions[0],))
    mine = builder.member(one, owner, inside, _PLACE), number
    rank = builder.ranked(one, owner, inside, mine, Const(1.0), variable)
    place = Apply("+", (number, Const(1.0)))
    found = Apply("if then else", (Apply("=", (rank, wanted)), place, Const(0.0)))
    index = lowering.reduced("sum", found, inside, len(scope.loops), variable)
    index = builder.lowering.states.held("index", index, scope, variable)
    # A place that no element has is none that could be counted.
    there = Apply(">", (index, Const(0.0)))
    return Apply("if then else", (there, index, Const(float("nan"))))
