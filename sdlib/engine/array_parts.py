"""Arrays as arguments of functions."""

from __future__ import annotations

from sdlib.engine.cells import Cells
from sdlib.engine.program import Apply, Const, Index, Load, Span, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call, Expression, Reference
from sdlib.model.structure import Lookup, Variable
from sdlib.names import name_key


class ArrayParts:
    """Finds the elements of the arrays that a function is given.

    Args:
        lowering: Where cells and assignments go.
    """

    def __init__(self, lowering: Cells) -> None:
        self.lowering = lowering

    def array(
        self, call: Call, number: int, axes: int, variable: Variable
    ) -> tuple[Reference, Variable]:
        """Return an argument that is the name of an array, and the array.

        Args:
            call: The function.
            number: Which of its arguments.
            axes: How many dimensions the array has at least.
            variable: Whose equation it is.

        Raises:
            ModelSyntaxError: If it is anything else.
        """
        argument = call.arguments[number]
        model = self.lowering.model
        if isinstance(argument, Reference) and argument.name in model:
            owner = model.variable(argument.name)
            if not isinstance(owner, Lookup) and len(owner.dimensions) >= axes:
                return argument, owner
        raise ModelSyntaxError(
            found=f"{call.function.upper()} is not given an array as its "
            f"{('first', 'second', 'third', 'fourth')[number]} argument",
            place=self.lowering.place_of(variable),
            variable=variable.name,
            allowed=f"the name of a variable with {'two dimensions' if axes > 1 else 'a dimension'}"
            " or more, and its subscripts",
        )

    def member(self, name: Reference, owner: Variable, inside: Scope, *last: str) -> Load:
        """Return the element of an array whose last subscripts are those of other loops."""
        subscripts = (*name.subscripts[: len(name.subscripts) - len(last)], *last)
        index = inside.index(self.lowering.axes.shape(owner), subscripts, owner.name)
        return Load(owner.name, index)

    def along(self, name: Reference, owner: Variable, number: int) -> tuple[str, ...]:
        """Return the elements that a subscript of an array goes over: all, or those of a part."""
        axes = self.lowering.axes
        every = axes.shape(owner)[number]
        part = axes.elements.get(name_key(name.subscripts[number]), ())
        return part if part and set(part) <= set(every) else every

    def span(self, name: Reference, owner: Variable, scope: Scope) -> Span:
        """Return all elements along the last dimension of an array."""
        elements = self.lowering.axes.shape(owner)[-1]
        return Span(owner.name, self.member(name, owner, scope, elements[0]).index, len(elements))

    def held(self, expression: Expression, scope: Scope, variable: Variable) -> Term:
        """Return the value of an expression, computed once."""
        value = self.lowering.term(expression, scope, variable)
        return self.lowering.held("argument", value, scope, variable)

    def placed(self, index: Index, scope: Scope) -> Term:
        """Return the number of an element among all of its variable, counted from zero."""
        place: Term = Const(float(index.base))
        for loop, step in index.terms:
            rounds = range(scope.loops[loop].size)
            part = self.numbered(loop, tuple(k * step for k in rounds), scope)
            place = Apply("+", (place, part))
        for loop, offsets in index.tables:
            place = Apply("+", (place, self.numbered(loop, offsets, scope)))
        return place

    def numbered(self, loop: int | None, offsets: tuple[int, ...], scope: Scope) -> Term:
        """Return the number of an element, counted from zero."""
        return self.lowering.counted(loop, tuple(float(o) for o in offsets), scope)
