"""Functions that remember: each becomes hidden cells with a start and a rate."""

from __future__ import annotations

from collections.abc import Callable

from sdlib.engine.belts import conveyor_leak, conveyor_outflow
from sdlib.engine.cells import Cells
from sdlib.engine.conveyors import delay_conveyor
from sdlib.engine.pipelines import (
    delay_fixed,
    delay_information,
    delay_material,
    depreciate,
    history,
)
from sdlib.engine.program import Apply, Clock, Const, Load, Term, instead
from sdlib.engine.staged import build_staged, literal_order, minus, over
from sdlib.engine.state_cells import StateCells
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable


def _times(a: Term, b: Term) -> Term:
    return Apply("*", (a, b))


def _plus(a: Term, b: Term) -> Term:
    return Apply("+", (a, b))


_COUNTS = {
    "active initial": 2,
    "reinitial": 1,
    "conveyor leak": 6,
    "conveyor outflow": 5,
    "delay conveyor": 6,
    "delay material": 4,
    "delay information": 3,
    "depreciate straightline": 4,
    "history": 2,
    "npv": 4,
    "npve": 4,
}
"""Functions that no node of a syntax tree has counted the arguments of."""


class StateBuilder(StateCells):
    """Adds hidden cells for functions that remember something.

    Args:
        lowering: Where cells and assignments go.
    """

    def __init__(self, lowering: Cells) -> None:
        super().__init__(lowering)
        self._builders: dict[str, Callable[[Call, Scope, Variable], Term]] = {
            "initial": self._initial,
            "active initial": self._active_initial,
            "smooth": self._smooth,
            "smooth n": self._staged,
            "delay": self._delay,
            "delay n": self._staged,
            "delay fixed": lambda *given: delay_fixed(self, *given),
            "delay material": lambda *given: delay_material(self, *given),
            "conveyor leak": lambda *given: conveyor_leak(self, *given),
            "conveyor outflow": lambda *given: conveyor_outflow(self, *given),
            "delay conveyor": lambda *given: delay_conveyor(self, *given),
            "delay information": lambda *given: delay_information(self, *given),
            "depreciate straightline": lambda *given: depreciate(self, *given),
            "history": lambda *given: history(self, *given),
            "reinitial": self._initial,
            "trend": self._trend,
            "forecast": self._forecast,
            "sample if true": self._sample_if_true,
            "npv": self._present_value,
            "npve": self._present_value,
        }

    def knows(self, function: str) -> bool:
        """Tell whether a function is one of these."""
        return function in self._builders

    def build(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Add what a call needs and return its value.

        Raises:
            ModelSyntaxError: If it has another number of arguments than the function takes.
        """
        wanted = _COUNTS.get(call.function, len(call.arguments))
        if len(call.arguments) != wanted:
            raise self.lowering.wrong_count(call, wanted, variable)
        return self._builders[call.function](call, scope, variable)

    def _initial(self, call: Call, scope: Scope, variable: Variable) -> Term:
        (value,) = self.terms(call, scope, variable)
        cell, index = self.cell("initial", "value", scope, variable)
        self.assign(cell, index, scope, value, "value", start=True)
        return Load(cell, index)

    def _active_initial(self, call: Call, scope: Scope, variable: Variable) -> Term:
        value, at_start = self.terms(call, scope, variable)
        cell, index = self.cell("active initial", "value", scope, variable)
        self.assign(cell, index, scope, at_start, "value at start", start=True)
        self.assign(cell, index, scope, value, "value")
        return Load(cell, index)

    def _staged(self, call: Call, scope: Scope, variable: Variable) -> Term:
        return build_staged(self, call, scope, variable)

    def _smooth(self, call: Call, scope: Scope, variable: Variable) -> Term:
        order = literal_order(call.arguments[2])
        if order is None:
            return self._staged(call, scope, variable)
        value, time, *given = self.terms(call, scope, variable, leave=2)
        initial = given[0] if given else value
        stage = over(time, Const(float(order))) if order > 1 else time
        for _ in range(order):
            cell, index = self.cell("smooth", "state", scope, variable)
            level = Load(cell, index)
            self.assign(cell, index, scope, initial, "start")
            self.assign(cell, index, scope, over(minus(value, level), stage), "rate")
            value = level
        return value

    def _delay(self, call: Call, scope: Scope, variable: Variable) -> Term:
        order = literal_order(call.arguments[2])
        if order is None:
            return self._staged(call, scope, variable)
        value, time, *given = self.terms(call, scope, variable, leave=2)
        initial = given[0] if given else value
        time = self.held("delay time", time, scope, variable)
        stage = over(time, Const(float(order))) if order > 1 else time
        for _ in range(order):
            cell, index = self.cell("delay", "state", scope, variable)
            outflow = over(Load(cell, index), stage)
            self.assign(cell, index, scope, _times(initial, stage), "start")
            self.assign(cell, index, scope, minus(value, outflow), "rate")
            value = outflow
        return value

    def _trend(self, call: Call, scope: Scope, variable: Variable) -> Term:
        value, time, initial = self.terms(call, scope, variable)
        value = self.held("trend input", value, scope, variable)
        time = self.held("trend time", time, scope, variable)
        cell, index = self.cell("trend", "state", scope, variable)
        average = Load(cell, index)
        start = over(value, _plus(Const(1.0), _times(initial, time)))
        self.assign(cell, index, scope, start, "start")
        self.assign(cell, index, scope, over(minus(value, average), time), "rate")
        return Apply("zidz", (minus(value, average), _times(time, Apply("abs", (average,)))))

    def _forecast(self, call: Call, scope: Scope, variable: Variable) -> Term:
        value, time, horizon, initial = self.terms(call, scope, variable)
        value = self.held("forecast input", value, scope, variable)
        time = self.held("forecast time", time, scope, variable)
        horizon = self.held("horizon", horizon, scope, variable)
        cell, index = self.cell("forecast", "state", scope, variable)
        average = Load(cell, index)
        self.assign(cell, index, scope, over(value, _plus(Const(1.0), initial)), "start")
        self.assign(cell, index, scope, over(minus(value, average), time), "rate")
        growth = Apply("zidz", (minus(value, average), _times(time, average)))
        return _times(value, _plus(Const(1.0), _times(growth, horizon)))

    def _sample_if_true(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Sample and hold; the variable itself, in its own condition, is what it held before.

        Source: published models compare an input with the variable itself to keep its least value;
        unverified against Vensim.
        """
        condition, value, initial = self.terms(call, scope, variable)
        kept, at = self.cell("sample", "discrete", scope, variable)
        if any(definition.expression is call for definition in variable.definitions):
            itself, held = Load(variable.name, self.lowering.target), Load(kept, at)
            condition, value = (instead(term, itself, held) for term in (condition, value))
        self.assign(kept, at, scope, initial, "start")
        cell, index = self.cell("sampled", "value", scope, variable)
        chosen = Apply("if then else", (condition, value, Load(kept, at)))
        self.assign(cell, index, scope, chosen, "value")
        self.assign(kept, at, scope, Load(cell, index), "keep")
        return Load(cell, index)

    def _present_value(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return what a stream so far is worth at the start of the run.

        Source: vensim.com/documentation/fn_npv.html and fn_npve.html, whose equations these are.
        """
        stream, rate, initial, factor = self.terms(call, scope, variable)
        stream = self.held("stream", stream, scope, variable)
        rate = self.held("discount rate", rate, scope, variable)
        dt = Clock("time step")
        growth = self.held("growth", _plus(Const(1.0), _times(rate, dt)), scope, variable)
        discount, at = self.cell("discount", "state", scope, variable)
        first = Const(1.0) if call.function == "npv" else over(Const(1.0), growth)
        self.assign(discount, at, scope, first, "start")
        fall = over(_times(Load(discount, at), rate), growth)
        self.assign(discount, at, scope, _times(Const(-1.0), fall), "rate")
        worth = self.held("worth", _times(stream, Load(discount, at)), scope, variable)
        total, index = self.cell("present value", "state", scope, variable)
        self.assign(total, index, scope, initial, "start")
        self.assign(total, index, scope, worth, "rate")
        return _times(_plus(Load(total, index), _times(worth, dt)), factor)
