"""The feedback loops that a book shows, and the signs of their links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from sdlib.loaded import LoadedModel
from sdlib.model import DependencyGraph, Model
from sdlib.output.book.facts import Links, measured_signs
from sdlib.output.diagrams.causal import LONGEST_LOOP
from sdlib.output.diagrams.parts import is_input
from sdlib.study.links import links_of, loop_polarity

Loop = tuple[str, ...]

MOST_SEARCH = 400_000
"""Links times variables up to which loops are searched for; a minute of search lies beyond."""

MOST_LISTED = 40
"""Loops of the whole model that are listed."""

MOST_RINGS = 12
"""Loops that are drawn one by one where a model names none."""

MOST_NAMES = 16
"""Variables in the causal diagram of one sector."""


@dataclass(frozen=True, kw_only=True)
class SectorLoops:
    """The loops inside one sector."""

    drawn: tuple[Loop, ...]
    """The shortest ones, with at most `MOST_NAMES` variables together."""
    count: int
    """How many there are; -1 where there are too many links to search."""


class Feedback:
    """The loops of a model.

    Args:
        loaded: The model with its package.
        graph: Its dependency graph.
        named: The paths of the loops that the package names.
    """

    def __init__(self, loaded: LoadedModel, graph: DependencyGraph, named: Sequence[Loop]) -> None:
        self._loaded = loaded
        self._graph = graph
        self._named = named

    @cached_property
    def found(self) -> list[Loop] | None:
        """The loops of the whole model, shortest first; None where the search would take long."""
        model = self._loaded.model
        return _loops(self._graph, [n for n in model.variables if not is_input(model, n)])

    @property
    def listed(self) -> list[Loop]:
        """The found loops that are listed."""
        return (self.found or [])[:MOST_LISTED]

    @property
    def rings(self) -> list[Loop]:
        """The found loops that are drawn where the package names none."""
        if self._named:
            return []
        long_enough = [loop for loop in self.listed if 2 < len(loop) <= LONGEST_LOOP]
        return long_enough[:MOST_RINGS] or [loop for loop in self.listed[:MOST_RINGS]]

    @cached_property
    def sectors(self) -> dict[str, SectorLoops]:
        """Group to the loops inside it; the empty text for the variables without a group."""
        groups = dict.fromkeys(v.group for v in self._loaded.model.variables.values())
        return {group: self._inside(group) for group in groups}

    def _inside(self, group: str) -> SectorLoops:
        names = _computed(self._loaded.model, group)
        loops = _loops(self._graph, names)
        if loops is None:
            return SectorLoops(drawn=(), count=-1)
        drawn: list[Loop] = []
        shown: set[str] = set()
        for loop in loops:
            if len(shown | set(loop)) <= MOST_NAMES:
                shown |= set(loop)
                drawn.append(loop)
        return SectorLoops(drawn=tuple(drawn), count=len(loops))

    @cached_property
    def _measured(self) -> tuple[Links, str]:
        others = [*self.listed, *(loop for part in self.sectors.values() for loop in part.drawn)]
        return measured_signs(
            self._loaded,
            [link for loop in self._named for link in links_of(loop)],
            [link for loop in others for link in links_of(loop)],
        )

    @property
    def signs(self) -> Links:
        """Link to its polarity, for the loops that the book shows."""
        return self._measured[0]

    @property
    def unmeasured(self) -> str:
        """Why signs are missing; empty where none is."""
        return self._measured[1]

    def kind(self, loop: Sequence[str]) -> str:
        """Return ``R``, ``B``, ``R/B`` or an empty text for a loop."""
        return loop_polarity(loop, self.signs)


def _computed(model: Model, group: str) -> list[str]:
    return [
        v.name for v in model.variables.values() if v.group == group and not is_input(model, v.name)
    ]


def _loops(graph: DependencyGraph, names: Collection[str]) -> list[Loop] | None:
    part = graph.part(names)
    links = sum(len(part.causes(name)) for name in names)
    if links * len(names) > MOST_SEARCH:
        return None
    return [loop for loop in part.loops() if len(loop) > 1]
