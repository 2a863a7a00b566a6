"""From a model's equations to assignments inside loops over dimensions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sdlib.engine.arrays import ArrayBuilder
from sdlib.engine.curves import CurveBuilder
from sdlib.engine.draws import Draws
from sdlib.engine.functions import PLAIN, REDUCTIONS
from sdlib.engine.program import (
    Apply,
    Cell,
    Clock,
    Const,
    Index,
    Item,
    Load,
    Loop,
    Span,
    Term,
    renumber,
    renumber_index,
    used_loops,
)
from sdlib.engine.refusals import Refusals
from sdlib.engine.states import StateBuilder
from sdlib.engine.subscripts import Axes, Scope, scopes_of
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
    children,
)
from sdlib.model.language import is_run
from sdlib.model.structure import Constant, DataSeries, Lookup, Model, Stock, Variable
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

SEED = "(random seed)"
"""The cell that holds the seed of a run; no variable can have this name."""


POSITIONS = "(positions"
"""How the names of the cells begin that hold the positions of subscripts."""


class Lowering(Refusals):
    """The cells and assignments of one model.

    Args:
        model: The model.
        replaced: Name of each variable whose equation is replaced, to "input" or "series".
    """

    def __init__(self, model: Model, replaced: Mapping[str, str]) -> None:
        super().__init__(model)
        self.axes = Axes(model)
        self.cells: dict[str, Cell] = {}
        self.items: list[Item] = []
        self._replaced = replaced
        self._hidden = 0
        self._depth = 0
        self.target = Index()
        """What the definition that is being lowered defines, under its loops."""
        self._positions: dict[tuple[float, ...], str] = {}
        self.draws = Draws(self)
        self.states = StateBuilder(self)
        self.curves = CurveBuilder(self)
        self.arrays = ArrayBuilder(self)

    def lower(self) -> None:
        """Lower every equation.

        Raises:
            DataFileError: With every equation that the engine cannot take.
        """
        faults: list[SdError] = []
        self._add_cell(SEED, 1, "input", SEED)
        for variable in self.model.variables.values():
            if not isinstance(variable, Lookup):
                kind = self._kind(variable)
                self._add_cell(variable.name, self.cell_size(variable), kind, variable.name)
        for variable in self.model.variables.values():
            try:
                self._lower_variable(variable)
            except SdError as error:
                faults.append(error)
        if not faults:
            faults.extend(undefined_uses(self))
        if faults:
            raise DataFileError(faults)

    def _kind(self, variable: Variable) -> str:
        if variable.name in self._replaced:
            return self._replaced[variable.name]
        if isinstance(variable, Constant):
            return "input"
        return "state" if isinstance(variable, Stock) else "value"

    def is_replaced(self, variable: Variable) -> bool:
        """Tell whether the equation of a variable is replaced by what a run gives."""
        return variable.name in self._replaced

    def cell_size(self, variable: Variable) -> int:
        """Return how many elements a variable has."""
        size = 1
        for elements in self.axes.shape(variable):
            size *= len(elements)
        return size

    def _add_cell(self, name: str, size: int, kind: str, owner: str) -> None:
        self.cells[name] = Cell(name=name, size=size, kind=kind, owner=owner)

    def hidden(
        self, what: str, owner: str, loops: tuple[Loop, ...], kind: str
    ) -> tuple[str, Index]:
        """Add a cell that no equation names, and return it with its index under the loops."""
        self._hidden += 1
        name = f"{owner} ({what} {self._hidden})"
        size = 1
        terms = []
        for number in range(len(loops) - 1, -1, -1):
            terms.append((number, size))
            size *= loops[number].size
        self._add_cell(name, size, kind, owner)
        return name, Index(0, tuple(reversed(terms)))

    def _lower_variable(self, variable: Variable) -> None:
        if self._kind(variable) in ("input", "series") or isinstance(variable, Lookup):
            return
        if isinstance(variable, DataSeries):
            # Where it has no values nothing reads it: `require_data` refuses a run that would.
            self.curves.lower_data(variable)
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

    def assign(
        self, cell: str, target: Index, scope: Scope, value: Term, role: str, comment: str
    ) -> None:
        """Add an assignment under the present loops."""
        self.items.append(
            Item(
                cell=cell,
                target=target,
                loops=tuple(scope.loops),
                value=value,
                role=role,
                comment=comment,
            )
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

    def counted(self, loop: int | None, numbers: tuple[float, ...], scope: Scope) -> Term:
        """Return a number that is another one in each round of a loop."""
        if loop is None:
            return Const(numbers[0])
        cell = self._positions.get(numbers)
        if cell is None:
            cell = f"{POSITIONS} {len(self._positions) + 1})"
            self._positions[numbers] = cell
            self._add_cell(cell, len(numbers), "value", cell)
            alone = Scope(self.axes, scope.place)
            for at, number in enumerate(numbers):
                comment = f"number {number:g} of a dimension"
                self.assign(cell, Index(at), alone, Const(number), "value", comment)
        return Load(cell, Index(0, ((loop, 1),)))

    def _call(self, call: Call, scope: Scope, variable: Variable) -> Term:
        if call.function in _FROM_FILES:
            what = f"{_FROM_FILES[call.function]}, {variable.equation[:60]},"
            raise self.unknown(what=what, variable=variable)
        if not is_run(call.function, xmile=self.xmile):
            raise self.unknown_function(call, variable)
        if self.curves.knows(call.function):
            return self.curves.build(call, scope, variable)
        if self.arrays.knows(call.function):
            return self.arrays.build(call, scope, variable)
        if call.function in REDUCTIONS:
            return self._reduce(call, scope, variable)
        if call.function == "game":
            return self.term(call.arguments[0], scope, variable)
        if call.function == "elmcount":
            return self._element_count(call, variable)
        if call.function == "get time value":
            return self._time_value(call, scope, variable)
        if self.draws.knows(call.function):
            return self.draws.build(call, scope, variable)
        if self.states.knows(call.function):
            return self.states.build(call, scope, variable)
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
        if start != Const(0.0) or measure != Const(0.0):
            what = "GET TIME VALUE of anything but the present time in the model's own units"
            raise self.unknown(what=what, variable=variable)
        return Apply("+", (Clock("time"), offset))

    def _reduce(self, call: Call, scope: Scope, variable: Variable) -> Term:
        inside = self.over_marked(call.arguments[:1], scope, variable)
        value = self.term(call.arguments[0], inside, variable)
        return self.reduced(call.function, value, inside, len(scope.loops), variable)

    def over_marked(
        self, expressions: Sequence[Expression], scope: Scope, variable: Variable
    ) -> Scope:
        """Return a scope with a loop for each dimension that expressions mark with ``!``.

        Raises:
            ModelSyntaxError: If something is marked that is no dimension.
        """
        inside = scope.inside()
        before = len(inside.loops)
        for subscript in (s for expression in expressions for s in _gone_over(expression)):
            key = name_key(subscript.removesuffix("!"))
            if inside.names.get(f"{key}!", -1) < before:
                if key not in self.axes.elements:
                    raise self.no_dimension(subscript, variable)
                inside.open(f"{key}!", self.axes.elements[key])
        return inside

    def reduced(
        self, how: str, value: Term, inside: Scope, before: int, variable: Variable
    ) -> Term:
        """Put a sum or its kin into a cell of its own, in as few loops as it needs.

        Args:
            how: "sum", "prod", "vmin" or "vmax".
            value: One member.
            inside: The loops around it.
            before: How many of them go on outside; those after them are reduced over.
            variable: Whose equation it is.
        """
        outer, loops, renumbered = _fewest(value, inside, before)
        cell, index = self.hidden(how, variable.name, loops[: len(outer)], "value")
        self.items.append(
            Item(
                cell=cell,
                target=index,
                loops=loops,
                value=renumber(value, renumbered),
                role="value",
                comment=f"{how.upper()} in {variable.name}",
                reduce=how,
                inner=len(inside.loops) - before,
            )
        )
        return Load(cell, renumber_index(index, dict(enumerate(outer))))

    def laid_out(
        self, what: str, value: Term, inside: Scope, before: int, variable: Variable
    ) -> Span:
        """Put what loops go over into a cell, one after the other, in as few others as needed.

        Args:
            what: What it is, in a word or two.
            value: One member.
            inside: The loops around it.
            before: How many of them go on outside; what those after them go over is laid out.
            variable: Whose equation it is.
        """
        outer, loops, renumbered = _fewest(value, inside, before)
        cell, index = self.hidden(what, variable.name, loops, "value")
        moved = renumber(value, renumbered)
        comment = f"{what} of {variable.name}"
        self.items.append(
            Item(cell=cell, target=index, loops=loops, value=moved, role="value", comment=comment)
        )
        terms = tuple((outer[n], step) for n, step in index.terms if n < len(outer))
        size = math.prod(loop.size for loop in loops[len(outer) :])
        return Span(cell, Index(0, terms), size)


def _fewest(
    value: Term, inside: Scope, before: int
) -> tuple[list[int], tuple[Loop, ...], dict[int, int]]:
    """Return the outer loops that a value moves with, all loops it needs, and their new numbers."""
    inner = range(before, len(inside.loops))
    outer = sorted(used_loops(value) - set(inner))
    kept = [*outer, *inner]
    loops = tuple(inside.loops[old] for old in kept)
    return outer, loops, {old: new for new, old in enumerate(kept)}


def _gone_over(expression: Expression) -> list[str]:
    """Return the subscripts with ``!`` of what is reduced; a reduction inside it has its own."""
    found: list[str] = []
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Reference):
            found.extend(s for s in node.subscripts if s.endswith("!"))
        if not (isinstance(node, Call) and node.function in (*REDUCTIONS, "vector select")):
            waiting.extend(children(node))
    return found
