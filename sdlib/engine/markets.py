"""Demand of several and supply of several: the price at which they meet, and what each then gets.

Source: vensim.com/documentation/24340.html, many-to-many allocation; the shapes of the curves are
those of `allocation`. Where no price is found between the ends of the curves is as recorded.
"""

from __future__ import annotations

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.program import Apply, Load, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable

_AGENT = "(agent)"


def market_price(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return the price at which demand meets supply.

    Args:
        builder: Adds cells.
        call: The function: quantities and curves of demand, then of supply, each named with its
            first element along the last dimension.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If an argument is no array of the right dimensions.
    """
    lowering = builder.lowering
    before = len(scope.loops)
    spans: list[Term] = []
    for side in (0, 2):
        quantity, quantities = builder.array(call, side, 1, variable)
        curve, curves = builder.array(call, side + 1, 2, variable)
        agents = lowering.axes.shape(quantities)[-1]
        kinds = _kinds(builder, call, agents, curves, variable)
        inside = scope.inside()
        inside.open(_AGENT, agents)
        parts: list[Term] = [builder.member(quantity, quantities, inside, _AGENT)]
        parts += [builder.member(curve, curves, inside, _AGENT, kind) for kind in kinds]
        spans += [lowering.laid_out("market", part, inside, before, variable) for part in parts]
    price = Apply("clearing price", tuple(spans))
    found = lowering.laid_out("price", price, scope, before, variable)
    return Load(found.cell, found.index)


def at_price(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return what one asks for or offers at a price.

    Args:
        builder: Adds cells.
        call: The function: a quantity, a curve and the price.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If an argument is no array of the right dimensions.
    """
    lowering = builder.lowering
    curve, curves = builder.array(call, 1, 2, variable)
    agents = lowering.axes.shape(curves)[-2]
    kinds = _kinds(builder, call, agents, curves, variable)
    parts = [lowering.term(call.arguments[0], scope, variable)]
    own = curve.subscripts[-2]
    parts += [builder.member(curve, curves, scope, own, kind) for kind in kinds]
    parts.append(lowering.term(call.arguments[2], scope, variable))
    what = "demanded" if call.function == "demand at price" else "supplied"
    return Apply(what, tuple(parts))


def _kinds(
    builder: ArrayParts, call: Call, agents: tuple[str, ...], curves: Variable, variable: Variable
) -> tuple[str, ...]:
    """Return the elements of a profile that say kind, priority and width of a curve."""
    *_, own, kinds = builder.lowering.axes.shape(curves)
    if own != agents or len(kinds) < 3:
        raise ModelSyntaxError(
            found=f"{call.function.upper()} is given curves '{curves.name}' whose last two "
            "dimensions are not those of its quantities and a profile",
            place=builder.lowering.place_of(variable),
            variable=variable.name,
            allowed="a profile of kind, priority, width and extra for each quantity",
        )
    return kinds[:3]
