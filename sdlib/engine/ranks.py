"""Which element of an array has a rank."""

from __future__ import annotations

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.program import Apply, Const, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call, Reference
from sdlib.model.structure import Variable

_PLACE = "(place)"

_ONE, _ZERO, _NAN = Const(1.0), Const(0.0), Const(float("nan"))


def index_of_rank(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
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
    rank = rank_of(builder, one, owner, inside, mine, _ONE, variable)
    place = Apply("+", (number, _ONE))
    found = _if(Apply("=", (rank, wanted)), place, _ZERO)
    index = lowering.reduced("sum", found, inside, len(scope.loops), variable)
    index = builder.lowering.held("index", index, scope, variable)
    # A place that no element has is none that could be counted.
    there = Apply(">", (index, _ZERO))
    return _if(there, index, _NAN)


def rank_of(
    builder: ArrayParts, name: Reference, owner: Variable, scope: Scope, mine: tuple[Term, Term],
    direction: Term, variable: Variable,
) -> Term:  # fmt: skip
    """Return the rank of an element among all along the last dimension of an array.

    Args:
        builder: Finds elements and adds cells.
        name: The array as an equation names it.
        owner: The array.
        scope: The loops around it.
        mine: The element's value, and its number from zero on.
        direction: Above zero for ranks upwards.
        variable: Whose equation it is.
    """
    inside = scope.inside()
    elements = builder.lowering.axes.shape(owner)[-1]
    loop = inside.open("(other)", elements)
    other = builder.member(name, owner, inside, "(other)")
    number = builder.numbered(loop, tuple(range(len(elements))), inside)
    value, place = mine

    def first(sign: str) -> Term:
        equal = Apply("and", (Apply("=", (other, value)), Apply(sign, (number, place))))
        return Apply("or", (Apply(sign, (other, value)), equal))

    before = _if(first("<"), _ONE, _ZERO)
    if not isinstance(direction, Const):
        up = Apply(">", (direction, _ZERO))
        before = _if(up, before, _if(first(">"), _ONE, _ZERO))
    elif direction.value <= 0:
        before = _if(first(">"), _ONE, _ZERO)
    known = Apply("=", (value, value))
    before = _if(known, before, _NAN)
    count = builder.lowering.reduced("sum", before, inside, len(scope.loops), variable)
    return Apply("+", (_ONE, count))


def _if(condition: Term, yes: Term, no: Term) -> Term:
    return Apply("if then else", (condition, yes, no))
