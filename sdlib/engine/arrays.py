"""Functions over the elements of an array: selected, counted through, sorted, picked by number.

They become sums and their kin (`Lowering.reduced`); only what is picked by a number that a run
computes needs a function of the lanes of its own.
"""

from __future__ import annotations

from collections.abc import Callable

from sdlib.engine.allocation import allocate_available, allocate_by_priority
from sdlib.engine.array_parts import ArrayParts
from sdlib.engine.cells import Cells
from sdlib.engine.functions import VECTORS
from sdlib.engine.interpolated import element_at, interpolated
from sdlib.engine.markets import at_price, market_price
from sdlib.engine.matrices import inverse_element
from sdlib.engine.program import Apply, Const, Index, Load, Span, Term
from sdlib.engine.ranks import index_of_rank, rank_of
from sdlib.engine.subscripts import Scope
from sdlib.engine.tabulated import vector_lookup
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call
from sdlib.model.reading.equations import NOT_AVAILABLE
from sdlib.model.structure import Variable

_NOTHING = Const(NOT_AVAILABLE)
_ONE, _ZERO, _NAN = Const(1.0), Const(0.0), Const(float("nan"))


class ArrayBuilder(ArrayParts):
    """Builds the values of functions over the elements of an array.

    Args:
        lowering: Where cells and assignments go.
    """

    def __init__(self, lowering: Cells) -> None:
        super().__init__(lowering)
        self._builders: dict[str, Callable[[Call, Scope, Variable], Term]] = {
            "vector select": self._select,
            "vector elm map": self._element,
            "vector sort order": self._sort_order,
            "vector reorder": self._reorder,
            "vector rank": self._rank,
            "vector lookup": lambda *given: vector_lookup(self, *given),
            "index of rank": lambda *given: index_of_rank(self, *given),
            "interpolate": lambda *given: interpolated(self, *given),
            "element at": lambda *given: element_at(self, *given),
            "find market price": lambda *given: market_price(self, *given),
            "demand at price": lambda *given: at_price(self, *given),
            "supply at price": lambda *given: at_price(self, *given),
            "invert matrix": lambda *given: inverse_element(self, *given),
            "allocate available": lambda *given: allocate_available(self, *given),
            "allocate by priority": lambda *given: allocate_by_priority(self, *given),
        }

    def knows(self, function: str) -> bool:
        """Tell whether a function is one of these."""
        return function in self._builders

    def build(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Add what a call needs and return its value.

        Raises:
            ModelSyntaxError: If an argument is not what the function takes.
        """
        wanted = VECTORS[call.function] or len(call.arguments)
        if len(call.arguments) != wanted:
            raise self.lowering.wrong_count(call, wanted, variable)
        return self._builders[call.function](call, scope, variable)

    def _select(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return what is made of the elements whose selection is not zero.

        Source: vensim.com/documentation/fn_vector_select.html; that action 5 takes the expression
        to the power of the selection is as recorded by Vensim.
        """
        inside = self.lowering.over_marked(call.arguments[:2], scope, variable)
        before = len(scope.loops)
        selection, value = (self.lowering.term(a, inside, variable) for a in call.arguments[:2])
        missing, action, errors = (self.held(a, scope, variable) for a in call.arguments[2:])
        chosen = Apply("<>", (selection, _ZERO))

        def over(how: str, member: Term, otherwise: float) -> Term:
            part = _if(chosen, member, Const(otherwise))
            return self.lowering.reduced(how, part, inside, before, variable)

        count = over("sum", _ONE, 0.0)
        weighted = Apply("*", (selection, value))
        infinite = float("inf")
        actions: dict[float, Callable[[], Term]] = {
            0.0: lambda: over("sum", weighted, 0.0),
            1.0: lambda: over("prod", weighted, 1.0),
            2.0: lambda: over("vmin", weighted, infinite),
            3.0: lambda: over("vmax", weighted, -infinite),
            4.0: lambda: Apply("/", (over("sum", weighted, 0.0), count)),
            5.0: lambda: over("prod", Apply("^", (value, selection)), 1.0),
            6.0: lambda: over("sum", value, 0.0),
            7.0: lambda: over("prod", value, 1.0),
            8.0: lambda: over("vmin", value, infinite),
            9.0: lambda: over("vmax", value, -infinite),
            10.0: lambda: Apply("/", (over("sum", value, 0.0), count)),
        }
        if isinstance(action, Const):
            if action.value not in actions:
                raise ModelSyntaxError(
                    found=f"VECTOR SELECT has the numerical action {action.value:g}",
                    place=self.lowering.place_of(variable),
                    variable=variable.name,
                    allowed="0 to 10",
                )
            found = actions[action.value]()
        else:
            found = _NAN
            for number, make in actions.items():
                found = _if(Apply("=", (action, Const(number))), make(), found)
        found = _if(Apply("=", (count, _ZERO)), missing, found)
        return self._with_errors(found, count, errors)

    def _with_errors(self, found: Term, count: Term, errors: Term) -> Term:
        """End a run whose selection is none or several, where the model wants that."""
        if errors == _ZERO:
            return found
        none = Apply("and", (_one_of(errors, 1.0, 3.0), Apply("=", (count, _ZERO))))
        several = Apply("and", (_one_of(errors, 2.0, 3.0), Apply(">", (count, _ONE))))
        return _if(Apply("or", (none, several)), _NAN, found)

    def _element(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return the element that lies so many elements after the one that is named.

        Source: vensim.com/documentation/fn_vector_elm_map.html: :NA: outside the variable, whose
        last dimension moves fastest.
        """
        name, owner = self.array(call, 0, 1, variable)
        offset = self.lowering.term(call.arguments[1], scope, variable)
        place = self.placed(self.member(name, owner, scope).index, scope)
        size = self.lowering.cell_size(owner)
        if isinstance(offset, Const) and isinstance(place, Const):
            at = int(place.value + int(offset.value))
            return Load(owner.name, Index(at)) if 0 <= at < size else _NOTHING
        place = Apply("+", (place, Apply("integer", (offset,))))
        return Apply("picked", (Span(owner.name, Index(), size), place))

    def _reorder(self, call: Call, scope: Scope, variable: Variable) -> Term:
        name, owner = self.array(call, 0, 1, variable)
        which = self.lowering.term(call.arguments[1], scope, variable)
        return Apply("picked", (self.span(name, owner, scope), which))

    def _rank(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return how many elements come before one, and one.

        Among equal elements the order is that of the file, upwards and backwards.

        Source: vensim.com/documentation/fn_vector_rank.html: equals get ranks in any order.
        """
        name, owner = self.array(call, 0, 1, variable)
        direction = self.held(call.arguments[1], scope, variable)
        elements = self.lowering.axes.shape(owner)[-1]
        loop, offsets = scope.offsets(name.subscripts[-1], elements, owner.name)
        mine = self.lowering.term(name, scope, variable), self.numbered(loop, offsets, scope)
        return rank_of(self, name, owner, scope, mine, direction, variable)

    def _sort_order(self, call: Call, scope: Scope, variable: Variable) -> Term:
        """Return which element, counted from zero, comes at a place of the sorted array."""
        name, owner = self.array(call, 0, 1, variable)
        direction = self.held(call.arguments[1], scope, variable)
        elements = self.lowering.axes.shape(owner)[-1]
        loop, offsets = scope.offsets(name.subscripts[-1], elements, owner.name)
        wanted = Apply("+", (self.numbered(loop, offsets, scope), _ONE))
        inside = scope.inside()
        every = inside.open("(place)", elements)
        number = self.numbered(every, tuple(range(len(elements))), inside)
        mine = self.member(name, owner, inside, "(place)"), number
        rank = rank_of(self, name, owner, inside, mine, direction, variable)
        found = _if(Apply("=", (rank, wanted)), number, _ZERO)
        found = _if(Apply("=", (rank, rank)), found, _NAN)
        return self.lowering.reduced("sum", found, inside, len(scope.loops), variable)


def _if(condition: Term, yes: Term, no: Term) -> Term:
    return Apply("if then else", (condition, yes, no))


def _one_of(value: Term, *numbers: float) -> Term:
    first, *rest = (Apply("=", (value, Const(number))) for number in numbers)
    for other in rest:
        first = Apply("or", (first, other))
    return first
