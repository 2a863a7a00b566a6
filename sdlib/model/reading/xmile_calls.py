"""Calls in XMILE's equations: what each function is in the translators' syntax tree.

Source: XMILE 1.0, sections 3.5 and 3.7.1.4; for what the standard leaves out, iseesystems.com,
help on builtins. Functions that have no node here keep their names: some are the same in both
languages, and the others are named as unknown before a run.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.language import ANY, FOREIGN_TO_XMILE, XMILE
from sdlib.names import name_key

if TYPE_CHECKING:
    from sdlib.model.reading.xmile_formula import Surroundings

Node = Any


class CallError(Exception):
    """A function that is called with other arguments than it has."""


def _call(name: str, *arguments: Node) -> Node:
    return tree.CallStructure(tree.ReferenceStructure(name), arguments)


def _arithmetic(operator: str, *parts: Node) -> Node:
    return tree.ArithmeticStructure([operator] * (len(parts) - 1), parts)


def _in_stages(kind: Callable[..., Node], order: int) -> Callable[..., Node]:
    return lambda x, time, start=None: kind(x, time, x if start is None else start, order)


def _in_n_stages(kind: Callable[..., Node]) -> Callable[..., Node]:
    return lambda x, time, order, start=None: kind(x, time, x if start is None else start, order)


def _of_several(name: str) -> Callable[..., Node]:
    """Return what makes MIN or MAX of two and more, or of the elements of an array."""

    def made(first: Node, *others: Node) -> Node:
        if not others:
            return _call(f"v{name}_xmile", first)
        for other in others:
            first = _call(name, first, other)
        return first

    return made


def _wave(function: str) -> Callable[..., Node]:
    def made(height: Node, period: Node) -> Node:
        turn = _arithmetic("*", 2 * math.pi, tree.ReferenceStructure("time", None))
        return _arithmetic("*", height, _call(function, _arithmetic("/", turn, period)))

    return made


_STEP = tree.ReferenceStructure("time_step", None)

_NODES: dict[str, Callable[..., Node]] = {
    "init": tree.InitialStructure,
    "previous": lambda x, start: tree.DelayFixedStructure(x, _STEP, start),
    "delay": lambda x, time, start=None: tree.DelayFixedStructure(
        x, time, x if start is None else start),
    "delay1": _in_stages(tree.DelayStructure, 1),
    "delay3": _in_stages(tree.DelayStructure, 3),
    "delayn": _in_n_stages(tree.DelayNStructure),
    "smth1": _in_stages(tree.SmoothStructure, 1),
    "smth3": _in_stages(tree.SmoothStructure, 3),
    "smthn": _in_n_stages(tree.SmoothNStructure),
    "trend": lambda x, time, start=0: tree.TrendStructure(x, time, start),
    "forcst": lambda x, time, ahead, start=0: tree.ForecastStructure(x, time, ahead, start),
    "safediv": lambda a, b, instead=None: _call("zidz", a, b)
        if instead is None else _call("xidz", a, b, instead),
    "ramp": lambda slope, start, end=None: _call("Xramp", slope, start)
        if end is None else _call("ramp", slope, start, end),
    "pulse": lambda size, start, every=None: _call("Xpulse", start, size)
        if every is None else _call("Xpulse_train", start, every, size),
    "min": _of_several("min"),
    "max": _of_several("max"),
    "int": lambda x: _call("integer", x),
    "log10": lambda x: _call("log", x, 10),
    "percent": lambda x: _arithmetic("*", x, 100),
    "sinwave": _wave("sin"),
    "coswave": _wave("cos"),
    "random": lambda low, high, seed=0: _call("random_uniform", low, high, seed),
    "uniform": lambda low, high, seed=0: _call("random_uniform", low, high, seed),
    "normal": lambda mean, deviation, seed=0: _call(
        "random_normal", -math.inf, math.inf, mean, deviation, seed),
    "exprnd": lambda mean, seed=0: _call("random_exponential", 0, math.inf, 0, mean, seed),
}  # fmt: skip
"""Key of a function to its node, where the engine has none of that name and order of arguments."""

_WITHIN = frozenset(
    {"curve", "data", "getdata", "getconstants", "getlookups", "integ_non_negative"}
)
"""Names that the reader itself gives to calls."""


def built_call(key: str, arguments: tuple[Node, ...], around: Surroundings) -> Node:
    """Return the node of a call: of a function, a macro, or a graphical function.

    Args:
        key: What is called.
        arguments: What it is given.
        around: What the equation is read in.

    Raises:
        CallError: If a function has another number of arguments, or is not known in XMILE.
    """
    if key == "lookup":
        return _lookup(arguments, around)
    curve = around.curves.get(around.resolved(key))
    if curve is not None:
        if len(arguments) != 1:
            raise CallError(_count(key, len(arguments), 1, 1))
        return tree.InlineLookupsStructure(arguments[0], curve)
    if key in ("size", "mean"):
        return _of_elements(key, arguments, around)
    if key in FOREIGN_TO_XMILE or key in _WITHIN:
        told = f"{_shown(key)}, which is no function of XMILE"
        raise CallError(told)
    if key not in _NODES:
        name = around.resolved(key)
        return _call(name if name != key or key in around.axes else key, *arguments)
    least, most = XMILE[key].counts
    if not least <= len(arguments) <= most:
        raise CallError(_count(key, len(arguments), least, most))
    return _NODES[key](*arguments)


def _lookup(arguments: tuple[Node, ...], around: Surroundings) -> Node:
    """Return a graphical function that is read by LOOKUP(function, x)."""
    if len(arguments) != 2 or not isinstance(arguments[0], tree.ReferenceStructure):
        told = "LOOKUP, which is given the name of a graphical function and a value"
        raise CallError(told)
    name = arguments[0]
    curve = around.curves.get(name.reference)
    if curve is not None:
        return tree.InlineLookupsStructure(arguments[1], curve)
    return tree.CallStructure(name, arguments[1:])


def _of_elements(key: str, arguments: tuple[Node, ...], around: Surroundings) -> Node:
    """Return the number of an array's elements, or their mean."""
    array = arguments[0] if len(arguments) == 1 else None
    if not isinstance(array, tree.ReferenceStructure):
        told = f"{_shown(key)}, which is given the name of an array"
        raise CallError(told)
    axes = around.axes.get(array.reference, ())
    given = array.subscripts.subscripts if array.subscripts else [f"{axis}!" for axis in axes]
    count = 1
    for subscript in given:
        if subscript.endswith("!"):
            count *= len(around.elements.get(name_key(subscript.removesuffix("!")), ()))
    if not axes and key == "size":
        # A dimension itself has a size too.
        count = len(around.elements.get(array.reference, ())) or count
    return count if key == "size" else _arithmetic("/", _call("sum", array), count)


def _shown(key: str) -> str:
    return key.replace("_", " ").upper()


def _count(key: str, given: int, least: int, most: int) -> str:
    wanted = (
        f"{least}"
        if least == most
        else f"{least} or more"
        if most == ANY
        else (f"{least} to {most}")
    )
    return f"{_shown(key)} with {given} arguments, where it takes {wanted}"
