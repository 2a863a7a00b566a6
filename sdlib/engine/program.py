"""A model as loops over dimensions: what the engine computes, in a form that knows no target."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.functions import PLAIN


@dataclass(frozen=True)
class Loop:
    """A loop over elements of a dimension."""

    elements: tuple[str, ...]
    """Keys of the elements, in the order in which they are visited."""

    @property
    def size(self) -> int:
        """How often it goes round."""
        return len(self.elements)


@dataclass(frozen=True)
class Index:
    """Which element of a variable: an offset that moves with the loops."""

    base: int = 0
    terms: tuple[tuple[int, int], ...] = ()
    """(loop, step): the loop's counter times a step."""
    tables: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """(loop, offsets): an offset looked up by the loop's counter."""

    def at(self, counters: Sequence[int]) -> int:
        """Return the offset for one round of the loops."""
        return (
            self.base
            + sum(counters[loop] * step for loop, step in self.terms)
            + sum(offsets[counters[loop]] for loop, offsets in self.tables)
        )

    def every(self, loops: tuple[Loop, ...]) -> NDArray[np.int64]:
        """Return the offsets that it takes while the loops go round, the last loop fastest."""
        found = np.array([self.base])
        for loop in sorted({loop for loop, _ in (*self.terms, *self.tables)}):
            moved = np.zeros(loops[loop].size, dtype=np.int64)
            for number, step in self.terms:
                if number == loop:
                    moved += step * np.arange(loops[loop].size)
            for number, offsets in self.tables:
                if number == loop:
                    moved += np.array(offsets)
            found = (found[:, None] + moved).ravel()
        return found

    def offsets(self, loops: tuple[Loop, ...]) -> Iterator[int]:
        """Iterate over the offsets that it takes while the loops go round."""
        return iter(self.every(loops).tolist())


@dataclass(frozen=True)
class Const:
    """A number."""

    value: float


@dataclass(frozen=True)
class Load:
    """The present value of an element of a cell."""

    cell: str
    index: Index


@dataclass(frozen=True)
class Span:
    """Several elements of a cell, one after the other, as an argument of a function of arrays."""

    cell: str
    index: Index
    """The first of them."""
    size: int

    def loads(self) -> Iterator[Load]:
        """Iterate over the elements."""
        for number in range(self.size):
            index = Index(self.index.base + number, self.index.terms, self.index.tables)
            yield Load(self.cell, index)


@dataclass(frozen=True)
class Clock:
    """Time, or what a run knows of it: "time", "time step", "initial time", "final time"."""

    what: str


@dataclass(frozen=True)
class Apply:
    """A function of the engine applied to values."""

    function: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True)
class CurveAt:
    """A curve at a value; several curves are told apart by an index."""

    curves: tuple[tuple[tuple[float, float], ...], ...]
    """The points of each curve."""
    beyond: str
    index: Index
    argument: Term


@dataclass(frozen=True)
class Draw:
    """A random number, drawn anew at each time step."""

    distribution: str
    """Key of `functions.RANDOM`."""
    number: Index
    """Which random number of the run it is; every element of every use has its own."""
    arguments: tuple[Term, ...]


Term = Const | Load | Span | Clock | Apply | CurveAt | Draw


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A variable, or a hidden state of one, with a place for each of its elements."""

    name: str
    size: int
    kind: str
    """"input" (constants), "state" (integrated), "discrete" (kept until changed), "history"
    (a delay line), "value" (computed)."""
    owner: str
    """The variable whose equation it belongs to."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One assignment inside loops."""

    cell: str
    """What it assigns."""
    target: Index
    loops: tuple[Loop, ...]
    """The loops around it, the outermost first."""
    value: Term
    role: str
    """"value", "start" (of a state), "rate" (of a state), "keep" (of a discrete state)."""
    comment: str
    """The equation in the modeller's words, for a reader of emitted code."""
    reduce: str = ""
    """"sum", "prod", "vmin" or "vmax": the last `inner` loops are reduced over."""
    inner: int = 0
    """How many of the loops, counted from the innermost, are reduced over."""
    only_start: bool = False
    """Computed at the start of a run only."""

    @property
    def count(self) -> int:
        """How many elements it assigns."""
        return math.prod(loop.size for loop in self.loops[: len(self.loops) - self.inner])


@dataclass(frozen=True, kw_only=True)
class Program:
    """A model, lowered and ordered."""

    cells: dict[str, Cell]
    """Name to cell; the order of their places."""
    start: tuple[Item, ...]
    """What is computed at the start of a run, in order."""
    step: tuple[Item, ...]
    """What is computed at each time step, in order, rates and kept values at the end."""
    places: dict[str, int] = field(default_factory=dict)
    """Name of a cell to the place of its first element."""
    steady: frozenset[str] = frozenset()
    """Cells that do not change during a run."""

    @property
    def count(self) -> int:
        """How many places all cells have together."""
        return sum(cell.size for cell in self.cells.values())


def loads(term: Term, *, spans: bool = True) -> Iterator[Load]:
    """Iterate over what a term reads.

    Args:
        term: The term.
        spans: Whether what a function of arrays reads is part of it.
    """
    waiting: list[Term] = [term]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Load):
            yield node
        elif isinstance(node, Span):
            yield from node.loads() if spans else ()
        elif isinstance(node, Apply | Draw):
            waiting.extend(node.arguments)
        elif isinstance(node, CurveAt):
            waiting.append(node.argument)


def reads_clock(term: Term, moving: Collection[str] = ("time",)) -> bool:
    """Tell whether a term changes with time by itself.

    Args:
        term: The term.
        moving: What of the clock changes during a run.
    """
    waiting: list[Term] = [term]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Draw) or (isinstance(node, Clock) and node.what in moving):
            return True
        if isinstance(node, Apply):
            function = PLAIN.get(node.function)
            if function is not None and function.clock:
                return True
            waiting.extend(node.arguments)
        elif isinstance(node, CurveAt):
            waiting.append(node.argument)
    return False


def used_loops(term: Term) -> set[int]:
    """Return the loops that a term moves with."""
    if isinstance(term, Load | Span):
        return {loop for loop, _ in (*term.index.terms, *term.index.tables)}
    if isinstance(term, Apply):
        return set().union(*(used_loops(a) for a in term.arguments))
    if isinstance(term, Draw):
        mine = {loop for loop, _ in term.number.terms}
        return mine.union(*(used_loops(a) for a in term.arguments))
    if isinstance(term, CurveAt):
        mine = {loop for loop, _ in (*term.index.terms, *term.index.tables)}
        return mine | used_loops(term.argument)
    return set()


def renumber_index(index: Index, numbers: Mapping[int, int]) -> Index:
    """Return an index that follows other loops."""
    return Index(
        index.base,
        tuple((numbers[loop], step) for loop, step in index.terms),
        tuple((numbers[loop], offsets) for loop, offsets in index.tables),
    )


def renumber(term: Term, numbers: Mapping[int, int]) -> Term:
    """Return a term that follows other loops."""
    if isinstance(term, Load):
        return Load(term.cell, renumber_index(term.index, numbers))
    if isinstance(term, Span):
        return Span(term.cell, renumber_index(term.index, numbers), term.size)
    if isinstance(term, Apply):
        return Apply(term.function, tuple(renumber(a, numbers) for a in term.arguments))
    if isinstance(term, Draw):
        inside = tuple(renumber(a, numbers) for a in term.arguments)
        return Draw(term.distribution, renumber_index(term.number, numbers), inside)
    if isinstance(term, CurveAt):
        return CurveAt(
            term.curves,
            term.beyond,
            renumber_index(term.index, numbers),
            renumber(term.argument, numbers),
        )
    return term


def instead(term: Term, old: Load, new: Load) -> Term:
    """Return a term that reads something else where it read one place."""
    if term == old:
        return new
    if isinstance(term, Apply):
        return Apply(term.function, tuple(instead(a, old, new) for a in term.arguments))
    if isinstance(term, Draw):
        inside = tuple(instead(a, old, new) for a in term.arguments)
        return Draw(term.distribution, term.number, inside)
    if isinstance(term, CurveAt):
        argument = instead(term.argument, old, new)
        return CurveAt(term.curves, term.beyond, term.index, argument)
    return term
