"""Calls in XMILE's equations: what each function is in the translators' syntax tree.

Source: XMILE 1.0, sections 3.5 and 3.7.1.4; for what the standard leaves out, iseesystems.com,
help on builtins. Functions that have no node here keep their names: some are the same in both
languages, and the others are named as unknown before a run.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.language import ANY, FOREIGN_TO_XMILE, TAKEN_FROM_VENSIM, XMILE
from sdlib.model.reading import builtin_calls
from sdlib.model.reading.builtin_calls import in_stages
from sdlib.model.reading.misread import CallError
from sdlib.model.reading.surroundings import Surroundings
from sdlib.model.reading.syntax import Node
from sdlib.model.reading.xmile_builtins import (
    FIRST,
    STATISTICS,
    STEP,
    arithmetic,
    call,
    derivative,
    negated,
    root,
)
from sdlib.names import name_key


def _in_n_stages(kind: Callable[..., Node]) -> Callable[..., Node]:
    return lambda x, time, order, start=None: kind(x, time, x if start is None else start, order)


def _of_several(name: str) -> Callable[..., Node]:
    """Return what makes MIN or MAX of two and more, or of the elements of an array."""

    def made(first: Node, *others: Node) -> Node:
        if not others:
            return call(f"v{name}_xmile", first)
        for other in others:
            first = call(name, first, other)
        return first

    return made


def _wave(function: str) -> Callable[..., Node]:
    """Return what makes a wave; its height is taken without its sign."""

    def made(height: Node, period: Node) -> Node:
        turn = arithmetic("*", 2 * math.pi, tree.ReferenceStructure("time", None))
        return arithmetic("*", call("abs", height), call(function, arithmetic("/", turn, period)))

    return made


def _pulse(size: Node, start: Node = None, every: Node = None) -> Node:
    """Return pulses; without a beginning there is one at each time step."""
    if start is None:
        return arithmetic("/", size, STEP)
    if every is None:
        return call("Xpulse", start, size)
    return call("Xpulse_train", start, every, size)


def _lognormal(mean: Node, deviation: Node, seed: Node = 0) -> Node:
    """Return a number whose logarithm is normal, of the mean and deviation that are given."""
    ratio = arithmetic("/", deviation, mean)
    variance = call("ln", arithmetic("+", 1, arithmetic("*", ratio, ratio)))
    normal = call("random_normal", -math.inf, math.inf, 0, 1, seed)
    away = arithmetic("*", call("sqrt", variance), normal)
    return arithmetic("*", mean, call("exp", arithmetic(
        "-", away, arithmetic("/", variance, 2))))  # fmt: skip


def _grown(rate: Node, count: Node) -> Node:
    """Return what one grows to in a number of periods."""
    return arithmetic("^", arithmetic("+", 1, rate), count)


def _compound(percentage: Node) -> Node:
    """Return the growth in a time step, by its length, that makes a percentage in a unit of time.

    Source: iseesystems.com, help on specialized builtins, CGROWTH.
    """
    grown = _grown(arithmetic("/", percentage, 100), STEP)
    return arithmetic("/", arithmetic("-", grown, 1), STEP)


def _paid_in(rate: Node, count: Node, paid: Node) -> Node:
    """Return what equal payments at the ends of periods grow to.

    Source: iseesystems.com, help on financial builtins, whose equations this and FV, PV and PMT
    are: pv (1 + rate)^nper + pmt / rate ((1 + rate)^nper - 1) + fv = 0.
    """
    grown = arithmetic("/", arithmetic("-", _grown(rate, count), 1), rate)
    still = tree.LogicStructure(["="], (rate, 0))
    return arithmetic("*", paid, call("if_then_else", still, count, grown))


_NODES: dict[str, Callable[..., Node]] = {
    "init": tree.InitialStructure,
    "previous": lambda x, start: tree.DelayFixedStructure(x, STEP, start),
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
    "safediv": lambda a, b, instead=None: call("zidz", a, b)
        if instead is None else call("xidz", a, b, instead),
    "ramp": lambda slope, start=FIRST, end=None: call("Xramp", slope, start)
        if end is None else call("ramp", slope, start, end),
    "pulse": _pulse,
    "min": _of_several("min"),
    "max": _of_several("max"),
    "int": lambda x: call("floor", x),
    "logn": lambda x: call("ln", x),
    "gammaln": lambda x: call("gamma_ln", x),
    "rootn": root,
    "derivn": derivative,
    "rank": lambda array, place: call("index_of_rank", array, place),
    "cgrowth": _compound,
    "fv": lambda rate, count, paid, now: negated(arithmetic(
        "+", arithmetic("*", now, _grown(rate, count)), _paid_in(rate, count, paid))),
    "pv": lambda rate, count, paid, later: negated(arithmetic("/", arithmetic(
        "+", later, _paid_in(rate, count, paid)), _grown(rate, count))),
    "pmt": lambda rate, count, now, later: negated(arithmetic("/", arithmetic(
        "+", later, arithmetic("*", now, _grown(rate, count))), _paid_in(rate, count, 1))),
    "log10": lambda x: call("log", x, 10),
    "percent": lambda x: arithmetic("*", x, 100),
    "sinwave": _wave("sin"),
    "coswave": _wave("cos"),
    "random": lambda low, high, seed=0: call("random_uniform", low, high, seed),
    "uniform": lambda low, high, seed=0: call("random_uniform", low, high, seed),
    "normal": lambda mean, deviation, seed=0: call(
        "random_normal", -math.inf, math.inf, mean, deviation, seed),
    "lognormal": _lognormal,
    "triangular": lambda low, mode, high, seed=0: call(
        "random_triangular", low, high, low, mode, high, seed),
    "beta": lambda a, b, seed=0: call("random_beta", 0, 1, a, b, 0, 1, seed),
    "binomial": lambda trials, chance, seed=0: call(
        "random_binomial", 0, math.inf, chance, trials, 0, 1, seed),
    **STATISTICS,
    "exprnd": lambda mean, seed=0: call("random_exponential", 0, math.inf, 0, mean, seed),
}  # fmt: skip
"""Key of a function to its node, where the engine has none of that name and order of arguments."""

_OF_PARTS = frozenset({"max", "mean", "min", "prod", "size", "stddev", "sum"})
"""Functions of the elements of an array, and of what lies on a conveyor."""

_WITHIN = frozenset(
    {
        "conveyor_leak",
        "conveyor_outflow",
        "curve",
        "data",
        "getdata",
        "getconstants",
        "getlookups",
        "integ_non_negative",
    }
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
        return call(key, *arguments)
    if key == "lookup":
        return _lookup(arguments, around)
    if key in ("lookupinv", "lookuparea"):
        return _of_curve(key, arguments, around)
    curve = around.curves.get(around.resolved(key))
    if curve is not None:
        if len(arguments) != 1:
            raise CallError(_count(key, len(arguments), 1, 1))
        return tree.InlineLookupsStructure(arguments[0], curve)
    if key == "int" and around.vensim and len(arguments) == 1:
        return call("integer", *arguments)
    if key in _OF_PARTS and len(arguments) == 1 and _is_conveyor(arguments[0], around):
        told = f"{_shown(key)} of a conveyor, of which only the whole is known here"
        raise CallError(told)
    if key in ("size", "mean", "stddev"):
        return _of_elements(key, arguments, around)
    if key.startswith("get_") and not arguments:
        told = f"0 in place of {_shown(key)}, which the program that converted it left out"
        raise CallError(told)
    if key in TAKEN_FROM_VENSIM:
        return _as_in_vensim(key, arguments)
    if key == "pulse" and around.vensim:
        told = "PULSE, which in a file that Vensim wrote may be its own or that of XMILE"
        raise CallError(told)
    if key in FOREIGN_TO_XMILE or key in _WITHIN:
        told = f"{_shown(key)}, which is no function of XMILE"
        raise CallError(told)
    if key not in _NODES:
        name = around.resolved(key)
        return call(name if name != key or key in around.axes else key, *arguments)
    least, most = XMILE[key].counts
    if not least <= len(arguments) <= most:
        raise CallError(_count(key, len(arguments), least, most))
    return _NODES[key](*arguments)


def _is_conveyor(node: Node, around: Surroundings) -> bool:
    """Tell whether a name is that of one conveyor: its slats are not those of an array."""
    if not isinstance(node, tree.ReferenceStructure) or node.reference not in around.conveyors:
        return False
    given = node.subscripts.subscripts if node.subscripts else ()
    return not any(subscript.endswith("!") for subscript in given)


def _as_in_vensim(key: str, arguments: tuple[Node, ...]) -> Node:
    """Return a function of Vensim that Vensim, or a converter, has left in the file."""
    made = builtin_calls.built_call(tree.ReferenceStructure(key), arguments, ())
    if key in ("delay_n", "smooth_n"):
        # XMILE's own have the same node, and take as many stages as they are given.
        given, time, first, order = arguments
        return call(f"{key}_of_vensim", given, time, order, first)
    return made


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


def _of_curve(key: str, arguments: tuple[Node, ...], around: Surroundings) -> Node:
    """Return what is asked of a graphical function: where it has a value, or an area below it."""
    least, most = XMILE[key].counts
    if not least <= len(arguments) <= most:
        raise CallError(_count(key, len(arguments), least, most))
    name, *places = arguments
    if not isinstance(name, tree.ReferenceStructure):
        told = f"{_shown(key)}, which is given the name of a graphical function first"
        raise CallError(told)
    curve = around.curves.get(name.reference, name)
    if key == "lookuparea":
        # The end comes before the beginning, since that may be left out.
        end = places[0] if places else math.inf
        places = [places[1] if len(places) > 1 else -math.inf, end]
    return call(key, curve, *places)


def _of_elements(key: str, arguments: tuple[Node, ...], around: Surroundings) -> Node:
    """Return the number of an array's elements, their mean, or their standard deviation.

    The deviation is that of the elements themselves, not of a sample, as a test of BPTK-Py has it
    for a model of Stella: that of 1, 2 and 3 is 0.8165. Of several numbers there is a mean too, as
    Stella recorded it.
    """
    if key == "mean" and len(arguments) > 1:
        return arithmetic("/", arithmetic("+", *arguments), len(arguments))
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
    mean = arithmetic("/", call("sum", array), count)
    if key != "stddev":
        return count if key == "size" else mean
    away = arithmetic("-", array, mean)
    return call("sqrt", arithmetic("/", call("sum", arithmetic("*", away, away)), count))


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
