"""Walks over PySD's syntax trees: which names an expression refers to, which are its terms."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from sdlib.names import name_key

Node = Any
"""A node of PySD's syntax tree, a number, or an array of numbers."""

_ONLY_AT_START = {
    "IntegStructure": ("initial",),
    "InitialStructure": ("initial",),
    "DelayStructure": ("initial",),
    "DelayNStructure": ("initial",),
    "DelayFixedStructure": ("initial", "delay_time"),
    "SmoothStructure": ("initial",),
    "SmoothNStructure": ("initial",),
    "TrendStructure": ("initial_trend",),
    "ForecastStructure": ("initial_trend",),
    "SampleIfTrueStructure": ("initial",),
}
"""Which parts of a node are computed at the start of a run only."""


def kind_of(node: Node) -> str:
    """Return the name of a node's class, ``ArithmeticStructure`` for example."""
    return type(node).__name__


def references(node: Node, *, at_start: bool) -> Iterator[str]:
    """Iterate over the names that an expression refers to, as keys.

    Args:
        node: The expression.
        at_start: False for what is needed at each time step, True for what only the value at the
            start needs.
    """
    for found, only_start in _walk(node, False):
        if only_start == at_start:
            yield found


def calls(node: Node) -> Iterator[str]:
    """Iterate over the names that are called like a function, as keys."""
    if kind_of(node) == "CallStructure":
        yield name_key(str(node.function.reference))
    for _, child in _children(node):
        yield from calls(child)


def signed_terms(node: Node, sign: int = 1) -> Iterator[tuple[str, int]]:
    """Iterate over the variables that a rate adds (1) or subtracts (-1), as keys.

    Only the terms of sums and differences count: in ``a - b*c`` that is ``a`` alone.
    """
    if kind_of(node) == "ReferenceStructure":
        yield name_key(str(node.reference)), sign
    elif kind_of(node) == "ArithmeticStructure":
        operators = list(node.operators)
        if operators == ["negative"]:
            yield from signed_terms(node.arguments[0], -sign)
        elif all(operator in "+-" for operator in operators):
            signs = [sign, *(sign if o == "+" else -sign for o in operators)]
            for argument, each in zip(node.arguments, signs, strict=True):
                yield from signed_terms(argument, each)


def number(node: Node) -> np.ndarray[Any, Any] | None:
    """Return the value of an expression that is a number or an array of them, else None."""
    if isinstance(node, bool):
        return None
    if isinstance(node, (int, float, np.integer, np.floating, np.ndarray)):
        return np.asarray(node, dtype=np.float64)
    if kind_of(node) == "ArithmeticStructure" and list(node.operators) == ["negative"]:
        inner = number(node.arguments[0])
        return None if inner is None else -inner
    return None


def _walk(node: Node, only_start: bool) -> Iterator[tuple[str, bool]]:
    kind = kind_of(node)
    if kind == "ReferenceStructure":
        yield name_key(str(node.reference)), only_start
        return
    if kind == "CallStructure":
        yield name_key(str(node.function.reference)), only_start
        arguments = node.arguments
        if name_key(str(node.function.reference)) == "active_initial":
            yield from _walk(arguments[0], only_start)
            for argument in arguments[1:]:
                yield from _walk(argument, True)
            return
    start_parts = _ONLY_AT_START.get(kind, ())
    for field, child in _children(node):
        if kind == "CallStructure" and field == "function":
            continue
        yield from _walk(child, only_start or field in start_parts)


def _children(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, (list, tuple)):
        for child in node:
            yield "", child
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            child = getattr(node, field.name)
            if not isinstance(child, (str, int, float, np.ndarray, type(None))):
                yield field.name, child
