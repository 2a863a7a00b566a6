"""Calls in Vensim's formulas: which functions have a node of their own in the syntax tree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from pysd.translators.structures import abstract_expressions as tree

from sdlib.names import counted

Node = Any


class CallError(Exception):
    """A function that is called with other arguments than it has."""


def _in_stages(kind: Callable[..., Node], order: int) -> Callable[..., Node]:
    """Return what makes a delay or smooth of an order; without a start it starts as its input."""
    return lambda x, time, start=None: kind(x, time, x if start is None else start, order)


_OWN: dict[str, tuple[int, Callable[..., Node]]] = {
    "game": (1, tree.GameStructure),
    "allocate_available": (3, tree.AllocateAvailableStructure),
    "allocate_by_priority": (5, tree.AllocateByPriorityStructure),
    "get_xls_lookups": (4, tree.GetLookupsStructure),
    "get_direct_lookups": (4, tree.GetLookupsStructure),
    "get_xls_data": (4, tree.GetDataStructure),
    "get_direct_data": (4, tree.GetDataStructure),
    "get_xls_constants": (3, tree.GetConstantsStructure),
    "get_direct_constants": (3, tree.GetConstantsStructure),
    "initial": (1, tree.InitialStructure),
    "integ": (2, tree.IntegStructure),
    "delay1": (2, _in_stages(tree.DelayStructure, 1)),
    "delay1i": (3, _in_stages(tree.DelayStructure, 1)),
    "delay3": (2, _in_stages(tree.DelayStructure, 3)),
    "delay3i": (3, _in_stages(tree.DelayStructure, 3)),
    "delay_n": (4, tree.DelayNStructure),
    "delay_fixed": (3, tree.DelayFixedStructure),
    "smooth": (2, _in_stages(tree.SmoothStructure, 1)),
    "smoothi": (3, _in_stages(tree.SmoothStructure, 1)),
    "smooth3": (2, _in_stages(tree.SmoothStructure, 3)),
    "smooth3i": (3, _in_stages(tree.SmoothStructure, 3)),
    "smooth_n": (4, tree.SmoothNStructure),
    "trend": (3, tree.TrendStructure),
    "forecast": (3, lambda x, time, horizon: tree.ForecastStructure(x, time, horizon, 0)),
    "sample_if_true": (3, tree.SampleIfTrueStructure),
    # The tree has the interval before the width.
    "pulse_train": (
        4,
        lambda start, width, interval, end: tree.CallStructure(
            tree.ReferenceStructure("pulse_train"), (start, interval, width, end)
        ),
    ),
}
"""Key of a function to the number of its arguments and its node."""

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
    if key not in _OWN or key in macros:
        return tree.CallStructure(reference, arguments)
    count, node = _OWN[key]
    shown = key.replace("_", " ").upper()
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
