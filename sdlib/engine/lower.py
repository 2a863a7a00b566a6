"""From a model's equations to assignments inside loops over dimensions."""

from __future__ import annotations

from collections.abc import Mapping

from sdlib.engine.functions import PLAIN, RANDOM, REDUCTIONS
from sdlib.engine.program import (
    Apply,
    Cell,
    Clock,
    Const,
    CurveAt,
    Draw,
    Index,
    Item,
    Load,
    Loop,
    Term,
)
from sdlib.engine.states import StateBuilder
from sdlib.engine.subscripts import Axes, Scope, scopes_of
from sdlib.engine.undefined import undefined_uses
from sdlib.errors import DataFileError, ModelSyntaxError, SdError
from sdlib.model.expressions import (
    Call,
    Curve,
    Definition,
    Expression,
    Number,
    NumberArray,
    Operation,
    Reference,
    children,
)
from sdlib.model.structure import Constant, DataSeries, Lookup, Model, Stock, Variable
from sdlib.names import name_key, nearest

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

_LONGEST_SHOWN = 80
"""Characters of a name that a message shows."""

SEED = "(random seed)"
"""The cell that holds the seed of a run; no variable can have this name."""


POSITIONS = "(positions"
"""How the names of the cells begin that hold the positions of subscripts."""


class Lowering:
    """The cells and assignments of one model.

    Args:
        model: The model.
        replaced: Name of each variable whose equation is replaced, to "input" or "series".
    """

    def __init__(self, model: Model, replaced: Mapping[str, str]) -> None:
        self.model = model
        self.axes = Axes(model)
        self.cells: dict[str, Cell] = {}
        self.items: list[Item] = []
        self._replaced = replaced
        self._hidden = 0
        self._draws = 0
        self._depth = 0
        self._positions: dict[tuple[float, ...], str] = {}
        self.states = StateBuilder(self)

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
                self._add_cell(variable.name, self._size(variable), kind, variable.name)
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

    def _size(self, variable: Variable) -> int:
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
            # Nothing reads it: a run whose equations do is refused before, by `require_data`.
            return
        for definition in variable.definitions:
            for scope, index in scopes_of(self.axes, variable, definition, self.place_of(variable)):
                self._lower_definition(variable, definition, scope, index)

    def place_of(self, variable: Variable) -> str:
        """Return file, line and name of a variable, for messages."""
        line = f", line {variable.line}" if variable.line else ""
        return f"{self.model.path}{line} ('{variable.name}')"

    def _lower_definition(
        self, variable: Variable, definition: Definition, scope: Scope, index: Index
    ) -> None:
        expression = definition.expression
        comment = f"{variable.name} = {variable.equation}"
        if isinstance(expression, NumberArray):
            self._lower_array(variable, definition, scope, index, comment)
            return
        if isinstance(expression, Call) and expression.function == "integ":
            flow, initial = expression.arguments
            start = self.term(initial, scope, variable)
            self._assign(variable.name, index, scope, start, "start", comment)
            rate = self.term(flow, scope, variable)
            self._assign(variable.name, index, scope, rate, "rate", comment)
            return
        value = self.term(expression, scope, variable)
        self._assign(variable.name, index, scope, value, "value", comment)

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
            self._assign(
                variable.name,
                Index(offset),
                Scope(self.axes, scope.place),
                Const(float(value)),
                "value",
                comment,
            )

    def _assign(
        self, cell: str, target: Index, scope: Scope, value: Term, role: str, comment: str
    ) -> None:
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
        self._assign(cell, index, scope, value, "value", comment)
        return Load(cell, index)

    def _compound(self, expression: Expression, scope: Scope, variable: Variable) -> Term:
        if isinstance(expression, Operation):
            return Apply(
                expression.operator,
                tuple(self.term(o, scope, variable) for o in expression.operands),
            )
        if isinstance(expression, Call):
            return self._call(expression, scope, variable)
        raise self._unknown(
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
        if loop is None:
            return Const(numbers[0])
        cell = self._positions.get(numbers)
        if cell is None:
            cell = f"{POSITIONS} {len(self._positions) + 1})"
            self._positions[numbers] = cell
            self._add_cell(cell, len(numbers), "value", cell)
            alone = Scope(self.axes, scope.place)
            for at, number in enumerate(numbers):
                comment = f"position {number:g} of {name}"
                self._assign(cell, Index(at), alone, Const(number), "value", comment)
        return Load(cell, Index(0, ((loop, 1),)))

    def _call(self, call: Call, scope: Scope, variable: Variable) -> Term:
        if call.function == "curve":
            return self._curve(call, scope, variable)
        if call.function in REDUCTIONS:
            return self._reduce(call, scope, variable)
        if call.function == "game":
            return self.term(call.arguments[0], scope, variable)
        if call.function == "elmcount":
            return self._element_count(call, variable)
        if call.function in RANDOM:
            return self._draw(call, scope, variable)
        if self.states.knows(call.function):
            return self.states.build(call, scope, variable)
        function = PLAIN.get(call.function)
        if call.function in _FROM_FILES:
            what = f"{_FROM_FILES[call.function]}, {variable.equation[:60]},"
            raise self._unknown(what=what, variable=variable)
        if function is None:
            raise self._unknown_function(call, variable)
        if len(call.arguments) != function.arguments:
            raise self._wrong_count(call, function.arguments, variable)
        return Apply(call.function, tuple(self.term(a, scope, variable) for a in call.arguments))

    def _draw(self, call: Call, scope: Scope, variable: Variable) -> Term:
        function = RANDOM[call.function]
        arguments = [self.term(a, scope, variable) for a in call.arguments[: function.arguments]]
        if len(arguments) < function.arguments:
            raise self._wrong_count(call, function.arguments, variable)
        if not arguments:
            arguments = [Const(0.0), Const(1.0)]
        first = self._draws
        size = 1
        terms = []
        for number in range(len(scope.loops) - 1, -1, -1):
            terms.append((number, size))
            size *= scope.loops[number].size
        self._draws += size
        return Draw(call.function, Index(first, tuple(reversed(terms))), tuple(arguments))

    def _wrong_count(self, call: Call, count: int, variable: Variable) -> ModelSyntaxError:
        return ModelSyntaxError(
            found=f"{call.function.upper()} has {len(call.arguments)} arguments",
            place=self.place_of(variable),
            variable=variable.name,
            allowed=f"{count}",
        )

    def _element_count(self, call: Call, variable: Variable) -> Term:
        (argument,) = call.arguments
        key = name_key(argument.name) if isinstance(argument, Reference) else ""
        if key not in self.axes.elements:
            raise self._unknown(
                what="ELMCOUNT of something that is no dimension", variable=variable
            )
        return Const(float(len(self.axes.elements[key])))

    def _curve(self, call: Call, scope: Scope, variable: Variable) -> Term:
        curve, argument = call.arguments[0], call.arguments[1]
        value = self.term(argument, scope, variable)
        if isinstance(curve, Curve):
            return CurveAt((curve.points,), curve.beyond, Index(), value)
        assert isinstance(curve, Reference)
        owner = self.model.variable(curve.name)
        if not isinstance(owner, Lookup):
            raise ModelSyntaxError(
                found=f"'{owner.name}' is used as a curve, and is a {owner.kind}",
                place=self.place_of(variable),
                variable=variable.name,
                allowed=f"a curve, such as '{owner.name}( (0,0),(10,1) )'",
                remedy=f"define it as a curve, or write '* (...)' to multiply '{owner.name}'",
            )
        curves: dict[int, Curve] = {}
        for definition in owner.definitions:
            if not isinstance(definition.expression, Curve):
                raise self._unknown(
                    what=f"the curve '{owner.name}' from a file, {owner.equation[:60]},",
                    variable=variable,
                )
            for inner, index in scopes_of(self.axes, owner, definition, scope.place):
                curves.update(
                    dict.fromkeys(index.offsets(tuple(inner.loops)), definition.expression)
                )
        ordered = [curves[offset] for offset in sorted(curves)]
        index = scope.index(self.axes.shape(owner), curve.subscripts, owner.name)
        return CurveAt(tuple(c.points for c in ordered), ordered[0].beyond, index, value)

    def _reduce(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Put a sum and its kin into a cell of its own, in as few loops as it needs."""
        inside = scope.inside()
        before = len(inside.loops)
        for subscript in _gone_over(call.arguments[0]):
            key = name_key(subscript.removesuffix("!"))
            if inside.names.get(f"{key}!", -1) < before:
                if key not in self.axes.elements:
                    raise self._no_dimension(subscript, variable)
                inside.open(f"{key}!", self.axes.elements[key])
        value = self.term(call.arguments[0], inside, variable)
        used = used_loops(value) - set(range(before, len(inside.loops)))
        kept = [*sorted(used), *range(before, len(inside.loops))]
        renumbered = {old: new for new, old in enumerate(kept)}
        loops = tuple(inside.loops[old] for old in kept)
        outer = tuple(inside.loops[old] for old in sorted(used))
        cell, index = self.hidden(call.function, variable.name, outer, "value")
        self.items.append(
            Item(
                cell=cell,
                target=index,
                loops=loops,
                value=renumber(value, renumbered),
                role="value",
                comment=f"{call.function.upper()} in {variable.name}",
                reduce=call.function,
                inner=len(inside.loops) - before,
            )
        )
        back = dict(enumerate(sorted(used)))
        return Load(cell, renumber_index(index, back))

    def _no_dimension(self, subscript: str, variable: Variable) -> ModelSyntaxError:
        close = nearest(subscript.removesuffix("!"), self.model.dimensions)
        return ModelSyntaxError(
            found=f"'{subscript}' goes over something that is no dimension",
            place=self.place_of(variable),
            variable=variable.name,
            allowed=f"the nearest dimensions are {', '.join(close)}" if close else "a dimension",
            remedy="define the dimension, or correct its name",
        )

    def _unknown_function(self, call: Call, variable: Variable) -> ModelSyntaxError:
        curves = [v.name for v in self.model.variables.values() if isinstance(v, Lookup)]
        name = call.function[:_LONGEST_SHOWN].upper()
        close = nearest(call.function[:_LONGEST_SHOWN], [*curves, *(f.upper() for f in PLAIN)])
        return ModelSyntaxError(
            found=f"the function {name} is not known to the compiled engine, and the model has no "
            "curve of that name",
            place=self.place_of(variable),
            variable=variable.name,
            allowed=f"the nearest names are {', '.join(close)}" if close else "",
            remedy="define the curve, correct the name, or run the model with --engine pysd",
        )

    def _unknown(self, *, what: str, variable: Variable) -> ModelSyntaxError:
        return ModelSyntaxError(
            found=f"{what} is not known to the compiled engine",
            place=self.place_of(variable),
            variable=variable.name,
            remedy="run the model with --engine pysd",
        )


def used_loops(term: Term) -> set[int]:
    """Return the loops that a term moves with."""
    if isinstance(term, Load):
        return {loop for loop, _ in (*term.index.terms, *term.index.tables)}
    if isinstance(term, Apply):
        return set().union(*(used_loops(a) for a in term.arguments))
    if isinstance(term, Draw):
        mine = {loop for loop, _ in term.number.terms}
        return mine.union(*(used_loops(a) for a in term.arguments))
    if isinstance(term, CurveAt):
        mine = {loop for loop, _ in (*term.index.terms, *term.index.tables)}
        return mine | used_loops(term.argument)
    return set()


def renumber_index(index: Index, numbers: Mapping[int, int]) -> Index:
    """Return an index that follows other loops."""
    return Index(
        index.base,
        tuple((numbers[loop], step) for loop, step in index.terms),
        tuple((numbers[loop], offsets) for loop, offsets in index.tables),
    )


def renumber(term: Term, numbers: Mapping[int, int]) -> Term:
    """Return a term that follows other loops."""
    if isinstance(term, Load):
        return Load(term.cell, renumber_index(term.index, numbers))
    if isinstance(term, Apply):
        return Apply(term.function, tuple(renumber(a, numbers) for a in term.arguments))
    if isinstance(term, Draw):
        inside = tuple(renumber(a, numbers) for a in term.arguments)
        return Draw(term.distribution, renumber_index(term.number, numbers), inside)
    if isinstance(term, CurveAt):
        return CurveAt(
            term.curves,
            term.beyond,
            renumber_index(term.index, numbers),
            renumber(term.argument, numbers),
        )
    return term


def _gone_over(expression: Expression) -> list[str]:
    """Return the subscripts with ``!`` of what is reduced; a reduction inside it has its own."""
    found: list[str] = []
    waiting = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Reference):
            found.extend(s for s in node.subscripts if s.endswith("!"))
        if not (isinstance(node, Call) and node.function in REDUCTIONS):
            waiting.extend(children(node))
    return found
