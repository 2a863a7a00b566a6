"""Delays as a whole: of a time that is fixed, or moves; and what is written off in equal parts."""

from __future__ import annotations

from sdlib.engine.program import Apply, Clock, Const, Index, Load, Term
from sdlib.engine.state_cells import StateCells
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call, Reference
from sdlib.model.structure import Variable

_ONE = Const(1.0)

_HALF = Const(0.5 + 1e-6)
"""What is added before a number of steps is cut off to a whole one, as `lanes.delayed` does."""

_NEARLY = 1e-6
"""Part of a fiscal period, or of a time step, by which its end may be missed."""

_NAN = Const(float("nan"))


def _apply(function: str, *arguments: Term) -> Term:
    return Apply(function, arguments)


def delay_fixed(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add the line of DELAY FIXED and return what comes out.

    Args:
        builder: Adds cells.
        call: The function: input, delay, initial value.
        scope: The loops around it.
        variable: Whose equation it is.
    """
    value, time, *given = builder.terms(call, scope, variable)
    initial = given[0] if given else value
    lag = at_start(builder, "lag", time, scope, variable)
    first = at_start(builder, "initial", initial, scope, variable)
    line = line_of(builder, "delay line", value, scope, variable)
    return _apply("delay line", line, lag, first)


def delay_material(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add the lines of DELAY MATERIAL and return what comes out.

    Each input has the delay of its own time, and comes out then: what comes out at the same time is
    added up, and where nothing does, the missing value stands.

    Args:
        builder: Adds cells.
        call: The function: input, delay, initial value, missing value.
        scope: The loops around it.
        variable: Whose equation it is.

    Source:
        vensim.com/documentation/fn_delay_material.html. With a delay that stays it is DELAY FIXED
        (mgu09_material_and_information_delays.html). A delay that is no whole number of time steps
        is rounded as there, unverified.
    """
    value, time, initial, missing = builder.terms(call, scope, variable)
    missing = builder.held("missing", missing, scope, variable)
    steps, longest = _moving(builder, time, scope, variable)
    first = at_start(builder, "first delay", steps, scope, variable)
    start = at_start(builder, "initial", initial, scope, variable)
    line = line_of(builder, "delay line", value, scope, variable)
    delays = line_of(builder, "delays", steps, scope, variable)
    return _apply("material line", line, delays, longest, first, start, missing)


def delay_information(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add the lines of DELAY INFORMATION and return what comes out.

    Each input has the delay of its own time. The latest input that has come out stays until a later
    one does; an older one that a later one has overtaken is lost.

    Args:
        builder: Adds cells.
        call: The function: input, delay, initial value.
        scope: The loops around it.
        variable: Whose equation it is.

    Source:
        vensim.com/documentation/fn_delay_information.html; rounding as in `delay_material`.
    """
    value, time, initial = builder.terms(call, scope, variable)
    steps, longest = _moving(builder, time, scope, variable)
    start = at_start(builder, "initial", initial, scope, variable)
    line = line_of(builder, "delay line", value, scope, variable)
    delays = line_of(builder, "delays", steps, scope, variable)
    return _apply("information line", line, delays, longest, start)


def history(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return what a variable was at an earlier time of the run; zero where there is none.

    A time that is not one of the time steps has no value here: what Stella takes between two of
    them is not documented.

    Args:
        builder: Adds cells.
        call: The function: variable and time.
        scope: The loops around it.
        variable: Whose equation it is.

    Source: iseesystems.com, help on data builtins, HISTORY.
    """
    of = call.arguments[0]
    time = builder.lowering.term(call.arguments[1], scope, variable)
    lag = builder.held("lag", _apply("-", Clock("time"), time), scope, variable)
    steps = builder.held("lag", _apply("/", lag, Clock("time step")), scope, variable)
    value = builder.lowering.term(of, scope, variable)
    line = line_of(builder, "history", value, scope, variable)
    before = _apply("delay line", line, lag, _NAN)
    # What a variable is now it cannot be told by itself.
    itself = isinstance(of, Reference) and of.name == variable.name
    now = _NAN if itself else value
    present = _apply("<", _apply("abs", steps), Const(_NEARLY))
    found = _apply("if then else", present, now, before)
    passed = _apply("/", _apply("-", Clock("time"), Clock("initial time")), Clock("time step"))
    early = _apply(">", steps, _apply("+", passed, Const(_NEARLY)))
    outside = _apply("or", early, _apply("<", steps, Const(-_NEARLY)))
    near = _apply("integer", _apply("+", steps, Const(0.5)))
    off = _apply(">", _apply("abs", _apply("-", steps, near)), Const(_NEARLY))
    inside = _apply("if then else", off, _NAN, found)
    return _apply("if then else", outside, Const(0.0), inside)


def depreciate(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add what DEPRECIATE STRAIGHTLINE remembers and return what is written off.

    An investment is written off in equal parts, the first in its own fiscal period: there the
    present stream counts. Of each fiscal period before, the whole counts, spread evenly over the
    present one. Fiscal periods begin with the run. A run in which the life is no whole number of
    fiscal periods, or a fiscal period no whole number of time steps, has no value here: Vensim
    adjusts them, and does not say how.

    Args:
        builder: Adds cells.
        call: The function: stream, life, fiscal period, stream before the run.
        scope: The loops around it.
        variable: Whose equation it is.

    Source:
        vensim.com/documentation/fn_depreciate_straightline.html; the sums follow from what it says
        of the first period and of the initial value. With fiscal periods of one time step it is as
        recorded by Vensim.
    """
    stream, life, period, initial = builder.terms(call, scope, variable)
    held = builder.held("stream", stream, scope, variable)
    life = at_start(builder, "life", life, scope, variable)
    period = at_start(builder, "fiscal period", period, scope, variable)
    before = at_start(builder, "stream before", initial, scope, variable)
    parts = builder.held("parts", whole(_apply("/", life, period)), scope, variable)
    # A whole number of steps, or the run has no value.
    steps = builder.held("steps", whole(_apply("/", period, Clock("time step"))), scope, variable)
    total, at = builder.cell("invested", "state", scope, variable)
    builder.assign(total, at, scope, Const(0.0), "start")
    builder.assign(total, at, scope, held, "rate")
    line = line_of(builder, "invested so far", Load(total, at), scope, variable)
    passed = _apply("-", Clock("time"), Clock("initial time"))
    begun = _apply("+", _apply("/", passed, period), Const(_NEARLY))
    inside = _apply("-", passed, _apply("*", _apply("integer", begun), period))
    inside = builder.held("since the period began", inside, scope, variable)

    def so_far(lag: Term) -> Term:
        """Return what was invested until a time ago; before the run the stream was even."""
        lag = builder.held("lag", lag, scope, variable)
        earlier = _apply("*", before, _apply("-", passed, lag))
        kept = _apply("delay line", line, lag, earlier)
        now = _apply("<", lag, _apply("*", Clock("time step"), Const(0.5)))
        return _apply("if then else", now, Load(total, at), kept)

    earliest = _apply("+", inside, _apply("-", life, period))
    earlier = _apply("-", so_far(inside), so_far(earliest))
    old = _apply("/", earlier, _apply("*", parts, period))
    known = _apply("=", steps, steps)
    written = _apply("+", _apply("/", held, parts), old)
    return _apply("if then else", known, written, _NAN)


def whole(number: Term) -> Term:
    """Return a number that is nearly whole as the whole number that it is, NaN for any other."""
    near = _apply("integer", _apply("+", number, Const(0.5)))
    off = _apply("abs", _apply("-", number, near))
    good = _apply("and", _apply("<", off, Const(_NEARLY)), _apply(">=", near, _ONE))
    return _apply("if then else", good, near, _NAN)


def _moving(builder: StateCells, time: Term, scope: Scope, variable: Variable) -> tuple[Term, Load]:
    """Return a delay in whole steps, one at least, and the longest so far."""
    steps = _apply("integer", _apply("+", _apply("/", time, Clock("time step")), _HALF))
    steps = builder.held("delay", _apply("max", steps, _ONE), scope, variable)
    return steps, longest_of(builder, steps, scope, variable)


def longest_of(builder: StateCells, steps: Term, scope: Scope, variable: Variable) -> Load:
    """Return the longest so far of a delay in whole steps."""
    cell, index = builder.cell("longest delay", "discrete", scope, variable)
    builder.assign(cell, index, scope, steps, "start")
    builder.assign(cell, index, scope, _apply("max", Load(cell, index), steps), "keep")
    return Load(cell, index)


def at_start(builder: StateCells, what: str, term: Term, scope: Scope, variable: Variable) -> Load:
    """Return what a term is at the start of a run."""
    cell, index = builder.cell(what, "value", scope, variable)
    builder.assign(cell, index, scope, term, "value", start=True)
    return Load(cell, index)


def line_of(builder: StateCells, what: str, value: Term, scope: Scope, variable: Variable) -> Load:
    """Return a line that keeps a value at each step."""
    cell: str
    index: Index
    cell, index = builder.cell(what, "history", scope, variable)
    builder.assign(cell, index, scope, value, "keep")
    return Load(cell, index)
