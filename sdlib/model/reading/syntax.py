"""Walks over PySD's syntax trees: which names an expression refers to, which are its terms."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
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

_NUMBERS_ONLY = frozenset({"LookupsStructure"})
"""Nodes that name nothing: the points of a large table need not be looked at one by one."""

_ONLY_AT_START_OF_CALL = {
    "active_initial": (1,),
    "reinitial": (0,),
    "delay_material": (2,),
    "delay_information": (2,),
    "depreciate_straightline": (1, 2, 3),
}
"""Which arguments of a function without a node of its own are, counted from zero."""

_ONLY_LATER_OF_CALL = {"conveyor_outflow": (0,), "conveyor_leak": (0,)}
"""Which arguments are needed for later steps alone: what goes on lies on the stock first."""


def kind_of(node: Node) -> str:
    """Return the name of a node's class, ``ArithmeticStructure`` for example."""
    return type(node).__name__


def references(nodes: Iterable[Node]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names that expressions refer to, as keys.

    Args:
        nodes: The expressions.

    Returns:
        Names that are needed at each time step, and names that the value at the start needs.
    """
    each_step: set[str] = set()
    at_start: set[str] = set()
    for node in nodes:
        for found, only_start in _walk(node):
            (at_start if only_start else each_step).add(found)
    return frozenset(each_step), frozenset(at_start)


def calls(node: Node) -> Iterator[str]:
    """Iterate over the names that are called like a function, as keys."""
    for part in _parts(node):
        if kind_of(part) == "CallStructure":
            yield name_key(str(part.function.reference))


def signed_terms(node: Node) -> Iterator[tuple[str, int]]:
    """Iterate over the variables that a rate adds (1) or subtracts (-1), as keys.

    Only the terms of sums and differences count: in ``a - b*c`` that is ``a`` alone.
    """
    waiting = [(node, 1)]
    while waiting:
        part, sign = waiting.pop()
        if kind_of(part) == "ReferenceStructure":
            yield name_key(str(part.reference)), sign
        elif kind_of(part) == "ArithmeticStructure":
            operators = list(part.operators)
            if operators == ["negative"]:
                waiting.append((part.arguments[0], -sign))
            elif all(operator in "+-" for operator in operators):
                signs = [sign, *(sign if o == "+" else -sign for o in operators)]
                waiting.extend(reversed(list(zip(part.arguments, signs, strict=True))))


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


def _walk(node: Node) -> Iterator[tuple[str, bool]]:
    """Iterate over the names in an expression, and whether only the start needs them there.

    A part that stands in several places, as the input of a SMOOTH that is its start too, is looked
    at once for either use.
    """
    seen: set[tuple[int, bool]] = set()
    waiting = [(node, False)]
    while waiting:
        part, only_start = waiting.pop()
        if (id(part), only_start) in seen:
            continue
        seen.add((id(part), only_start))
        kind = kind_of(part)
        if kind == "ReferenceStructure":
            yield name_key(str(part.reference)), only_start
        elif kind == "CallStructure":
            called = name_key(str(part.function.reference))
            yield called, only_start
            late = _ONLY_AT_START_OF_CALL.get(called, ())
            later = _ONLY_LATER_OF_CALL.get(called, ())
            for place, argument in enumerate(part.arguments):
                if place not in later:
                    waiting.append((argument, only_start or place in late))
        else:
            start_parts = _ONLY_AT_START.get(kind, ())
            for field, child in _children(part):
                waiting.append((child, only_start or field in start_parts))


def _parts(node: Node) -> Iterator[Node]:
    """Iterate over an expression and its parts, each once."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            waiting.extend(child for _, child in _children(part))


def _children(node: Node) -> Iterator[tuple[str, Node]]:
    if kind_of(node) in _NUMBERS_ONLY:
        return
    if isinstance(node, (list, tuple)):
        for child in node:
            yield "", child
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            child = getattr(node, field.name)
            if not isinstance(child, (str, int, float, np.ndarray, type(None))):
                yield field.name, child
