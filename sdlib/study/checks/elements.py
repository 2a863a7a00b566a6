"""Which elements of arrays a path of names leads through: a loop must come back to one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import numpy as np

from sdlib.engine.program import Item, Program, loads
from sdlib.model import Model
from sdlib.study.checks.polarity import element_mask

Element = tuple[str, int]
"""Cell and offset."""


def closed_elements(model: Model, program: Program, path: Sequence[str]) -> tuple[int, int]:
    """Return how many elements of the first name a loop leads back to themselves.

    Names of arrays can follow each other in a path although no element leads back to itself: a
    shock to small firms may reach large ones alone.

    Args:
        model: The model.
        program: The model as a program, no equation replaced.
        path: Names along the loop, arrays perhaps with the elements that count in brackets.

    Returns:
        The elements that come back, and all elements of the first name that count.
    """
    names = [model.split(name)[0] for name in path]
    seen = [set(np.flatnonzero(element_mask(model, name).ravel()).tolist()) for name in path]
    links = {
        (cause, effect): element_links(program, cause, effect)
        for cause, effect in zip(names, [*names[1:], names[0]], strict=True)
    }
    back = 0
    for first in seen[0]:
        reached = {first}
        for at, name in enumerate(names):
            following = (at + 1) % len(names)
            found = links[name, names[following]]
            reached = {effect for cause in reached for effect in found.get(cause, ())} & seen[
                following
            ]
        back += first in reached
    return back, len(seen[0])


def element_links(program: Program, cause: str, effect: str) -> dict[int, set[int]]:
    """Return which elements of an effect are computed from which of a cause, at each time step.

    Args:
        program: The model as a program.
        cause: Name of a variable.
        effect: Name of a variable that is computed from it, or a stock that changes by it.

    Returns:
        Offset of an element of the cause to the offsets of elements of the effect.
    """
    edges = _edges(program, cause, effect)
    found: dict[int, set[int]] = {}
    for offset in range(program.cells[cause].size):
        waiting, passed = [(cause, offset)], set[Element]()
        while waiting:
            for reached in edges.get(waiting.pop(), ()):
                if reached not in passed:
                    passed.add(reached)
                    waiting.append(reached)
        found[offset] = {at for cell, at in passed if cell == effect}
    return found


def _edges(program: Program, cause: str, effect: str) -> Mapping[Element, set[Element]]:
    """Return the steps from elements of a cause through hidden cells to those of an effect."""
    edges: dict[Element, set[Element]] = {}
    for item in program.step:
        if program.cells[item.cell].owner != effect:
            continue
        for source, target in _pairs(program, item, cause, effect):
            if source != target:
                edges.setdefault(source, set()).add(target)
    if cause == effect:
        return edges
    # What an effect does to itself is another loop.
    return {source: reached for source, reached in edges.items() if source[0] != effect}


def _pairs(
    program: Program, item: Item, cause: str, effect: str
) -> Iterator[tuple[Element, Element]]:
    wanted = [
        load
        for load in loads(item.value)
        if load.cell == cause or program.cells[load.cell].owner == effect
    ]
    if not wanted:
        return
    for counters in product(*(range(loop.size) for loop in item.loops)):
        target = (item.cell, item.target.at(counters))
        for load in wanted:
            yield (load.cell, load.index.at(counters)), target
