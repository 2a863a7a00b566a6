"""Smoothing and delays in several stages, whose number the beginning of a run decides."""

from __future__ import annotations

from collections.abc import Sequence

from sdlib.engine.program import Apply, Clock, Const, Load, Term
from sdlib.engine.state_cells import StateCells
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call, Expression, Number, Reference
from sdlib.model.structure import Constant, Variable
from sdlib.model.values import NotConstantError, constant_value
from sdlib.names import name_key

MOST_STAGES = 50

_NEARLY_WHOLE = 1.0 + 1e-9
"""Delay time by time step is 2.9999999999999996 for 0.3 and 0.1: three stages fit."""


def over(numerator: Term, denominator: Term) -> Term:
    """Return a quotient."""
    return Apply("/", (numerator, denominator))


def minus(a: Term, b: Term) -> Term:
    """Return a difference."""
    return Apply("-", (a, b))


def build_staged(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add the stages of SMOOTH N or DELAY N and return what comes out of the last.

    The number of stages is fixed at the start of a run. In Vensim it is then as many of those asked
    for as time steps fit into the delay time. A run that asks for no whole number, for more than
    the file does, or for a delay shorter than a step, has no value here.

    Args:
        builder: Adds cells.
        call: The function; its third argument is the order.
        scope: The loops around it.
        variable: Whose equation it is.

    Source:
        vensim.com/documentation, fn_delay_n.html: the order is reduced where order times TIME STEP
        is longer than the delay, and what comes out depends on the delay time of the step before.
        That the stages before the last go by the present delay time is as recorded for two stages,
        unverified for more. fn_smooth_n.html says the same of the order of SMOOTH N.
    """
    most = _most_stages(builder, call.arguments[2], variable)
    order = builder.lowering.term(call.arguments[2], scope, variable)
    value, time, *given = builder.terms(call, scope, variable, leave=2)
    time = builder.held("delay time", time, scope, variable)
    initial = given[0] if given else value
    vensim = call.function.endswith(" n")
    count = _count(builder, order, time, most, scope, variable, reduced=vensim)
    stage = builder.held("stage", over(time, count), scope, variable)
    if call.function.startswith("smooth"):
        levels = []
        for _ in range(most):
            cell, index = builder.cell("smooth", "state", scope, variable)
            builder.assign(cell, index, scope, initial, "start")
            rate = over(minus(value, Load(cell, index)), stage)
            builder.assign(cell, index, scope, rate, "rate")
            value = Load(cell, index)
            levels.append(value)
        return _chosen(count, levels)
    last = stage
    if vensim and not _is_constant(builder, time):
        last = over(_of_the_step_before(builder, time, scope, variable), count)
        last = builder.held("last stage", last, scope, variable)
    return _delayed(builder, value, initial, count, (stage, last), most, scope, variable)


def _delayed(
    builder: StateCells,
    value: Term,
    initial: Term,
    count: Term,
    stages: tuple[Term, Term],
    most: int,
    scope: Scope,
    variable: Variable,
) -> Term:
    """Add the stages of a delay; the last one may have a time of its own."""
    stage, last = stages
    start = Apply("*", (initial, stage))
    levels = []
    for number in range(1, most + 1):
        cell, index = builder.cell("delay", "state", scope, variable)
        own = stage
        if last is not stage:
            is_last = Apply("=", (count, Const(float(number))))
            own = Apply("if then else", (is_last, last, stage))
        out = builder.held("out", over(Load(cell, index), own), scope, variable)
        builder.assign(cell, index, scope, start, "start")
        builder.assign(cell, index, scope, minus(value, out), "rate")
        value = out
        levels.append(Load(cell, index))
    return over(_chosen(count, levels), last)


def _chosen(count: Term, levels: Sequence[Term]) -> Term:
    """Return the level of the last stage in use."""
    chosen = levels[0]  # of the first stage, which there always is
    for number, level in enumerate(levels[1:], 2):
        reached = Apply(">=", (count, Const(float(number))))
        chosen = Apply("if then else", (reached, level, chosen))
    return chosen


def _count(
    builder: StateCells,
    order: Term,
    time: Term,
    most: int,
    scope: Scope,
    variable: Variable,
    *,
    reduced: bool,
) -> Term:
    """Return the number of stages, computed at the start of a run; NaN where it makes no sense."""
    count = order
    if reduced:
        fitting = Apply("*", (over(time, Clock("time step")), Const(_NEARLY_WHOLE)))
        count = Apply("min", (order, Apply("integer", (fitting,))))
    whole = Apply("=", (Apply("integer", (order,)), order))
    sensible = Apply("and", (whole, Apply("<=", (order, Const(float(most))))))
    sensible = Apply("and", (sensible, Apply(">=", (count, Const(1.0)))))
    cell, index = builder.cell("order", "value", scope, variable)
    value = Apply("if then else", (sensible, count, Const(float("nan"))))
    builder.assign(cell, index, scope, value, "value", start=True)
    return Load(cell, index)


def _of_the_step_before(builder: StateCells, time: Term, scope: Scope, variable: Variable) -> Term:
    cell, index = builder.cell("delay time before", "discrete", scope, variable)
    builder.assign(cell, index, scope, time, "start")
    builder.assign(cell, index, scope, time, "keep")
    return Load(cell, index)


def _is_constant(builder: StateCells, time: Term) -> bool:
    if isinstance(time, Load):
        return builder.lowering.cells[time.cell].kind == "input"
    return isinstance(time, Const | Clock)


def _most_stages(builder: StateCells, expression: Expression, variable: Variable) -> int:
    """Return the number of stages that the file asks for.

    Raises:
        ModelSyntaxError: If it is no whole number that is known before a run.
    """
    model = builder.lowering.model
    number: float | None = None
    constant = (
        model.variable(expression.name)
        if isinstance(expression, Reference) and expression.name in model
        else None
    )
    if isinstance(constant, Constant):
        number = float(constant.value.max())
    else:
        spec = model.time
        clock = {"time": spec.initial, "initial_time": spec.initial, "final_time": spec.final}
        clock |= {name_key("TIME STEP"): spec.time_step, "saveper": spec.save_step}
        try:
            number = constant_value(expression, model.variables, clock)
        except NotConstantError:
            number = None
    if number is None or number != round(number) or not 1 <= number <= MOST_STAGES:
        raise ModelSyntaxError(
            found="the order of its delay is not a whole number that is known beforehand",
            place=builder.lowering.place_of(variable),
            variable=variable.name,
            allowed=f"1 to {MOST_STAGES}",
            remedy="write the order as a number or a constant, or run the model with --engine pysd",
        )
    return round(number)


def literal_order(expression: Expression) -> int | None:
    """Return an order that is written as a number of stages, None for all else."""
    if isinstance(expression, Number) and expression.value in range(1, MOST_STAGES + 1):
        return round(expression.value)
    return None
