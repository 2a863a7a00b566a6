"""Nodes of the translators' syntax tree that functions of XMILE are made of."""

from __future__ import annotations

import math
from collections.abc import Callable

from pysd.translators.structures import abstract_expressions as tree

from sdlib.model.reading.misread import CallError
from sdlib.model.reading.syntax import Node

STEP = tree.ReferenceStructure("time_step", None)
FIRST = tree.ReferenceStructure("initial_time", None)
NOW = tree.ReferenceStructure("time", None)

MOST_DIFFERENCES = 12
"""The greatest order of a derivative that is made of differences."""


def call(name: str, *arguments: Node) -> Node:
    """Return a call of a function."""
    return tree.CallStructure(tree.ReferenceStructure(name), arguments)


def arithmetic(operator: str, *parts: Node) -> Node:
    """Return parts joined by one operator."""
    return tree.ArithmeticStructure([operator] * (len(parts) - 1), parts)


def choice(condition: Node, yes: Node, no: Node) -> Node:
    """Return one of two values."""
    return call("if_then_else", condition, yes, no)


def compared(a: Node, sign: str, b: Node) -> Node:
    """Return a comparison."""
    return tree.LogicStructure([sign], (a, b))


def negated(value: Node) -> Node:
    """Return a value with the other sign."""
    return tree.ArithmeticStructure(["negative"], (value,))


def derivative(value: Node, order: Node) -> Node:
    """Return the differences of a value to those before, by the length of a step to their order.

    Until there are as many steps as the order has, it is zero.

    Raises:
        CallError: If the order is no whole number.

    Source: iseesystems.com, help on data builtins, DERIVN; its difference is (x - what x was a step
    before) / DT, that of a higher order the difference of the one below it.
    """
    if not isinstance(order, int) or not 0 <= order <= MOST_DIFFERENCES:
        told = f"DERIVN, whose order is no whole number from 0 to {MOST_DIFFERENCES}"
        raise CallError(told)
    if order == 0:
        return value
    total = value
    for back in range(1, order + 1):
        lag = arithmetic("*", back, STEP)
        part = arithmetic("*", math.comb(order, back), tree.DelayFixedStructure(value, lag, 0))
        total = arithmetic("-" if back % 2 else "+", total, part)
    begun = arithmetic("+", FIRST, arithmetic("*", order - 0.5, STEP))
    slope = arithmetic("/", total, arithmetic("^", STEP, order) if order > 1 else STEP)
    return choice(compared(NOW, ">", begun), slope, 0)


def root(value: Node, order: Node) -> Node:
    """Return a root; that of an odd order of a negative number is negative.

    Source: BPTK-Py (transentis), which has it so for models of Stella, and a test of ROOTN(-27, 3).
    """
    power = arithmetic("/", 1, order)
    odd = compared(call("floored_modulo", order, 2), "=", 1)
    negative = tree.LogicStructure([":AND:"], (compared(value, "<", 0), odd))
    mirrored = negated(arithmetic("^", negated(value), power))
    return choice(negative, mirrored, arithmetic("^", value, power))


def _where_positive(known: Node, value: Node) -> Node:
    """Return a value where something is above zero; there is none elsewhere."""
    return choice(compared(known, ">", 0), value, call("sqrt", -1))


def _waiting() -> Node:
    """Return a number of the exponential distribution with the mean one."""
    return call("random_exponential", 0, math.inf, 0, 1)


def drawn_gamma(shape: Node, scale: Node, _seed: Node = 0) -> Node:
    """Return a number of a gamma distribution; one of a shape below one too.

    Source: iseesystems.com, help on statistical builtins. A number of the shape a is one of a + 1
    times an even one to the power 1 / a (Marsaglia and Tsang 2000, section 6).
    """
    larger = call("random_gamma", 0, math.inf, arithmetic("+", shape, 1), 0, scale)
    even = call("power", call("random_uniform", 0, 1), arithmetic("/", 1, shape))
    return _where_positive(shape, arithmetic("*", larger, even))


def drawn_weibull(shape: Node, scale: Node, _seed: Node = 0) -> Node:
    """Return a number of a Weibull distribution: an exponential one to the power 1 / shape."""
    power = call("power", _waiting(), arithmetic("/", 1, shape))
    return _where_positive(shape, arithmetic("*", scale, power))


def drawn_logistic(mean: Node, scale: Node, _seed: Node = 0) -> Node:
    """Return a number of a logistic distribution: the logarithm of a quotient of waiting times."""
    away = call("ln", arithmetic("/", _waiting(), _waiting()))
    return arithmetic("+", mean, arithmetic("*", scale, away))


def happens(percentage: Node, _seed: Node = 0) -> Node:
    """Return one in a step in which something happens, by its chance in a unit of time, else zero.

    Source: BPTK-Py (transentis), MONTECARLO for models of Stella: one where an even number between
    0 and 100 is below the percentage times DT.
    """
    even = call("random_uniform", 0, 100)
    return choice(compared(even, "<", arithmetic("*", percentage, STEP)), 1, 0)


STATISTICS: dict[str, Callable[..., Node]] = {
    "factorial": lambda n: call("permutations", n, n),
    "permutations": lambda n, k: call("permutations", n, k),
    "combinations": lambda n, k: call("combinations", n, k),
    "normalcdf": lambda low, high, mean=0, deviation=1: call(
        "normal_between", low, high, mean, deviation
    ),
    "invnorm": lambda share, mean=0, deviation=1: call("normal_quantile", share, mean, deviation),
    "gamma": drawn_gamma,
    "weibull": drawn_weibull,
    "logistic": drawn_logistic,
    "montecarlo": happens,
}
"""Key of a statistical builtin to its node.

Source: iseesystems.com, help on statistical builtins; for the order of arguments of NORMALCDF and
the distributions, BPTK-Py (transentis), which translates models of Stella.
"""
