"""A conveyor: what goes onto it comes off a time later, less what leaks on the way."""

from __future__ import annotations

from sdlib.engine.pipelines import at_start, line_of, whole
from sdlib.engine.program import Apply, Clock, Const, Term
from sdlib.engine.state_cells import StateCells
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call, Curve, Expression, Reference
from sdlib.model.structure import Lookup, Variable

_ZERO, _NAN = Const(0.0), Const(float("nan"))
_NEARLY = Const(1e-6)
_PROFILE = 3
"""Which argument is the profile of what lies on it at first."""


def delay_conveyor(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add the lines of DELAY CONVEYOR and return what comes off it.

    What lies on it leaks from the step on in which it came. A run in which the time changes, is no
    whole number of steps, or in which something lies there at first that is not spread evenly, has
    no value here: how Vensim divides it into steps is not documented.

    Args:
        builder: Adds cells.
        call: The function: input, time, leakage, profile, initial amount, time of that amount.
        scope: The loops around it.
        variable: Whose equation it is.

    Source:
        vensim.com/documentation/fn_delay_conveyor.html, whose equations of the total leakage these
        are; that an even profile comes off evenly, mgu09_initialization_of_conveyors.html.
    """
    value, time, leak, amount, first_time = builder.terms(call, scope, variable, leave=_PROFILE)
    time = builder.held("time", time, scope, variable)
    started = at_start(builder, "time at start", time, scope, variable)
    first_time = at_start(builder, "time of what is there", first_time, scope, variable)
    amount = at_start(builder, "amount at start", amount, scope, variable)
    away = [Apply("-", (time, started)), Apply("-", (time, first_time))]
    steady: Term = Apply("<", (_NEARLY, _ZERO))
    for off in away:
        steady = Apply("or", (steady, Apply(">", (Apply("abs", (off,)), _NEARLY))))
    slots = whole(Apply("/", (time, Clock("time step"))))
    slots = builder.held("slots", Apply("if then else", (steady, _NAN, slots)), scope, variable)
    even = amount if _is_level(call.arguments[_PROFILE], builder) else _only_nothing(amount)
    first = builder.held("comes off at first", Apply("/", (even, first_time)), scope, variable)
    kept = Apply("-", (Const(1.0), Apply("*", (leak, Clock("time step")))))
    inputs = line_of(builder, "conveyor", value, scope, variable)
    shares = line_of(builder, "share that stays", kept, scope, variable)
    return Apply("conveyor line", (inputs, shares, slots, first))


def _only_nothing(amount: Term) -> Term:
    return Apply("if then else", (Apply("=", (amount, _ZERO)), _ZERO, _NAN))


def _is_level(profile: Expression, builder: StateCells) -> bool:
    """Tell whether a profile is as high everywhere."""
    curves = [profile]
    model = builder.lowering.model
    if isinstance(profile, Reference) and profile.name in model:
        owner = model.variable(profile.name)
        curves = [d.expression for d in owner.definitions] if isinstance(owner, Lookup) else []
    heights = [{y for _, y in c.points} if isinstance(c, Curve) else set() for c in curves]
    return bool(heights) and all(len(h) == 1 and min(h) > 0 for h in heights)
