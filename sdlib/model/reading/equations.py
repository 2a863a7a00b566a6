"""From PySD's syntax trees to the project's expressions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from sdlib.model.expressions import (
    Call,
    Curve,
    Definition,
    Expression,
    Number,
    NumberArray,
    Operation,
    Reference,
    changed,
)
from sdlib.model.reading.syntax import Node
from sdlib.names import name_key, plain_name

NOT_AVAILABLE = -(2.0**110)
"""The number that Vensim has for :NA:, so that a comparison with :NA: is one with a number.

Source: the run Ref.vdf of the model C-LEARN v77, which Vensim recorded: variables whose equations
are :NA: hold -1.298074e33 in it, -2^110, and no other number of that size. Vensim's library returns
the same for what has no value (venpy, vensim_get_val). The manual has -2^109
(vensim.com/documentation/na.html)."""

_OPERATORS = {":AND:": "and", ":OR:": "or", ":NOT:": "not", "AND": "and", "OR": "or", "NOT": "not"}

_BEYOND = {"interpolate": "hold", "extrapolate": "extrapolate", "hold_backward": "step"}

_PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "IntegStructure": ("integ", ("flow", "initial")),
    "InitialStructure": ("initial", ("initial",)),
    "DelayStructure": ("delay", ("input", "delay_time", "order", "initial")),
    "DelayNStructure": ("delay n", ("input", "delay_time", "order", "initial")),
    "DelayFixedStructure": ("delay fixed", ("input", "delay_time", "initial")),
    "SmoothStructure": ("smooth", ("input", "smooth_time", "order", "initial")),
    "SmoothNStructure": ("smooth n", ("input", "smooth_time", "order", "initial")),
    "TrendStructure": ("trend", ("input", "average_time", "initial_trend")),
    "ForecastStructure": ("forecast", ("input", "average_time", "horizon", "initial_trend")),
    "SampleIfTrueStructure": ("sample if true", ("condition", "input", "initial")),
    "GameStructure": ("game", ("expression",)),
    "AllocateAvailableStructure": ("allocate available", ("request", "pp", "avail")),
    "AllocateByPriorityStructure": (
        "allocate by priority",
        ("request", "priority", "size", "width", "supply"),
    ),
}
"""PySD's nodes that hold a state or a function of their own: name here, and the parts in order."""

_MAY_START_AS_INPUT = ("delay", "delay n", "delay fixed", "smooth", "smooth n")
"""Functions that start with their input where no other start is given, their last part."""


def convert_definitions(
    components: Sequence[Any], names: Mapping[str, str], *, xmile: bool
) -> tuple[Definition, ...]:
    """Return the definitions of a variable.

    Args:
        components: PySD's components of it.
        names: Key to name of every variable of the model.
        xmile: Whether the file is written in XMILE.
    """
    return tuple(
        Definition(
            subscripts=tuple(plain_name(s) for s in component.subscripts[0]),
            exceptions=tuple(
                tuple(plain_name(s) for s in group) for group in component.subscripts[1]
            ),
            expression=_in_xmile(_convert(component.ast, names))
            if xmile
            else _convert(component.ast, names),
        )
        for component in components
    )


def _in_xmile(expression: Expression) -> Expression:
    """Return what a function of that name is in XMILE, where no order depends on the time step."""

    def renamed(part: Expression) -> Expression:
        if isinstance(part, Call) and part.function in ("delay n", "smooth n"):
            return Call(part.function.removesuffix(" n"), part.arguments)
        if isinstance(part, Call) and part.function in ("delay n of vensim", "smooth n of vensim"):
            return Call(part.function.removesuffix(" of vensim"), part.arguments)
        if part == Call("pi", ()):
            return Number(math.pi)
        return part

    return changed(expression, renamed)


def _convert(node: Node, names: Mapping[str, str]) -> Expression:
    if isinstance(node, np.ndarray):
        return NumberArray(np.asarray(node, dtype=np.float64))
    if isinstance(node, (bool, int, float, np.integer, np.floating)):
        return Number(NOT_AVAILABLE if np.isnan(node) else float(node))
    kind = type(node).__name__
    if kind in _PARTS:
        function, parts = _PARTS[kind]
        if kind == "IntegStructure" and node.non_negative:
            function = "integ non negative"
        # The translators put the input in place of a start that is not given. Taken twice, it would
        # double with every function inside a function.
        if function in _MAY_START_AS_INPUT and node.initial is node.input:
            parts = parts[:-1]
        return Call(function, tuple(_convert(getattr(node, part), names) for part in parts))
    converters: dict[str, Callable[[Node, Mapping[str, str]], Expression]] = {
        "ReferenceStructure": _reference,
        "ArithmeticStructure": _operation,
        "LogicStructure": _operation,
        "CallStructure": _call,
        "LookupsStructure": lambda n, _: _curve(n),
        "InlineLookupsStructure": lambda n, k: Call(
            "curve", (_curve(n.lookups), _convert(n.argument, k))
        ),
    }
    if kind in converters:
        return converters[kind](node, names)
    # Data and everything from files: the name of the construct, for a message.
    return Call(kind.removesuffix("Structure").lower(), ())


def _reference(node: Node, names: Mapping[str, str]) -> Reference:
    key = name_key(str(node.reference))
    subscripts = () if node.subscripts is None else node.subscripts.subscripts
    return Reference(
        "Time" if key == "time" else names.get(key, plain_name(str(node.reference))),
        tuple(plain_name(s) for s in subscripts),
    )


def _operation(node: Node, names: Mapping[str, str]) -> Expression:
    """Fold a flat list of operators: from the left, powers from the right, "and" before "or"."""
    operators = [_OPERATORS.get(o.upper(), o) for o in node.operators]
    parts = [_convert(argument, names) for argument in node.arguments]
    if len(parts) == 1:
        return Operation(operators[0], (parts[0],))
    if operators[0] == "^":
        whole = parts.pop()
        while parts:
            whole = Operation("^", (parts.pop(), whole))
        return whole
    if "and" in operators and "or" in operators:
        # The translators put both on one level.
        operators, parts = _joined_by_and(operators, parts)
    whole = parts[0]
    for operator, part in zip(operators, parts[1:], strict=True):
        whole = Operation(operator, (whole, part))
    return whole


def _joined_by_and(
    operators: Sequence[str], parts: Sequence[Expression]
) -> tuple[list[str], list[Expression]]:
    """Return a list of "and" and "or" with every "and" carried out, so that "or" is left.

    Source: XMILE 1.0, section 3.3.1; Vensim Help 22030: precedence "as in JAVA, DYNAMO, C, BASIC".
    """
    joined = [parts[0]]
    for operator, part in zip(operators, parts[1:], strict=True):
        if operator == "and":
            joined[-1] = Operation("and", (joined[-1], part))
        else:
            joined.append(part)
    return ["or"] * (len(joined) - 1), joined


def _call(node: Node, names: Mapping[str, str]) -> Expression:
    key = name_key(str(node.function.reference))
    arguments = tuple(_convert(argument, names) for argument in node.arguments)
    if key in names:
        return Call("curve", (_reference(node.function, names), *arguments))
    return Call(key.replace("_", " "), arguments)


def _curve(node: Node) -> Curve:
    points = tuple((float(x), float(y)) for x, y in zip(node.x, node.y, strict=True))
    return Curve(points, _BEYOND.get(node.type, node.type))
