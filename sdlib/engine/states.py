"""Functions that remember: each becomes hidden cells with a start and a rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sdlib.engine.program import Apply, Clock, Const, Index, Item, Load, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call, Expression, Number, Reference
from sdlib.model.structure import Constant, Variable

if TYPE_CHECKING:
    from sdlib.engine.lower import Lowering

_MOST_ORDERS = 50


def _over(numerator: Term, denominator: Term) -> Term:
    return Apply("/", (numerator, denominator))


def _times(a: Term, b: Term) -> Term:
    return Apply("*", (a, b))


def _minus(a: Term, b: Term) -> Term:
    return Apply("-", (a, b))


def _plus(a: Term, b: Term) -> Term:
    return Apply("+", (a, b))


class StateBuilder:
    """Adds hidden cells for functions that remember something.

    Args:
        lowering: Where cells and assignments go.
    """

    def __init__(self, lowering: Lowering) -> None:
        self._to = lowering
        self._builders: dict[str, Callable[[Call, Scope, Variable], Term]] = {
            "initial": self._initial,
            "active initial": self._active_initial,
            "smooth": self._smooth,
            "delay": self._delay,
            "delay fixed": self._delay_fixed,
            "trend": self._trend,
            "forecast": self._forecast,
            "sample if true": self._sample_if_true,
        }

    def knows(self, function: str) -> bool:
        """Tell whether a function is one of these."""
        return function in self._builders

    def build(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Add what a call needs and return its value."""
        return self._builders[call.function](call, scope, variable)

    def _terms(
        self, call: Call, scope: Scope, variable: Variable, leave: int | None = None
    ) -> list[Term]:
        """Return the values of a call's arguments but for one, which is no value."""
        arguments = [a for number, a in enumerate(call.arguments) if number != leave]
        return [self._to.term(argument, scope, variable) for argument in arguments]

    def _cell(self, what: str, kind: str, scope: Scope, variable: Variable) -> tuple[str, Index]:
        return self._to.hidden(what, variable.name, tuple(scope.loops), kind)

    def _set(
        self, cell: str, index: Index, scope: Scope, value: Term, role: str, *, start: bool = False
    ) -> None:
        self._to.items.append(
            Item(
                cell=cell,
                target=index,
                loops=tuple(scope.loops),
                value=value,
                role=role,
                comment=f"{role} of {cell}",
                only_start=start,
            )
        )

    def _held(self, what: str, term: Term, scope: Scope, variable: Variable) -> Term:
        """Return a term that is used several times, computed once in a cell of its own.

        Written out at each use it would double with every function inside a function.
        """
        if isinstance(term, (Const, Load, Clock)):
            return term
        cell, index = self._cell(what, "value", scope, variable)
        self._set(cell, index, scope, term, "value")
        return Load(cell, index)

    def _initial(self, call: Call, scope: Scope, variable: Variable) -> Term:
        (value,) = self._terms(call, scope, variable)
        cell, index = self._cell("initial", "value", scope, variable)
        self._set(cell, index, scope, value, "value", start=True)
        return Load(cell, index)

    def _active_initial(self, call: Call, scope: Scope, variable: Variable) -> Term:
        value, at_start = self._terms(call, scope, variable)
        cell, index = self._cell("active initial", "value", scope, variable)
        self._set(cell, index, scope, at_start, "value at start", start=True)
        self._set(cell, index, scope, value, "value")
        return Load(cell, index)

    def _smooth(self, call: Call, scope: Scope, variable: Variable) -> Term:
        order = self._order(call.arguments[2], variable)
        value, time, *given = self._terms(call, scope, variable, leave=2)
        initial = given[0] if given else value
        stage = _over(time, Const(float(order))) if order > 1 else time
        for _ in range(order):
            cell, index = self._cell("smooth", "state", scope, variable)
            level = Load(cell, index)
            self._set(cell, index, scope, initial, "start")
            self._set(cell, index, scope, _over(_minus(value, level), stage), "rate")
            value = level
        return value

    def _delay(self, call: Call, scope: Scope, variable: Variable) -> Term:
        order = self._order(call.arguments[2], variable)
        value, time, *given = self._terms(call, scope, variable, leave=2)
        initial = given[0] if given else value
        time = self._held("delay time", time, scope, variable)
        stage = _over(time, Const(float(order))) if order > 1 else time
        for _ in range(order):
            cell, index = self._cell("delay", "state", scope, variable)
            outflow = _over(Load(cell, index), stage)
            self._set(cell, index, scope, _times(initial, stage), "start")
            self._set(cell, index, scope, _minus(value, outflow), "rate")
            value = outflow
        return value

    def _delay_fixed(self, call: Call, scope: Scope, variable: Variable) -> Term:
        value, time, *given = self._terms(call, scope, variable)
        initial = given[0] if given else value
        held = []
        for what, term in (("lag", time), ("initial", initial)):
            cell, index = self._cell(what, "value", scope, variable)
            self._set(cell, index, scope, term, "value", start=True)
            held.append(Load(cell, index))
        line, at = self._cell("delay line", "history", scope, variable)
        self._set(line, at, scope, value, "keep")
        return Apply("delay line", (Load(line, at), *held))

    def _trend(self, call: Call, scope: Scope, variable: Variable) -> Term:
        value, time, initial = self._terms(call, scope, variable)
        value = self._held("trend input", value, scope, variable)
        time = self._held("trend time", time, scope, variable)
        cell, index = self._cell("trend", "state", scope, variable)
        average = Load(cell, index)
        start = _over(value, _plus(Const(1.0), _times(initial, time)))
        self._set(cell, index, scope, start, "start")
        self._set(cell, index, scope, _over(_minus(value, average), time), "rate")
        return Apply("zidz", (_minus(value, average), _times(time, Apply("abs", (average,)))))

    def _forecast(self, call: Call, scope: Scope, variable: Variable) -> Term:
        value, time, horizon, initial = self._terms(call, scope, variable)
        value = self._held("forecast input", value, scope, variable)
        time = self._held("forecast time", time, scope, variable)
        horizon = self._held("horizon", horizon, scope, variable)
        cell, index = self._cell("forecast", "state", scope, variable)
        average = Load(cell, index)
        self._set(cell, index, scope, _over(value, _plus(Const(1.0), initial)), "start")
        self._set(cell, index, scope, _over(_minus(value, average), time), "rate")
        growth = Apply("zidz", (_minus(value, average), _times(time, average)))
        return _times(value, _plus(Const(1.0), _times(growth, horizon)))

    def _sample_if_true(self, call: Call, scope: Scope, variable: Variable) -> Term:
        condition, value, initial = self._terms(call, scope, variable)
        kept, at = self._cell("sample", "discrete", scope, variable)
        self._set(kept, at, scope, initial, "start")
        cell, index = self._cell("sampled", "value", scope, variable)
        chosen = Apply("if then else", (condition, value, Load(kept, at)))
        self._set(cell, index, scope, chosen, "value")
        self._set(kept, at, scope, Load(cell, index), "keep")
        return Load(cell, index)

    def _order(self, expression: Expression, variable: Variable) -> int:
        """Return the order of a delay, which has to be known before anything runs."""
        number = expression.value if isinstance(expression, Number) else None
        if isinstance(expression, Reference) and not expression.subscripts:
            constant = self._to.model.variable(expression.name)
            if isinstance(constant, Constant):
                number = float(constant.value)
        if number is None or number != round(number) or not 1 <= number <= _MOST_ORDERS:
            raise ModelSyntaxError(
                found="the order of its delay is not a whole number that is known beforehand",
                place=str(self._to.model.path),
                variable=variable.name,
                allowed=f"1 to {_MOST_ORDERS}",
                remedy="write the order as a number, or run the model with --engine pysd",
            )
        return round(number)
