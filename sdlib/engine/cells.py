"""The cells of a model's program, and the assignments that fill them."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from sdlib.engine.functions import REDUCTIONS
from sdlib.engine.program import (
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
from sdlib.engine.subscripts import Axes, Scope
from sdlib.model.expressions import Call, Definition, Expression, Reference, children
from sdlib.model.structure import Constant, Model, Stock, Variable
from sdlib.names import name_key

SEED = "(random seed)"
"""The cell that holds the seed of a run; no variable can have this name."""


POSITIONS = "(positions"
"""How the names of the cells begin that hold the positions of subscripts."""


class Cells(Refusals, ABC):
    """The cells and assignments of one model, to which builders of functions add theirs.

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
        self.target = Index()
        """What the definition that is being lowered defines, under its loops."""
        self._positions: dict[tuple[float, ...], str] = {}

    @abstractmethod
    def term(self, expression: Expression, scope: Scope, variable: Variable) -> Term:
        """Return the value of an expression under the present loops.

        Raises:
            ModelSyntaxError: If it holds something that the engine does not know.
        """

    @abstractmethod
    def lower_definition(self, variable: Variable, definition: Definition) -> None:
        """Add the assignments of one definition."""

    def kind(self, variable: Variable) -> str:
        """Return whether a variable is an "input", a "series", a "state" or a "value"."""
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

    def add_cell(self, name: str, size: int, kind: str, owner: str) -> None:
        """Add a cell that has a name."""
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
        self.add_cell(name, size, kind, owner)
        return name, Index(0, tuple(reversed(terms)))

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

    def keep(
        self, cell: str, index: Index, scope: Scope, value: Term, role: str, *, start: bool = False
    ) -> None:
        """Add an assignment to a hidden cell under the present loops."""
        self.items.append(
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

    def held(self, what: str, term: Term, scope: Scope, variable: Variable) -> Term:
        """Return a term that is used several times, computed once in a cell of its own.

        Written out at each use it would double with every function inside a function.
        """
        if isinstance(term, (Const, Load, Clock)):
            return term
        cell, index = self.hidden(what, variable.name, tuple(scope.loops), "value")
        self.keep(cell, index, scope, term, "value")
        return Load(cell, index)

    def counted(self, loop: int | None, numbers: tuple[float, ...], scope: Scope) -> Term:
        """Return a number that is another one in each round of a loop."""
        if loop is None:
            return Const(numbers[0])
        cell = self._positions.get(numbers)
        if cell is None:
            cell = f"{POSITIONS} {len(self._positions) + 1})"
            self._positions[numbers] = cell
            self.add_cell(cell, len(numbers), "value", cell)
            alone = Scope(self.axes, scope.place)
            for at, number in enumerate(numbers):
                comment = f"number {number:g} of a dimension"
                self.assign(cell, Index(at), alone, Const(number), "value", comment)
        return Load(cell, Index(0, ((loop, 1),)))

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
