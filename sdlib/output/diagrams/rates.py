"""What moves a stock in its own equation and has no name."""

from __future__ import annotations

from dataclasses import dataclass

from sdlib.model import Stock
from sdlib.model.equation_text import chain
from sdlib.model.expressions import Call, Expression, Operation, Reference, walk


@dataclass(frozen=True, kw_only=True)
class UnnamedRate:
    """The terms of a stock's equation on one side that are no flows of their own."""

    direction: str
    """ "in", "out", or "both" for a term that can have either sign, as an adjustment to a goal."""
    names: frozenset[str]
    """What they are computed from."""


def unnamed_rates(stock: Stock) -> list[UnnamedRate]:
    """Return what moves a stock besides its named flows, at most one rate a direction.

    A term that is added and holds the stock itself, such as ``(goal - stock) / time``, counts as
    one of either sign.

    Args:
        stock: The stock.
    """
    found: dict[str, set[str]] = {}
    flows = {*stock.inflows, *stock.outflows}
    for definition in stock.definitions:
        for sign, term in _terms(definition.expression):
            names = {node.name for node in walk(term) if isinstance(node, Reference)}
            if isinstance(term, Reference) and term.name in flows:
                continue
            direction = "out" if sign == "-" else "both" if stock.name in names else "in"
            if names:
                found.setdefault(direction, set()).update(names)
    return [UnnamedRate(direction=key, names=frozenset(found[key])) for key in sorted(found)]


def _terms(expression: Expression) -> list[tuple[str, Expression]]:
    if not isinstance(expression, Call) or expression.function != "integ":
        return []
    rate = expression.arguments[0]
    terms: list[tuple[str, Expression]] = [("+", rate)]
    if isinstance(rate, Operation) and rate.operator in ("+", "-"):
        terms = chain(rate)
    return [
        ({"+": "-", "-": "+"}[sign], term.operands[0])
        if isinstance(term, Operation) and term.operator == "negative"
        else (sign, term)
        for sign, term in terms
    ]
