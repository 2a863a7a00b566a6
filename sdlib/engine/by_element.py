"""Assignments split by element, where variables as a whole need each other in a circle.

``b[t1] = 1``, ``a[T] = b[T]``, ``b[t2] = a[t1]`` is no circle: taken element by element, each
value is there before it is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sdlib.engine.program import (
    Apply,
    CurveAt,
    Draw,
    Index,
    Item,
    Load,
    Loop,
    Span,
    Term,
)


def split(items: Sequence[Item], axis: frozenset[str] | None) -> list[Item]:
    """Return assignments with one of their own for each round of some loops.

    Args:
        items: The assignments.
        axis: Keys of the elements whose loops are split; all loops, if it is None. What a sum goes
            over is not split.
    """
    return [part for item in items for part in _rounds(item, axis)]


def axes_of(items: Iterable[Item]) -> list[frozenset[str]]:
    """Return what the loops of assignments go over, smallest first.

    Loops that share an element, as those over a dimension and a part of it, are one axis.
    """
    found: list[frozenset[str]] = []
    for loop in {loop for item in items for loop in _outer(item)}:
        axis = frozenset(loop.elements)
        apart = [other for other in found if not other & axis]
        together = axis.union(*(other for other in found if other & axis))
        found = [*apart, together]
    return sorted(found, key=lambda axis: (len(axis), sorted(axis)))


def circles(needs: Mapping[int, Iterable[int]]) -> list[set[int]]:
    """Return the groups of numbers that need each other, or themselves.

    Source: Tarjan (1972), Depth-first search and linear graph algorithms, SIAM J. Comput. 1(2).

    Args:
        needs: A number to those that it needs; those that are not listed are left out.
    """
    seen: dict[int, int] = {}
    low: dict[int, int] = {}
    open_: dict[int, None] = {}
    found: list[set[int]] = []
    for root in needs:
        if root in seen:
            continue
        path = [(root, iter(needs[root]))]
        seen[root] = low[root] = len(seen)
        open_[root] = None
        while path:
            at, rest = path[-1]
            other = next((n for n in rest if n in needs and (n not in seen or n in open_)), None)
            if other is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[at])
                if low[at] == seen[at]:
                    group = set()
                    while at not in group:
                        group.add(open_.popitem()[0])
                    if len(group) > 1 or at in needs[at]:
                        found.append(group)
            elif other in open_:
                low[at] = min(low[at], seen[other])
            else:
                seen[other] = low[other] = len(seen)
                open_[other] = None
                path.append((other, iter(needs[other])))
    return found


def _outer(item: Item) -> tuple[Loop, ...]:
    return item.loops[: len(item.loops) - item.inner]


def _rounds(item: Item, axis: frozenset[str] | None) -> list[Item]:
    """Split an assignment by the outermost loop over an axis, its parts by the next, and so on."""
    for number, loop in enumerate(_outer(item)):
        if axis is None or axis & set(loop.elements):
            loops = item.loops[:number] + item.loops[number + 1 :]
            parts = [
                replace(
                    item,
                    target=_index_at(item.target, number, counter),
                    loops=loops,
                    value=_term_at(item.value, number, counter),
                )
                for counter in range(loop.size)
            ]
            return [inner for part in parts for inner in _rounds(part, axis)]
    return [item]


def _index_at(index: Index, loop: int, counter: int) -> Index:
    """Return an index in one round of a loop, without that loop."""
    base = (
        index.base
        + sum(counter * step for number, step in index.terms if number == loop)
        + sum(offsets[counter] for number, offsets in index.tables if number == loop)
    )
    return Index(
        base,
        tuple((n - (n > loop), step) for n, step in index.terms if n != loop),
        tuple((n - (n > loop), offsets) for n, offsets in index.tables if n != loop),
    )


def _term_at(term: Term, loop: int, counter: int) -> Term:
    """Return a term in one round of a loop, without that loop."""

    def inside(terms: Iterable[Term]) -> tuple[Term, ...]:
        return tuple(_term_at(t, loop, counter) for t in terms)

    if isinstance(term, Load):
        return Load(term.cell, _index_at(term.index, loop, counter))
    if isinstance(term, Span):
        return Span(term.cell, _index_at(term.index, loop, counter), term.size)
    if isinstance(term, Apply):
        return Apply(term.function, inside(term.arguments))
    if isinstance(term, Draw):
        number = _index_at(term.number, loop, counter)
        return Draw(term.distribution, number, inside(term.arguments))
    if isinstance(term, CurveAt):
        at = _index_at(term.index, loop, counter)
        (argument,) = inside((term.argument,))
        return CurveAt(term.curves, term.beyond, at, argument)
    return term
