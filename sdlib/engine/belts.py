"""Conveyors of XMILE: what comes off the end of one, and what leaks from it on the way.

What goes on in a step is a batch. With a transit time of N steps it lies on the conveyor in the
next N steps, and comes off in the last of them, less what leaked in all N. No batch is followed by
itself: what leaks of all is known from two sums, of what has gone on and of the shares that leak.
"""

from __future__ import annotations

from dataclasses import dataclass

from sdlib.engine.pipelines import at_start, line_of, longest_of, whole
from sdlib.engine.program import Apply, Clock, Const, Index, Load, Term
from sdlib.engine.state_cells import StateCells
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call, Expression, Number, Reference
from sdlib.model.structure import Constant, Variable

_ZERO, _ONE, _NAN = Const(0.0), Const(1.0), Const(float("nan"))
_NEARLY = Const(1e-6)
_STEP = Clock("time step")
_ALL, _NONE = Const(1.0 + 1e-9), Const(-1e-9)
"""The greatest and the least sum of shares; one that is computed may miss its end by a little."""


def _apply(function: str, *arguments: Term) -> Term:
    return Apply(function, arguments)


def _if(condition: Term, yes: Term, no: Term) -> Term:
    return _apply("if then else", condition, yes, no)


def conveyor_outflow(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add the lines of a conveyor and return what comes off its end.

    A run has no value here whose transit time is no whole number of steps, or changes where
    something leaks: of that time what remains is shared out in steps that nobody documents.

    Args:
        builder: Adds cells.
        call: The function: inflow, stock, transit time, sum of the shares that leak, and whether
            these are shares of what is still there in a unit of time.
        scope: The loops around it.
        variable: Whose equation it is.

    Source:
        XMILE 1.0, section 4.2.1 (each batch stays for the transit time that it began with);
        iseesystems.com, help on computational details, "Traditional Conveyor Computation" (what
        leaks, and when) and "Initializing Discrete Stocks" (what lies on it at first: spread
        evenly, or as a steady flow leaves it where something leaks). With a share of 1 that leaks,
        as recorded by Stella in SDEverywhere's model "depreciate".
    """
    inflow, _, time, *_ = call.arguments
    if _is(call.arguments[3], 0.0) and not _stays(time, builder):
        return _moving_outflow(builder, call, scope, variable)
    belt = _Belt.of(builder, call, scope, variable)
    off = belt.entered_before(builder.lowering.term(inflow, scope, variable))
    if _is(call.arguments[3], 0.0):
        return belt.checked(off)
    return belt.checked(_apply("*", off, belt.kept()))


def conveyor_leak(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Add the lines of a conveyor and return what leaks from it in one of its leaks.

    Args:
        builder: Adds cells.
        call: The function: as `conveyor_outflow`, and the share that leaks here.
        scope: The loops around it.
        variable: Whose equation it is.

    Source: as `conveyor_outflow`. A share that changes counts for all that lies there.
    """
    belt = _Belt.of(builder, call, scope, variable)
    own = builder.held("leak", builder.lowering.term(call.arguments[5], scope, variable), scope,
                       variable)  # fmt: skip
    if belt.exponential:
        there = belt.level
    else:
        inflow = builder.lowering.term(call.arguments[0], scope, variable)
        there = _apply("/", belt.entered(inflow), belt.time)
    good = _apply(">=", own, _NONE)
    return belt.checked(_if(good, _apply("*", own, there), _NAN))


@dataclass(frozen=True, kw_only=True)
class _Belt:
    """A conveyor whose transit time stays."""

    builder: StateCells
    scope: Scope
    variable: Variable
    level: Term
    """What lies on it."""
    time: Load
    """The transit time at the start."""
    steps: Term
    share: Term
    """The sum of the shares that leak."""
    exponential: bool
    good: Term
    """Whether it is known how it goes on."""

    @classmethod
    def of(cls, builder: StateCells, call: Call, scope: Scope, variable: Variable) -> _Belt:
        level, time, share = (
            builder.lowering.term(a, scope, variable) for a in call.arguments[1:4]
        )
        time = builder.held("transit time", time, scope, variable)
        share = builder.held("shares that leak", share, scope, variable)
        started = at_start(builder, "transit time at start", time, scope, variable)
        off = _apply("abs", _apply("-", time, started))
        exponential = _is(call.arguments[4], 1.0)
        most = _apply("/", _ONE, _STEP) if exponential else _ALL
        within = _apply("<" if exponential else "<=", share, most)
        good = _apply("and", _apply("<", off, _NEARLY), within)
        steps = whole(_apply("/", started, _STEP))
        return cls(
            builder=builder, scope=scope, variable=variable, level=level, time=started,
            steps=builder.held("slats", steps, scope, variable), share=share,
            exponential=exponential, good=_apply("and", good, _apply(">=", share, _NONE)),
        )  # fmt: skip

    def checked(self, value: Term) -> Term:
        """Return a value, and none where it is not known how the conveyor goes on."""
        known = _apply("=", self.steps, self.steps)
        return _if(_apply("and", self.good, known), value, _NAN)

    def entered_before(self, inflow: Term) -> Term:
        """Return what went on when that began which comes off now, per unit of time."""
        line = line_of(self.builder, "conveyor", inflow, self.scope, self.variable)
        first = _apply("/", self._first_batch(), _STEP)
        return _apply("delay line", line, self.time, first)

    def entered(self, inflow: Term) -> Term:
        """Return how much all that lies there was when it went on."""
        cell, index = self._cell("gone on", "state")
        start = _apply("*", self._first_batch(), self.steps)
        self.builder.assign(cell, index, self.scope, start, "start")
        held = self.builder.held("inflow", inflow, self.scope, self.variable)
        away = self.builder.held("old", self.entered_before(held), self.scope, self.variable)
        self.builder.assign(cell, index, self.scope, _apply("-", held, away), "rate")
        # The sum of what went on and off again may miss zero by its last digit.
        return _apply("max", Load(cell, index), _ZERO)

    def kept(self) -> Term:
        """Return which share is left of the batch that comes off now."""
        builder, scope, variable = self.builder, self.scope, self.variable
        loss = builder.held("loss", self._loss(self.share), scope, variable)
        first = at_start(builder, "loss at start", loss, scope, variable)
        cell, index = self._cell("losses", "state")
        builder.assign(cell, index, scope, _ZERO, "start")
        builder.assign(cell, index, scope, loss, "rate")
        so_far = Load(cell, index)
        line = line_of(builder, "losses so far", so_far, scope, variable)
        lag = builder.held("since its first loss", _apply("-", self.time, _STEP), scope, variable)
        passed = _apply("-", Clock("time"), Clock("initial time"))
        # Before the run the losses were those at its start.
        before = _apply("*", first, _apply("-", passed, lag))
        at_once = _apply("<", lag, _apply("*", _STEP, Const(0.5)))
        then = _if(at_once, so_far, _apply("delay line", line, lag, before))
        lost = _apply("-", _apply("+", so_far, _apply("*", loss, _STEP)), then)
        if self.exponential:
            return _apply("exp", _apply("-", _ZERO, lost))
        return _apply("max", _apply("-", _ONE, _apply("/", lost, self.time)), _ZERO)

    def _loss(self, share: Term) -> Term:
        """Return what is added up over the time of a batch to find what is lost of it."""
        if not self.exponential:
            return share
        left = _apply("-", _ONE, _apply("*", share, _STEP))
        rate = _apply("/", _apply("ln", _apply("max", left, Const(1e-300))), _STEP)
        return _apply("-", _ZERO, rate)

    def _first_batch(self) -> Load:
        """Return how much each batch was when it went on that lies there at the start."""
        builder, scope, variable = self.builder, self.scope, self.variable
        level = at_start(builder, "at start", self.level, scope, variable)
        share = at_start(builder, "share at start", self.share, scope, variable)
        if self.exponential:
            out = _apply("*", share, _STEP)
            left = _apply("-", _ONE, _apply("power", _apply("-", _ONE, out), self.steps))
            nothing = _apply("=", share, _ZERO)
            batches = _if(nothing, self.steps, _apply("/", left, _if(nothing, _ONE, out)))
        else:
            half = _apply("/", _apply("-", self.steps, _ONE), Const(2.0))
            batches = _apply("-", self.steps, _apply("*", share, half))
        return at_start(builder, "batch", _apply("/", level, batches), scope, variable)

    def _cell(self, what: str, kind: str) -> tuple[str, Index]:
        return self.builder.cell(what, kind, self.scope, self.variable)


def _moving_outflow(builder: StateCells, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return what comes off a conveyor from which nothing leaks, and whose transit time moves."""
    inflow, level, time = (builder.lowering.term(a, scope, variable) for a in call.arguments[:3])
    steps = builder.held("slats", whole(_apply("/", time, _STEP)), scope, variable)
    longest = longest_of(builder, steps, scope, variable)
    first = at_start(builder, "slats at start", steps, scope, variable)
    there = _apply("/", _apply("/", level, steps), _STEP)
    start = at_start(builder, "comes off at first", there, scope, variable)
    line = line_of(builder, "conveyor", inflow, scope, variable)
    delays = line_of(builder, "transit times", steps, scope, variable)
    off = _apply("material line", line, delays, longest, first, start, _ZERO)
    return _if(_apply("=", steps, steps), off, _NAN)


def _is(expression: Expression, value: float) -> bool:
    return isinstance(expression, Number) and expression.value == value


def _stays(time: Expression, builder: StateCells) -> bool:
    """Tell whether a transit time is a number, or a variable that is one."""
    if isinstance(time, Reference) and time.name in builder.lowering.model:
        return isinstance(builder.lowering.model.variable(time.name), Constant)
    return isinstance(time, Number)
