"""What functions that remember something add to a program."""

from __future__ import annotations

from sdlib.engine.cells import Cells
from sdlib.engine.program import Index, Term
from sdlib.engine.subscripts import Scope
from sdlib.model.expressions import Call
from sdlib.model.structure import Variable


class StateCells:
    """Adds hidden cells, some of them states.

    Args:
        lowering: Where cells and assignments go.
    """

    def __init__(self, lowering: Cells) -> None:
        self.lowering = lowering

    def terms(
        self, call: Call, scope: Scope, variable: Variable, leave: int | None = None
    ) -> list[Term]:
        """Return the values of a call's arguments but for one, which is no value."""
        arguments = [a for number, a in enumerate(call.arguments) if number != leave]
        return [self.lowering.term(argument, scope, variable) for argument in arguments]

    def cell(self, what: str, kind: str, scope: Scope, variable: Variable) -> tuple[str, Index]:
        """Add a hidden cell and return it with its index under the loops."""
        return self.lowering.hidden(what, variable.name, tuple(scope.loops), kind)

    def assign(
        self, cell: str, index: Index, scope: Scope, value: Term, role: str, *, start: bool = False
    ) -> None:
        """Add an assignment to a hidden cell; see `Cells.keep`."""
        self.lowering.keep(cell, index, scope, value, role, start=start)

    def held(self, what: str, term: Term, scope: Scope, variable: Variable) -> Term:
        """Return a term that is used several times, computed once; see `Cells.held`."""
        return self.lowering.held(what, term, scope, variable)
