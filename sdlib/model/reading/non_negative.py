"""Stocks of XMILE that cannot go below zero: what flows out of them is limited.

Source: iseesystems.com, help on flow prioritization: outflow = MIN(stock/DT + total inflow, the
outflow of the equation); what the first outflow leaves is there for the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Call, Definition, Expression, Number, Operation, Reference
from sdlib.model.structure import Auxiliary, Constant, Flow, Stock, Variable

_STEP = Reference("TIME STEP")


def limit_outflows(variables: dict[str, Variable], place: str) -> None:
    """Limit what flows out of each non-negative stock to what it holds and what flows in.

    A flow that leaves several stocks at once cannot be limited for one of them: there, and where
    an inflow is negative, the stock stops at zero. An inflow that is computed from the outflow
    cannot limit it: where the rest is not enough, the outflow has no value, since it is not
    documented what it would be.

    Args:
        variables: Name to variable; flows and stocks are replaced.
        place: The file, for messages.

    Raises:
        ModelSyntaxError: If the flows of a non-negative stock have other dimensions than it has.
    """
    stocks = [v for v in variables.values() if isinstance(v, Stock) and _is_non_negative(v)]
    limited = {stock.name: _limited_outflows(stock, variables, place) for stock in stocks}
    needs = {name: set(variable.depends_on) for name, variable in variables.items()}
    stops = {name for name, variable in variables.items() if isinstance(variable, Stock)}
    for flows in limited.values():
        for number, name in enumerate(flows):
            needs[name].update(flows[:number])
    for stock in stocks:
        flows = limited[stock.name]
        for number, name in enumerate(flows):
            inflows = tuple(f for f in stock.inflows if not _is_needed(name, f, needs, stops))
            needs[name].update(inflows)
            variables[name] = _limited(variables[name], stock, flows[:number], inflows, variables)
        definitions = tuple(_stopped_at_zero(d, stock) for d in stock.definitions)
        variables[stock.name] = replace(stock, definitions=definitions)


def _is_non_negative(stock: Stock) -> bool:
    return any(
        isinstance(d.expression, Call) and d.expression.function == "integ non negative"
        for d in stock.definitions
    )


def _limited_outflows(
    stock: Stock, variables: Mapping[str, Variable], place: str
) -> tuple[str, ...]:
    """Return the outflows of a stock if they can all be limited, the first to be met first."""
    flows = (*stock.inflows, *stock.outflows)
    if any(variables[f].dimensions not in ((), stock.dimensions) for f in flows):
        raise ModelSyntaxError(
            found=f"the stock '{stock.name}' cannot go below zero, and its flows have other "
            "dimensions",
            place=place,
            variable=stock.name,
            remedy="give the flows the dimensions of the stock",
        )
    others = {
        name
        for other in variables.values()
        if isinstance(other, Stock) and other.name != stock.name
        for name in other.outflows
    }
    own = [f for f in stock.outflows if f not in others and _can_be_limited(f, stock, variables)]
    return tuple(own) if len(own) == len(stock.outflows) else ()


def _can_be_limited(name: str, stock: Stock, variables: Mapping[str, Variable]) -> bool:
    flow = variables[name]
    return flow.dimensions == stock.dimensions and isinstance(flow, Auxiliary | Flow | Constant)


def _is_needed(name: str, by: str, needs: Mapping[str, set[str]], stops: set[str]) -> bool:
    """Tell whether a variable is needed by another one at the same instant."""
    found = {by}
    waiting = [by]
    while waiting:
        one = waiting.pop()
        new = set() if one in stops else needs.get(one, set()) - found
        found |= new
        waiting += new
    return name in found


def _limited(
    flow: Variable,
    stock: Stock,
    before: tuple[str, ...],
    inflows: tuple[str, ...],
    variables: Mapping[str, Variable],
) -> Flow:
    def of(name: str, subscripts: tuple[str, ...]) -> Reference:
        return Reference(name, subscripts if variables[name].dimensions else ())

    definitions = []
    for definition in flow.definitions:
        there: Expression = Operation("/", (of(stock.name, definition.subscripts), _STEP))
        for name in inflows:
            there = Operation("+", (there, of(name, definition.subscripts)))
        for name in before:
            there = Operation("-", (there, of(name, definition.subscripts)))
        there = Call("max", (there, Number(0.0)))
        own = definition.expression
        expression: Expression = Call("min", (own, there))
        if len(inflows) < len(stock.inflows):
            enough = Operation("<=", (own, there))
            expression = Call("if then else", (enough, own, Number(float("nan"))))
        definitions.append(replace(definition, expression=expression))
    shared: dict[str, Any] = {f.name: getattr(flow, f.name) for f in fields(Variable)}
    shared["definitions"] = tuple(definitions)
    shared["depends_on"] = flow.depends_on | {stock.name, *inflows, *before}
    return Flow(**shared)


def _stopped_at_zero(definition: Definition, stock: Stock) -> Definition:
    call = definition.expression
    assert isinstance(call, Call)
    rate, initial = call.arguments
    level = Reference(stock.name, definition.subscripts if stock.dimensions else ())
    least = Operation("negative", (Operation("/", (level, _STEP)),))
    return replace(definition, expression=Call("integ", (Call("max", (rate, least)), initial)))
