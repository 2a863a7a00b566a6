"""Calls in XMILE's equations: what each function is in the translators' syntax tree.

Source: XMILE 1.0, sections 3.5 and 3.7.1.4; for what the standard leaves out, iseesystems.com,
help on builtins. Functions that have no node here keep their names: some are the same in both
languages, and the others are named as unknown before a run.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.language import ANY, FOREIGN_TO_XMILE, XMILE
from sdlib.model.reading.builtin_calls import in_stages
from sdlib.model.reading.misread import CallError
from sdlib.model.reading.surroundings import Surroundings
from sdlib.model.reading.syntax import Node
from sdlib.names import name_key


def _call(name: str, *arguments: Node) -> Node:
    return tree.CallStructure(tree.ReferenceStructure(name), arguments)


def _arithmetic(operator: str, *parts: Node) -> Node:
    return tree.ArithmeticStructure([operator] * (len(parts) - 1), parts)


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
    """Return what makes a wave; its height is taken without its sign."""

    def made(height: Node, period: Node) -> Node:
        turn = _arithmetic("*", 2 * math.pi, tree.ReferenceStructure("time", None))
        return _arithmetic(
            "*", _call("abs", height), _call(function, _arithmetic("/", turn, period))
        )

    return made


def _negated(value: Node) -> Node:
    return tree.ArithmeticStructure(["negative"], (value,))


def _pulse(size: Node, start: Node = None, every: Node = None) -> Node:
    """Return pulses; without a beginning there is one at each time step."""
    if start is None:
        return _arithmetic("/", size, _STEP)
    if every is None:
        return _call("Xpulse", start, size)
    return _call("Xpulse_train", start, every, size)


def _lognormal(mean: Node, deviation: Node, seed: Node = 0) -> Node:
    """Return a number whose logarithm is normal, of the mean and deviation that are given."""
    ratio = _arithmetic("/", deviation, mean)
    variance = _call("ln", _arithmetic("+", 1, _arithmetic("*", ratio, ratio)))
    normal = _call("random_normal", -math.inf, math.inf, 0, 1, seed)
    away = _arithmetic("*", _call("sqrt", variance), normal)
    return _arithmetic("*", mean, _call("exp", _arithmetic(
        "-", away, _arithmetic("/", variance, 2))))  # fmt: skip


def _grown(rate: Node, count: Node) -> Node:
    """Return what one grows to in a number of periods."""
    return _arithmetic("^", _arithmetic("+", 1, rate), count)


def _compound(percentage: Node) -> Node:
    """Return the growth in a time step, by its length, that makes a percentage in a unit of time.

    Source: iseesystems.com, help on specialized builtins, CGROWTH.
    """
    grown = _grown(_arithmetic("/", percentage, 100), _STEP)
    return _arithmetic("/", _arithmetic("-", grown, 1), _STEP)


def _paid_in(rate: Node, count: Node, paid: Node) -> Node:
    """Return what equal payments at the ends of periods grow to.

    Source: iseesystems.com, help on financial builtins, whose equations this and FV, PV and PMT
    are: pv (1 + rate)^nper + pmt / rate ((1 + rate)^nper - 1) + fv = 0.
    """
    grown = _arithmetic("/", _arithmetic("-", _grown(rate, count), 1), rate)
    still = tree.LogicStructure(["="], (rate, 0))
    return _arithmetic("*", paid, _call("if_then_else", still, count, grown))


_STEP = tree.ReferenceStructure("time_step", None)
_FIRST = tree.ReferenceStructure("initial_time", None)

_NODES: dict[str, Callable[..., Node]] = {
    "init": tree.InitialStructure,
    "previous": lambda x, start: tree.DelayFixedStructure(x, _STEP, start),
    # A run here is the first of its session.
    "endval": lambda x, start=None: tree.InitialStructure(x if start is None else start),
    "delay": lambda x, time, start=None: tree.DelayFixedStructure(
        x, time, x if start is None else start),
    "delay1": in_stages(tree.DelayStructure, 1),
    "delay3": in_stages(tree.DelayStructure, 3),
    "delayn": _in_n_stages(tree.DelayNStructure),
    "smth1": in_stages(tree.SmoothStructure, 1),
    "smth3": in_stages(tree.SmoothStructure, 3),
    "smthn": _in_n_stages(tree.SmoothNStructure),
    "trend": lambda x, time, start=0: tree.TrendStructure(x, time, start),
    "forcst": lambda x, time, ahead, start=0: tree.ForecastStructure(x, time, ahead, start),
    "safediv": lambda a, b, instead=None: _call("zidz", a, b)
        if instead is None else _call("xidz", a, b, instead),
    "ramp": lambda slope, start=_FIRST, end=None: _call("Xramp", slope, start)
        if end is None else _call("ramp", slope, start, end),
    "pulse": _pulse,
    "min": _of_several("min"),
    "max": _of_several("max"),
    "int": lambda x: _call("floor", x),
    "logn": lambda x: _call("ln", x),
    "gammaln": lambda x: _call("gamma_ln", x),
    "rootn": lambda x, order: _arithmetic("^", x, _arithmetic("/", 1, order)),
    "rank": lambda array, place: _call("index_of_rank", array, place),
    "cgrowth": _compound,
    "fv": lambda rate, count, paid, now: _negated(_arithmetic(
        "+", _arithmetic("*", now, _grown(rate, count)), _paid_in(rate, count, paid))),
    "pv": lambda rate, count, paid, later: _negated(_arithmetic("/", _arithmetic(
        "+", later, _paid_in(rate, count, paid)), _grown(rate, count))),
    "pmt": lambda rate, count, now, later: _negated(_arithmetic("/", _arithmetic(
        "+", later, _arithmetic("*", now, _grown(rate, count))), _paid_in(rate, count, 1))),
    "log10": lambda x: _call("log", x, 10),
    "percent": lambda x: _arithmetic("*", x, 100),
    "sinwave": _wave("sin"),
    "coswave": _wave("cos"),
    "random": lambda low, high, seed=0: _call("random_uniform", low, high, seed),
    "uniform": lambda low, high, seed=0: _call("random_uniform", low, high, seed),
    "normal": lambda mean, deviation, seed=0: _call(
        "random_normal", -math.inf, math.inf, mean, deviation, seed),
    "lognormal": _lognormal,
    "triangular": lambda low, mode, high, seed=0: _call(
        "random_triangular", low, high, low, mode, high, seed),
    "beta": lambda a, b, seed=0: _call("random_beta", 0, 1, a, b, 0, 1, seed),
    "binomial": lambda trials, chance, seed=0: _call(
        "random_binomial", 0, math.inf, chance, trials, 0, 1, seed),
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
    if key in around.macros:
        return _call(key, *arguments)
    if key == "lookup":
        return _lookup(arguments, around)
    curve = around.curves.get(around.resolved(key))
    if curve is not None:
        if len(arguments) != 1:
            raise CallError(_count(key, len(arguments), 1, 1))
        return tree.InlineLookupsStructure(arguments[0], curve)
    if key == "int" and around.vensim and len(arguments) == 1:
        return _call("integer", *arguments)
    if key in ("size", "mean", "stddev"):
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
    """Return the number of an array's elements, their mean, or their standard deviation.

    The deviation is that of the elements themselves, not of a sample; unverified for Stella.
    """
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
    mean = _arithmetic("/", _call("sum", array), count)
    if key != "stddev":
        return count if key == "size" else mean
    away = _arithmetic("-", array, mean)
    return _call("sqrt", _arithmetic("/", _call("sum", _arithmetic("*", away, away)), count))


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
