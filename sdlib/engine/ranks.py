"""Which element of an array has a rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.program import Apply, Const, Load, Term
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
        call: The function: an array, all of one of its dimensions, and the place, one for the
            smallest.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If what is ranked does not lie along one dimension.

    Source: XMILE 1.0, sections 3.7.1.2 (slices) and 3.7.1.3, RANK.
    """
    name, owner = builder.array(call, 0, 1, variable)
    given = name.subscripts or tuple(f"{dimension}!" for dimension in owner.dimensions)
    along = [number for number, subscript in enumerate(given) if subscript.endswith("!")]
    if len(given) != len(owner.dimensions) or len(along) != 1:
        raise ModelSyntaxError(
            found=f"RANK is given '{owner.name}', which has {len(owner.dimensions)} dimensions, "
            f"and goes over {len(along)} of them",
            place=builder.lowering.place_of(variable),
            variable=variable.name,
            allowed="an array of one dimension, or '*' for one of them and an element for the rest",
            remedy="rank an array of one dimension, into which the elements are copied",
        )
    lowering = builder.lowering
    shape = lowering.axes.shape(owner)
    elements = shape[along[0]]

    def at(inside: Scope, loop: str) -> Load:
        subscripts = (*given[: along[0]], loop, *given[along[0] + 1 :])
        return Load(owner.name, inside.index(shape, subscripts, owner.name))

    wanted = builder.held(call.arguments[1], scope, variable)
    inside = scope.inside()
    every = inside.open(_PLACE, elements)
    number = builder.numbered(every, tuple(range(len(elements))), inside)
    rank = _rank(builder, elements, at, inside, (at(inside, _PLACE), number), _ONE, variable)
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
    return _rank(
        builder, builder.lowering.axes.shape(owner)[-1],
        lambda inside, loop: builder.member(name, owner, inside, loop),
        scope, mine, direction, variable,
    )  # fmt: skip


def _rank(
    builder: ArrayParts, elements: Sequence[str], at: Callable[[Scope, str], Load], scope: Scope,
    mine: tuple[Term, Term], direction: Term, variable: Variable,
) -> Term:  # fmt: skip
    """Return the rank of an element among others; see `rank_of`."""
    inside = scope.inside()
    loop = inside.open("(other)", tuple(elements))
    other = at(inside, "(other)")
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
