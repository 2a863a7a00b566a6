"""Scarce supply among requests: one price is found at which what is there meets what is asked.

Each request has a curve of what it takes at a price; in the order of priorities the curves fall
from the whole request to nothing. The price is found by halving (`lanes.arrays.market_price`).

Source: vensim.com/documentation/24335.html (the shapes) and 24337.html. That ALLOCATE BY PRIORITY
is the same with rectangles of one width follows from its description; recorded runs agree.
"""

from __future__ import annotations

from collections.abc import Sequence

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.program import Apply, Const, Load, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable

_AGENT = "(agent)"


def allocate_available(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return what one request gets of what is available.

    Args:
        builder: Adds cells.
        call: The function: requests, priorities with their kind in the last dimension, supply.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If an argument is no array of the right dimensions.
    """
    request, requests = builder.array(call, 0, 1, variable)
    profile, profiles = builder.array(call, 1, 2, variable)
    lowering = builder.lowering
    agents = builder.along(request, requests, -1)
    kinds = lowering.axes.shape(profiles)[-1]
    if builder.along(profile, profiles, -2) != agents or len(kinds) < 3:
        raise ModelSyntaxError(
            found=f"ALLOCATE AVAILABLE is given priorities '{profiles.name}' whose last two "
            f"dimensions are not those of '{requests.name}' and a profile",
            place=lowering.place_of(variable),
            variable=variable.name,
            allowed="a profile of kind, priority, width and extra for each request",
        )
    inside = scope.inside()
    inside.open(_AGENT, agents)
    parts = [builder.member(request, requests, inside, _AGENT)]
    parts += [builder.member(profile, profiles, inside, _AGENT, kind) for kind in kinds[:3]]
    mine: list[Term] = [lowering.term(request, scope, variable)]
    own = profile.subscripts[-2]
    mine += [builder.member(profile, profiles, scope, own, kind) for kind in kinds[:3]]
    return Apply("allocated", (*mine, *_price(builder, parts, call, scope, inside, variable)))


def allocate_by_priority(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return what one request gets by its priority.

    Args:
        builder: Adds cells.
        call: The function: requests, priorities, their number, a width of priorities, supply.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If an argument is no array of the right dimensions, or the number is
            another one than there are requests.
    """
    request, requests = builder.array(call, 0, 1, variable)
    priority, priorities = builder.array(call, 1, 1, variable)
    lowering = builder.lowering
    agents = builder.along(request, requests, -1)
    size = lowering.term(call.arguments[2], scope, variable)
    fits = builder.along(priority, priorities, -1) == agents
    known = isinstance(size, Const)
    if not fits or (known and size != Const(float(len(agents)))):
        raise ModelSyntaxError(
            found="ALLOCATE BY PRIORITY is given requests, priorities and a number of them that do "
            "not fit each other",
            place=lowering.place_of(variable),
            variable=variable.name,
            allowed=f"{len(agents)}, as '{requests.name}' has along its last dimension",
        )
    width = builder.held(call.arguments[3], scope, variable)
    inside = scope.inside()
    inside.open(_AGENT, agents)
    one = Const(1.0)
    parts: list[Term] = [
        builder.member(request, requests, inside, _AGENT),
        one,
        builder.member(priority, priorities, inside, _AGENT),
        width,
    ]
    mine: list[Term] = [lowering.term(request, scope, variable), one]
    mine += [lowering.term(priority, scope, variable), width]
    price = _price(builder, parts, call, scope, inside, variable)
    if not known:
        # A number that is a variable is looked at in the run.
        same = Apply("=", (size, Const(float(len(agents)))))
        price = (Apply("if then else", (same, price[0], Const(float("nan")))), price[1])
    return Apply("allocated", (*mine, *price))


def _price(
    builder: ArrayParts,
    parts: Sequence[Term],
    call: Call,
    scope: Scope,
    inside: Scope,
    variable: Variable,
) -> tuple[Term, Term]:
    """Return the price for all requests, and the share of those of a fixed quantity.

    Each stands in a cell that has no more places than needed.
    """
    lowering = builder.lowering
    before = len(scope.loops)
    spans = [lowering.laid_out("requests", part, inside, before, variable) for part in parts]
    supply = lowering.term(call.arguments[-1], scope, variable)
    price = Apply("market price", (*spans, supply))
    found = lowering.laid_out("price", price, scope, before, variable)
    if parts[1] == Const(1.0):
        return Load(found.cell, found.index), Const(1.0)
    part = Apply("fixed share", (*spans[:2], supply))
    share = lowering.laid_out("share", part, scope, before, variable)
    return Load(found.cell, found.index), Load(share.cell, share.index)
