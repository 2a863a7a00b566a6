"""The inverse of a matrix: Gauss and Jordan's elimination, a step of it in cells of its own."""

from __future__ import annotations

from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.cells import Cells
from sdlib.engine.program import Apply, Const, Index, Item, Load, Loop, Term
from sdlib.engine.subscripts import Scope
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call, Reference
from sdlib.model.structure import Variable
from sdlib.names import name_key

MOST_ROWS = 64
"""Rows of the largest matrix: each becomes some assignments over the whole of it."""

_ROW, _COLUMN = "(row)", "(column)"
_ZERO = Const(0.0)


def inverse_element(builder: ArrayParts, call: Call, scope: Scope, variable: Variable) -> Term:
    """Return one element of the inverse of a matrix; nothing (NaN) where it has none.

    Args:
        builder: Adds cells.
        call: The function: the matrix by its last two dimensions, and its size.
        scope: The loops around it.
        variable: Whose equation it is.

    Raises:
        ModelSyntaxError: If the argument is no square matrix of the size that is said.

    Source: vensim.com/documentation/fn_invert_matrix.html.
    """
    lowering = builder.lowering
    name, owner = builder.array(call, 0, 2, variable)
    rows, columns = lowering.axes.shape(owner)[-2:]
    count = len(rows)
    size = lowering.term(call.arguments[1], scope, variable)
    if len(columns) != count or size != Const(float(count)) or count > MOST_ROWS:
        raise ModelSyntaxError(
            found=f"INVERT MATRIX is given '{owner.name}' with {count} rows and {len(columns)} "
            "columns, and another size or one that is not known beforehand",
            place=lowering.place_of(variable),
            variable=variable.name,
            allowed=f"a square matrix of up to {MOST_ROWS} rows, and their number",
        )
    inside = scope.inside()
    inside.open(_ROW, rows)
    inside.open(_COLUMN, columns)
    element = builder.member(name, owner, inside, _ROW, _COLUMN)
    matrix = lowering.laid_out("matrix", element, inside, len(scope.loops), variable)
    outer = tuple(loop for loop, _ in matrix.index.terms)
    work = _Elimination(
        lowering, variable.name, tuple(scope.loops[loop] for loop in outer), count, scope
    )
    work.begin(matrix.cell)
    for number in range(count):
        work.step(number)
    strides = {loop: step * 2 for loop, step in matrix.index.terms}
    over, along = _element_named(builder, name, scope, variable)
    row = scope.offsets(over, rows, owner.name)
    column = scope.offsets(along, columns, owner.name)
    return Load(work.cell, _element(count, strides, row, column))


def _element_named(
    builder: ArrayParts, name: Reference, scope: Scope, variable: Variable
) -> tuple[str, str]:
    """Return the subscripts of the element that is wanted.

    A matrix may be named with one dimension twice; then they are the last two of the left side,
    as recorded by Vensim.

    Raises:
        ModelSyntaxError: If the left side has no two dimensions in that place.
    """
    over, along = name.subscripts[-2:]
    if name_key(over) != name_key(along):
        return over, along
    last = variable.dimensions[-2:]
    if len(last) == 2 and all(name_key(each) in scope.names for each in last):
        return last[0], last[1]
    raise ModelSyntaxError(
        found=f"INVERT MATRIX names '{over}' for both rows and columns",
        place=builder.lowering.place_of(variable),
        variable=variable.name,
        allowed="two dimensions, as the left side has",
        remedy="name the matrix with the last two dimensions of the left side",
    )


def _element(
    count: int,
    strides: dict[int, int],
    row: tuple[int | None, tuple[int, ...]],
    column: tuple[int | None, tuple[int, ...]],
) -> Index:
    """Return the index of an element in the right half of the eliminated matrix."""
    base = count
    tables = []
    for (loop, offsets), step in ((row, 2 * count), (column, 1)):
        if loop is None:
            base += offsets[0] * step
        else:
            tables.append((loop, tuple(o * step for o in offsets)))
    return Index(base, tuple(strides.items()), tuple(tables))


class _Elimination:
    """The matrix with the unit matrix to its right, after some steps of the elimination.

    What is done to the one makes the other its inverse.
    """

    def __init__(
        self, lowering: Cells, owner: str, outer: tuple[Loop, ...], count: int, scope: Scope
    ) -> None:
        self.lowering = lowering
        self.owner = owner
        self.outer = outer
        self.count = count
        self.scope = scope
        self.cell = ""

    def _loops(self, *sizes: int) -> tuple[Loop, ...]:
        return (*self.outer, *(Loop(tuple(f"({k})" for k in range(size))) for size in sizes))

    def _index(self, *sizes: int, base: int = 0, inner: tuple[tuple[int, int], ...] = ()) -> Index:
        """Return an index into a cell over the outer loops, with that many places for each round.

        Args:
            sizes: Lengths of what lies inside.
            base: The first place.
            inner: Loops inside, counted from the first one inside, to their steps.
        """
        step = 1
        for size in sizes:
            step *= size
        terms = []
        for number in range(len(self.outer) - 1, -1, -1):
            terms.append((number, step))
            step *= self.outer[number].size
        first = len(self.outer)
        return Index(base, (*reversed(terms), *((first + n, s) for n, s in inner)))

    def _add(
        self, what: str, sizes: tuple[int, ...], value: Term, reduce: str = "", over: int = 0
    ) -> str:
        """Add a cell over the outer loops and these, and what it is."""
        inner = (over,) if over else ()
        cell, index = self.lowering.hidden(what, self.owner, self._loops(*sizes), "value")
        self.lowering.items.append(
            Item(
                cell=cell,
                target=index,
                loops=self._loops(*sizes, *inner),
                value=value,
                role="value",
                comment=f"{what} of {self.owner}",
                reduce=reduce,
                inner=len(inner),
            )
        )
        return cell

    def _number(self, inner: int, size: int) -> Term:
        """Return the counter of a loop inside, as a number."""
        numbers = tuple(float(k) for k in range(size))
        return self.lowering.counted(len(self.outer) + inner, numbers, self.scope)

    def begin(self, matrix: str) -> None:
        """Take the matrix, and put the unit matrix beside it."""
        n = self.count
        row, column = self._number(0, n), self._number(1, 2 * n)
        # Beyond the matrix its last column is read, and not used.
        inside = tuple(min(k, n - 1) for k in range(2 * n))
        index = self._index(n, n, inner=((0, n),))
        index = Index(index.base, index.terms, ((len(self.outer) + 1, inside),))
        unit: Term = Apply("=", (column, Apply("+", (row, Const(float(n))))))
        unit = _if(unit, Const(1.0), _ZERO)
        value = _if(Apply("<", (column, Const(float(n)))), Load(matrix, index), unit)
        self.cell = self._add("with unit matrix", (n, 2 * n), value)

    def step(self, number: int) -> None:
        """Clear a column: its largest element below becomes one, and all others zero."""
        n, m = self.count, 2 * self.count
        at = Const(float(number))
        # Rows are searched for the largest element, from this one on.
        own = Load(self.cell, self._index(n, m, base=number, inner=((0, m),)))
        below = Apply(">=", (self._number(0, n), at))
        size = _if(below, Apply("abs", (own,)), Const(-1.0))
        largest = self._add("pivot", (), size, "vmax", n)
        top = Load(largest, self._index())
        equal = Apply("and", (below, Apply("=", (Apply("abs", (own,)), top))))
        where = _if(equal, self._number(0, n), Const(float("inf")))
        place = self._add("pivot row", (), where, "vmin", n)
        pivot = Load(place, self._index())
        chosen = Apply("=", (self._number(1, n), pivot))
        other = Load(self.cell, self._index(n, m, inner=((1, m), (0, 1))))
        line = self._add("pivot line", (m,), _if(chosen, other, _ZERO), "sum", n)
        scaled = Apply(
            "/",
            (Load(line, self._index(m, inner=((1, 1),))), Load(line, self._index(m, base=number))),
        )
        row = self._number(0, n)
        moved = Apply("=", (row, pivot))
        mine = self._index(n, m, inner=((0, m), (1, 1)))
        first = self._index(n, m, base=number * m, inner=((1, 1),))
        value = _if(moved, Load(self.cell, first), Load(self.cell, mine))
        head = Load(self.cell, self._index(n, m, base=number, inner=((0, m),)))
        head_first = Load(self.cell, self._index(n, m, base=number * m + number))
        factor = _if(moved, head_first, head)
        value = Apply("-", (value, Apply("*", (factor, scaled))))
        value = _if(Apply("=", (row, at)), scaled, value)
        self.cell = self._add("eliminated", (n, m), value)


def _if(condition: Term, yes: Term, no: Term) -> Term:
    return Apply("if then else", (condition, yes, no))
