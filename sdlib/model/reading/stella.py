"""What an XMILE file leaves to its readers: whole arrays, and stocks that cannot go below zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import (
    Call,
    Definition,
    Expression,
    Number,
    Operation,
    Reference,
)
from sdlib.model.structure import Auxiliary, Constant, Flow, Lookup, Stock, Variable
from sdlib.names import name_key

_REDUCTIONS = {"vmin xmile": "vmin", "vmax xmile": "vmax", "sum": "sum", "prod": "prod"}
"""Functions over a whole array, as the translator names them."""

_STEP = Reference("TIME STEP")


def complete_xmile(variables: Mapping[str, Variable], place: str) -> dict[str, Variable]:
    """Return the variables of an XMILE file with all that its equations leave unsaid.

    A name of an array without subscripts is the element that the equation is about, and inside
    MIN, MAX, SUM and PROD all its elements. A stock that is marked as non-negative limits its
    outflows.

    Args:
        variables: Name to variable.
        place: The file, for messages.

    Raises:
        ModelSyntaxError: If the flows of a non-negative stock have other dimensions than it has.
    """
    found = dict(variables)
    for name, variable in variables.items():
        if variable.definitions and not isinstance(variable, Lookup):
            definitions = tuple(
                _with_subscripts(definition, variable, variables)
                for definition in variable.definitions
            )
            found[name] = replace(variable, definitions=definitions)
    for variable in list(found.values()):
        if isinstance(variable, Stock) and _is_non_negative(variable):
            _limit(variable, found, place)
    return found


def _with_subscripts(
    definition: Definition, owner: Variable, variables: Mapping[str, Variable]
) -> Definition:
    here = dict(zip(owner.dimensions, definition.subscripts, strict=True))
    keys = {name_key(d) for d in here}
    fixed = {name_key(d): s for d, s in here.items() if name_key(s) != name_key(d)}

    def kept_whole(parts: tuple[Expression, ...]) -> Iterator[bool]:
        """Tell which arguments of MIN or MAX are arrays that have no element here."""
        for part in parts:
            named = isinstance(part, Reference) and part.name in variables
            own = variables[part.name].dimensions if isinstance(part, Reference) and named else ()
            unsaid = isinstance(part, Reference) and not part.subscripts
            yield named and (_has_axes(part) or (unsaid and not all(d in here for d in own)))

    def told(part: Expression, whole: bool) -> Expression:
        if isinstance(part, Reference) and fixed:
            # In the equation of one element, its dimension means that element.
            kept = tuple(fixed.get(name_key(s), s) for s in part.subscripts)
            part = Reference(part.name, kept)
        if isinstance(part, Reference) and not part.subscripts:
            array = variables.get(part.name)
            dimensions = array.dimensions if array else ()
            if whole:
                return Reference(part.name, tuple(f"{d}!" for d in dimensions))
            if dimensions and all(d in here for d in dimensions):
                return Reference(part.name, tuple(here[d] for d in dimensions))
        if isinstance(part, Reference) and whole and part.name in variables:
            # Inside a function over an array, a dimension that is not on the left is all of it.
            own = {name_key(d) for d in variables[part.name].dimensions} - keys
            marked = (f"{s}!" if name_key(s) in own else s for s in part.subscripts)
            return Reference(part.name, tuple(marked))
        if isinstance(part, Operation):
            return replace(part, operands=tuple(told(o, whole) for o in part.operands))
        if isinstance(part, Call):
            inside = whole or (part.function in _REDUCTIONS and len(part.arguments) == 1)
            first = 1 if part.function in ("curve", "index of rank", "interpolate") else 0
            kept = part.arguments[:first]
            arguments = (*kept, *(told(a, inside) for a in part.arguments[first:]))
            if part.function in ("min", "max") and not inside:
                arguments = tuple(
                    Call(f"v{part.function}", (told(given, True),)) if all_of_it else argument
                    for given, argument, all_of_it in zip(
                        part.arguments, arguments, kept_whole(part.arguments), strict=True
                    )
                )
            if part.function.endswith(" xmile") and not _has_axes(arguments[0]):
                return arguments[0]
            return Call(_REDUCTIONS.get(part.function, part.function), arguments)
        return part

    return replace(definition, expression=told(definition.expression, False))


def _has_axes(part: Expression) -> bool:
    if isinstance(part, Reference):
        return any(s.endswith("!") for s in part.subscripts)
    parts: tuple[Expression, ...] = ()
    if isinstance(part, Operation):
        parts = part.operands
    elif isinstance(part, Call):
        parts = part.arguments
    return any(map(_has_axes, parts))


def _is_non_negative(stock: Stock) -> bool:
    return any(
        isinstance(d.expression, Call) and d.expression.function == "integ non negative"
        for d in stock.definitions
    )


def _limit(stock: Stock, variables: dict[str, Variable], place: str) -> None:
    """Limit what flows out of a stock to what it holds and what flows in, the first flow first.

    A flow that leaves several stocks at once cannot be limited for one of them: there, and where
    an inflow is negative, the stock stops at zero.

    Source: iseesystems.com, help on flow prioritization: outflow = MIN(stock/DT + total inflow,
    the outflow of the equation); what the first outflow leaves is there for the second.
    """
    flows = (*stock.inflows, *stock.outflows)
    if any(variables[f].dimensions not in ((), stock.dimensions) for f in flows):
        raise ModelSyntaxError(
            found=f"the stock '{stock.name}' cannot go below zero, and its flows have other "
            "dimensions",
            place=place,
            variable=stock.name,
            remedy="give the flows the dimensions of the stock",
        )
    others = [
        name
        for other in variables.values()
        if isinstance(other, Stock) and other.name != stock.name
        for name in other.outflows
    ]
    own = [f for f in stock.outflows if f not in others and _can_be_limited(f, stock, variables)]
    if len(own) == len(stock.outflows):
        for number, name in enumerate(own):
            variables[name] = _limited(variables[name], stock, tuple(own[:number]), variables)
    definitions = tuple(_stopped_at_zero(d, stock) for d in stock.definitions)
    variables[stock.name] = replace(stock, definitions=definitions)


def _can_be_limited(name: str, stock: Stock, variables: Mapping[str, Variable]) -> bool:
    flow = variables[name]
    return flow.dimensions == stock.dimensions and isinstance(flow, Auxiliary | Flow | Constant)


def _limited(
    flow: Variable, stock: Stock, before: tuple[str, ...], variables: Mapping[str, Variable]
) -> Flow:
    def of(name: str, subscripts: tuple[str, ...]) -> Reference:
        return Reference(name, subscripts if variables[name].dimensions else ())

    definitions = []
    for definition in flow.definitions:
        there: Expression = Operation("/", (of(stock.name, definition.subscripts), _STEP))
        for name in stock.inflows:
            there = Operation("+", (there, of(name, definition.subscripts)))
        for name in before:
            there = Operation("-", (there, of(name, definition.subscripts)))
        there = Call("max", (there, Number(0.0)))
        expression = Call("min", (definition.expression, there))
        definitions.append(replace(definition, expression=expression))
    shared: dict[str, Any] = {f.name: getattr(flow, f.name) for f in fields(Variable)}
    shared["definitions"] = tuple(definitions)
    shared["depends_on"] = flow.depends_on | {stock.name, *stock.inflows, *before}
    return Flow(**shared)


def _stopped_at_zero(definition: Definition, stock: Stock) -> Definition:
    call = definition.expression
    assert isinstance(call, Call)
    rate, initial = call.arguments
    level = Reference(stock.name, definition.subscripts if stock.dimensions else ())
    least = Operation("negative", (Operation("/", (level, _STEP)),))
    return replace(definition, expression=Call("integ", (Call("max", (rate, least)), initial)))
