"""Expressions as a reader writes them, for messages."""

from __future__ import annotations

from sdlib.model.expressions import (
    Call,
    Curve,
    Expression,
    Number,
    NumberArray,
    Operation,
    Reference,
)

SAME_RANK = ({"+", "-"}, {"*", "/"}, {"and"}, {"or"})
"""Operators that one chain may hold side by side."""

_RANKS = {
    "or": 1, "and": 2, "not": 3,
    "=": 4, "<>": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "/": 6, "negative": 7, "^": 8,
}  # fmt: skip
_SIGNS = {"and": ":AND:", "or": ":OR:"}
_HIGHEST = 9


def chain(expression: Operation) -> list[tuple[str, Expression]]:
    """Return the members of a sum, a product or a chain of conditions, each with its operator.

    A sum of thousands of terms is as deep as it is long; here it is walked without recursion.

    Args:
        expression: The operation; one that belongs to no chain gives its operands.

    Returns:
        Operator and member from the left; the first operator is the neutral one of its rank.
    """
    allowed = next((rank for rank in SAME_RANK if expression.operator in rank), None)
    if allowed is None:
        return [(expression.operator, operand) for operand in expression.operands]
    members: list[tuple[str, Expression]] = []
    node: Expression = expression
    while isinstance(node, Operation) and node.operator in allowed and len(node.operands) == 2:
        members.append((node.operator, node.operands[1]))
        node = node.operands[0]
    first = {"-": "+", "/": "*"}.get(expression.operator, expression.operator)
    return [(first, node), *reversed(members)]


def equation_text(expression: Expression, longest: int = 120) -> str:
    """Return an expression as text.

    Args:
        expression: The expression.
        longest: Number of characters after which the rest is left out.

    Example:
        >>> equation_text(Operation("*", (Reference("rate"), Reference("Firms", ("a",)))))
        'rate * Firms[a]'
    """
    return _shortened(_text(expression)[0], longest)


def joined_text(left: Expression, operator: str, right: Expression, longest: int = 60) -> str:
    """Return two operands with what stands between them.

    Args:
        left: The left operand.
        operator: An operator, or "or" between two that are chosen from.
        right: The right operand.
        longest: Number of characters of either operand after which the rest is left out.
    """
    rank = _RANKS[operator]
    power = operator == "^"
    first = _shortened(_bracketed(left, rank + power), longest)
    second = _shortened(_bracketed(right, rank + (not power)), longest)
    return f"{first}^{second}" if power else f"{first} {operator} {second}"


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 4].rstrip()} ..."


def _text(expression: Expression) -> tuple[str, int]:
    """Return the text of an expression and its rank: what binds less needs brackets."""
    if isinstance(expression, Number):
        return f"{expression.value:.12g}", _HIGHEST if expression.value >= 0 else _RANKS["negative"]
    if isinstance(expression, NumberArray):
        return f"{expression.values.size} numbers", _HIGHEST
    if isinstance(expression, Curve):
        return f"a curve of {len(expression.points)} points", _HIGHEST
    if isinstance(expression, Reference):
        inside = ",".join(expression.subscripts)
        return f"{expression.name}[{inside}]" if inside else expression.name, _HIGHEST
    if isinstance(expression, Call):
        return _call(expression), _HIGHEST
    return _operation(expression), _RANKS[expression.operator]


def _call(call: Call) -> str:
    arguments = list(call.arguments)
    name = call.function.upper()
    if call.function == "curve":
        curve = arguments.pop(0)
        if isinstance(curve, Reference):
            name = _text(curve)[0]
        else:
            name = "WITH LOOKUP"
            arguments.append(curve)
    return f"{name}({', '.join(_text(argument)[0] for argument in arguments)})"


def _operation(operation: Operation) -> str:
    rank = _RANKS[operation.operator]
    if operation.operator == "negative":
        return f"-{_bracketed(operation.operands[0], rank)}"
    if operation.operator == "not":
        return f":NOT: {_bracketed(operation.operands[0], rank)}"
    if operation.operator == "^":
        base, exponent = operation.operands
        return f"{_bracketed(base, rank + 1)}^{_bracketed(exponent, rank)}"
    (_, first), *rest = chain(operation)
    parts = [_bracketed(first, rank)]
    for operator, member in rest:
        parts.append(f"{_SIGNS.get(operator, operator)} {_bracketed(member, rank + 1)}")
    return " ".join(parts)


def _bracketed(expression: Expression, rank: int) -> str:
    text, own = _text(expression)
    return text if own >= rank else f"({text})"
