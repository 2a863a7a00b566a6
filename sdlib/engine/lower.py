"""From a model's equations to assignments inside loops over dimensions."""

from __future__ import annotations

from collections.abc import Mapping

from sdlib.engine.arrays import ArrayBuilder
from sdlib.engine.cells import SEED, Cells
from sdlib.engine.curves import CurveBuilder
from sdlib.engine.draws import Draws
from sdlib.engine.functions import PLAIN, REDUCTIONS
from sdlib.engine.moving_steps import counted_steps
from sdlib.engine.program import (
    Apply,
    Clock,
    Const,
    Index,
    Load,
    Term,
)
from sdlib.engine.states import StateBuilder
from sdlib.engine.subscripts import Scope, scopes_of
from sdlib.engine.undefined import undefined_uses
from sdlib.errors import DataFileError, ModelSyntaxError, SdError
from sdlib.model.expressions import (
    Call,
    Definition,
    Expression,
    Number,
    NumberArray,
    Operation,
    Reference,
)
from sdlib.model.language import is_run
from sdlib.model.missing_data import without_data
from sdlib.model.structure import DataSeries, Lookup, Model, Variable
from sdlib.names import name_key

_CLOCKS = {
    "time": "time",
    "time_step": "time step",
    "initial_time": "initial time",
    "final_time": "final time",
    "saveper": "save step",
}


_FROM_FILES = {
    "getdata": "data from a file",
    "getconstants": "a constant from a file",
    "getlookups": "a curve from a file",
}

DEEPEST_TERM = 40
"""Expressions within expressions up to which one is written as one: the parts of a deeper one get
cells of their own, since Python reads no more than 200 brackets within brackets."""


class Lowering(Cells):
    """The cells and assignments of one model.

    Args:
        model: The model.
        replaced: Name of each variable whose equation is replaced, to "input" or "series".
    """

    def __init__(self, model: Model, replaced: Mapping[str, str]) -> None:
        super().__init__(model, replaced)
        self._depth = 0
        self._states = StateBuilder(self)
        self._curves = CurveBuilder(self)
        self._draws = Draws(self, self._curves)
        self._arrays = ArrayBuilder(self)
        self._without_data = without_data(model, replaced)

    def lower(self) -> None:
        """Lower every equation.

        Raises:
            DataFileError: With every equation that the engine cannot take.
        """
        faults: list[SdError] = []
        self.add_cell(SEED, 1, "input", SEED)
        for variable in self.model.variables.values():
            if not isinstance(variable, Lookup):
                kind = self.kind(variable)
                self.add_cell(variable.name, self.cell_size(variable), kind, variable.name)
        for variable in self.model.variables.values():
            try:
                self._lower_variable(variable)
            except SdError as error:
                faults.append(error)
        faults.extend(counted_steps(self))
        if not faults:
            faults.extend(undefined_uses(self))
        if faults:
            raise DataFileError(faults)

    def _lower_variable(self, variable: Variable) -> None:
        if self.kind(variable) in ("input", "series") or isinstance(variable, Lookup):
            return
        if variable.name in self._without_data:
            # Nobody sees it: `require_data` refuses a run that would need it.
            return
        if isinstance(variable, DataSeries):
            self._curves.lower_data(variable)
            return
        for definition in variable.definitions:
            self.lower_definition(variable, definition)

    def lower_definition(self, variable: Variable, definition: Definition) -> None:
        """Add the assignments of one definition."""
        for scope, index in scopes_of(self.axes, variable, definition, self.place_of(variable)):
            self._lower_definition(variable, definition, scope, index)

    def _lower_definition(
        self, variable: Variable, definition: Definition, scope: Scope, index: Index
    ) -> None:
        expression = definition.expression
        self.target = index
        comment = f"{variable.name} = {variable.equation}"
        if isinstance(expression, NumberArray):
            self._lower_array(variable, definition, scope, index, comment)
            return
        if isinstance(expression, Call) and expression.function == "integ":
            flow, initial = expression.arguments
            start = self.term(initial, scope, variable)
            self.assign(variable.name, index, scope, start, "start", comment)
            rate = self.term(flow, scope, variable)
            self.assign(variable.name, index, scope, rate, "rate", comment)
            return
        value = self.term(expression, scope, variable)
        self.assign(variable.name, index, scope, value, "value", comment)

    def _lower_array(
        self, variable: Variable, definition: Definition, scope: Scope, index: Index, comment: str
    ) -> None:
        """A written-out array becomes one assignment an element: it is small, or it is an input."""
        assert isinstance(definition.expression, NumberArray)
        values = definition.expression.values.ravel()
        offsets = list(index.offsets(tuple(scope.loops)))
        if len(offsets) != len(values):
            raise ModelSyntaxError(
                found=f"'{variable.name}' is given {len(values)} numbers for {len(offsets)} "
                "elements",
                place=self.place_of(variable),
                variable=variable.name,
                remedy="define the elements one by one",
            )
        for offset, value in zip(offsets, values, strict=True):
            self.assign(
                variable.name,
                Index(offset),
                Scope(self.axes, scope.place),
                Const(float(value)),
                "value",
                comment,
            )

    def term(self, expression: Expression, scope: Scope, variable: Variable) -> Term:
        """Return the value of an expression under the present loops.

        Raises:
            ModelSyntaxError: If it holds something that the engine does not know.
        """
        if isinstance(expression, Number):
            return Const(expression.value)
        if isinstance(expression, Reference):
            return self._load(expression, scope)
        if self._depth == DEEPEST_TERM:
            return self._apart(expression, scope, variable)
        self._depth += 1
        try:
            return self._compound(expression, scope, variable)
        finally:
            self._depth -= 1

    def _apart(self, expression: Expression, scope: Scope, variable: Variable) -> Term:
        """Compute a part of a deep expression in a cell of its own."""
        above, self._depth = self._depth, 0
        try:
            value = self.term(expression, scope, variable)
        finally:
            self._depth = above
        cell, index = self.hidden("part", variable.name, tuple(scope.loops), "value")
        comment = f"part of {variable.name}"
        self.assign(cell, index, scope, value, "value", comment)
        return Load(cell, index)

    def _compound(self, expression: Expression, scope: Scope, variable: Variable) -> Term:
        if isinstance(expression, Operation):
            return Apply(
                expression.operator,
                tuple(self.term(o, scope, variable) for o in expression.operands),
            )
        if isinstance(expression, Call):
            return self._call(expression, scope, variable)
        raise self.unknown(
            what=f"a {type(expression).__name__.lower()} inside an expression", variable=variable
        )

    def _load(self, reference: Reference, scope: Scope) -> Term:
        key = name_key(reference.name)
        if key in _CLOCKS:
            return Clock(_CLOCKS[key])
        if reference.name not in self.model:
            return self._position(reference, scope)
        variable = self.model.variable(reference.name)
        index = scope.index(self.axes.shape(variable), reference.subscripts, variable.name)
        return Load(variable.name, index)

    def _position(self, reference: Reference, scope: Scope) -> Term:
        """Return the position of a subscript that is used as a number.

        The positions of a dimension stand in a cell of their own, so that loops stay loops.

        Source: recorded by Vensim: an element of a subrange counts in the dimension around it.
        """
        if not ({name_key(reference.name)} & {*self.axes.elements, *self.axes.positions}):
            raise ModelSyntaxError(
                found=f"'{reference.name}' is used and not defined", place=scope.place
            )
        spelled = {name_key(name): name for name in self.model.dimensions}
        name = spelled.get(name_key(reference.name), reference.name)
        loop, elements = scope.visited(name)
        numbers = tuple(float(self.axes.positions[element]) for element in elements)
        return self.counted(loop, numbers, scope)

    def _call(self, call: Call, scope: Scope, variable: Variable) -> Term:
        if call.function in _FROM_FILES:
            what = f"{_FROM_FILES[call.function]}, {variable.equation[:60]},"
            raise self.unknown(what=what, variable=variable)
        if not is_run(call.function, xmile=self.xmile):
            raise self.unknown_function(call, variable)
        if self._curves.knows(call.function):
            return self._curves.build(call, scope, variable)
        if self._arrays.knows(call.function):
            return self._arrays.build(call, scope, variable)
        if call.function in REDUCTIONS:
            return self._reduce(call, scope, variable)
        if call.function == "game":
            return self.term(call.arguments[0], scope, variable)
        if call.function == "elmcount":
            return self._element_count(call, variable)
        if call.function == "get time value":
            return self._time_value(call, scope, variable)
        if self._draws.knows(call.function):
            return self._draws.build(call, scope, variable)
        if self._states.knows(call.function):
            return self._states.build(call, scope, variable)
        function = PLAIN[call.function]
        if len(call.arguments) != function.arguments:
            raise self.wrong_count(call, function.arguments, variable)
        return Apply(call.function, tuple(self.term(a, scope, variable) for a in call.arguments))

    def _element_count(self, call: Call, variable: Variable) -> Term:
        (argument,) = call.arguments
        key = name_key(argument.name) if isinstance(argument, Reference) else ""
        if key not in self.axes.elements:
            raise self.unknown(what="ELMCOUNT of something that is no dimension", variable=variable)
        return Const(float(len(self.axes.elements[key])))

    def _time_value(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return the time, moved by an offset; the calendar of a model is not known here."""
        if len(call.arguments) != 3:
            raise self.wrong_count(call, 3, variable)
        start, offset, measure = (self.term(a, scope, variable) for a in call.arguments)
        if start == Const(2.0):
            raise ModelSyntaxError(
                found="GET TIME VALUE of the computer's clock would make every run another one",
                place=self.place_of(variable),
                variable=variable.name,
                remedy="write a number in its place; random numbers take the seed of the run",
            )
        if start != Const(0.0) or measure != Const(0.0):
            what = "GET TIME VALUE of anything but the present time in the model's own units"
            raise self.unknown(what=what, variable=variable)
        return Apply("+", (Clock("time"), offset))

    def _reduce(self, call: Call, scope: Scope, variable: Variable) -> Term:
        inside = self.over_marked(call.arguments[:1], scope, variable)
        value = self.term(call.arguments[0], inside, variable)
        return self.reduced(call.function, value, inside, len(scope.loops), variable)
