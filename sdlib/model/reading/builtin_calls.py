"""Calls in Vensim's formulas: which functions have a node of their own in the syntax tree."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.language import VENSIM
from sdlib.model.reading.misread import CallError
from sdlib.model.reading.syntax import Node
from sdlib.names import counted, name_key


def in_stages(kind: Callable[..., Node], order: int) -> Callable[..., Node]:
    """Return what makes a delay or smooth of an order; without a start it starts as its input."""
    return lambda x, time, start=None: kind(x, time, x if start is None else start, order)


_NODES: dict[str, Callable[..., Node]] = {
    "game": tree.GameStructure,
    "allocate_available": tree.AllocateAvailableStructure,
    "allocate_by_priority": tree.AllocateByPriorityStructure,
    "get_xls_lookups": tree.GetLookupsStructure,
    "get_direct_lookups": tree.GetLookupsStructure,
    "get_xls_data": tree.GetDataStructure,
    "get_direct_data": tree.GetDataStructure,
    "get_xls_constants": tree.GetConstantsStructure,
    "get_direct_constants": tree.GetConstantsStructure,
    "initial": tree.InitialStructure,
    "integ": tree.IntegStructure,
    "delay1": in_stages(tree.DelayStructure, 1),
    "delay1i": in_stages(tree.DelayStructure, 1),
    "delay3": in_stages(tree.DelayStructure, 3),
    "delay3i": in_stages(tree.DelayStructure, 3),
    "delay_n": tree.DelayNStructure,
    "delay_fixed": tree.DelayFixedStructure,
    "smooth": in_stages(tree.SmoothStructure, 1),
    "smoothi": in_stages(tree.SmoothStructure, 1),
    "smooth3": in_stages(tree.SmoothStructure, 3),
    "smooth3i": in_stages(tree.SmoothStructure, 3),
    "smooth_n": tree.SmoothNStructure,
    "trend": tree.TrendStructure,
    "forecast": lambda x, time, horizon: tree.ForecastStructure(x, time, horizon, 0),
    "sample_if_true": tree.SampleIfTrueStructure,
    # The tree has the interval before the width.
    "pulse_train": lambda start, width, interval, end: tree.CallStructure(
        tree.ReferenceStructure("pulse_train"), (start, interval, width, end)
    ),
}
"""Key of a function to its node, where it has one of its own."""

_FILES = ("get_xls_", "get_direct_")


def built_call(reference: Node, arguments: tuple[Node, ...], macros: Collection[str]) -> Node:
    """Return the node of a call: of a function, a macro, or a curve of that name.

    Args:
        reference: What is called.
        arguments: What it is given: syntax trees, and texts as they stand between quotes.
        macros: Keys of the file's own macros.

    Returns:
        The node; that of GET DIRECT DATA has a mark, ``ends_with_times``, since the tree does not
        tell it from GET XLS DATA, which goes on behind a cell without a time.

    Raises:
        CallError: If a function has another number of arguments.
    """
    key = reference.reference
    node = _NODES.get(key)
    if node is None or key in macros:
        return tree.CallStructure(reference, arguments)
    shown = VENSIM[key].name
    count, _ = VENSIM[key].counts
    if len(arguments) != count:
        told = f"{shown} has {counted(count, 'argument')}, and is given {len(arguments)}"
        raise CallError(told)
    if key.startswith(_FILES) and not all(isinstance(a, str) for a in arguments):
        told = f"{shown} names file, sheet and cells in single quotes"
        raise CallError(told)
    made = node(*arguments)
    if key == "get_direct_data":
        made.ends_with_times = True
    return made


def require_stock_alone(node: Node) -> None:
    """Check that a stock is all of an equation: in Vensim nothing stands beside INTEG.

    Args:
        node: The right side.

    Raises:
        CallError: If INTEG stands inside an expression.

    Source: vensim.com/documentation/fn_integ.html.
    """
    stock = isinstance(node, tree.IntegStructure)
    waiting: list[Any] = list(vars(node).values()) if stock else [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tree.IntegStructure) or _is_limited_stock(part):
            told = "INTEG inside an expression; a stock is a variable of its own"
            raise CallError(told)
        if isinstance(part, list | tuple):
            waiting += part
        elif isinstance(part, tree.AbstractSyntax):
            waiting += vars(part).values()


def within_limits(node: Node, name: str, subscripts: Sequence[str]) -> Node:
    """Return an equation, a SINTEG as a stock whose rate leads to no value beyond its limits.

    Args:
        node: The right side.
        name: What stands on the left.
        subscripts: With which subscripts.

    Raises:
        CallError: If the stock has steps of its own, or a value that draws it.

    Source: vensim.com/documentation/fn_sinteg.html: never below the least, nor above the most. Of
    a step it does not say whether it is rounded or cut off, nor whether what is lost is kept.
    """
    if not _is_limited_stock(node):
        return node
    if len(node.arguments) != VENSIM["sinteg"].counts[0]:
        told = f"SINTEG has 7 arguments, and is given {len(node.arguments)}"
        raise CallError(told)
    rate, initial, low, high, *others = node.arguments
    if not all(isinstance(limit, int | float) for limit in (low, high, *others)):
        told = "SINTEG, whose last five arguments are numbers or :NA:"
        raise CallError(told)
    if not all(math.isnan(other) for other in others):
        told = "SINTEG with a quantum, a special value or a threshold, which is not run here"
        raise CallError(told)
    left = tree.SubscriptsReferenceStructure(list(subscripts)) if subscripts else None
    level = tree.ReferenceStructure(name_key(name), left)
    step = tree.ReferenceStructure("time_step", None)
    for function, limit in (("max", low), ("min", high)):
        if not math.isnan(limit):
            way = tree.ArithmeticStructure(["-"], (limit, level))
            nearest = tree.ArithmeticStructure(["/"], (way, step))
            called = tree.ReferenceStructure(function)
            rate = tree.CallStructure(called, (rate, nearest))
            initial = tree.CallStructure(called, (initial, limit))
    return tree.IntegStructure(rate, initial)


def _is_limited_stock(node: Node) -> bool:
    """Tell whether a part of an equation is a SINTEG."""
    if not isinstance(node, tree.CallStructure):
        return False
    return isinstance(node.function, tree.ReferenceStructure) and (
        node.function.reference == "sinteg"
    )


def curve_of_points(x: Sequence[float], y: Sequence[float]) -> Node:
    """Return the node of a curve, its points in the order of x."""
    order = np.argsort(np.array(x), kind="stable")
    return tree.LookupsStructure(
        x=tuple(float(x[i]) for i in order),
        y=tuple(float(y[i]) for i in order),
        x_limits=(float("nan"), float("nan")),
        y_limits=(float("nan"), float("nan")),
        type="interpolate",
    )
