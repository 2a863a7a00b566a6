"""The dependency graph of a model: what each variable is computed from, and its loops."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence

from sdlib.model.structure import Model


class DependencyGraph:
    """Which variable is computed from which, at each time step.

    An edge leads from a cause to its effect. A stock follows its flows; what only its value at the
    start is computed from makes no edge, since no loop runs through it.

    Args:
        model: The model whose graph it is.
        at_start: Whether what a value at the start is computed from makes an edge all the same.
    """

    def __init__(self, model: Model, *, at_start: bool = False) -> None:
        self._join(
            {
                variable.name: frozenset(
                    name
                    for name in variable.depends_on
                    | (variable.initial_depends_on if at_start else frozenset())
                    if name in model
                )
                for variable in model.variables.values()
            }
        )

    def part(self, names: Iterable[str]) -> DependencyGraph:
        """Return the graph of some variables alone: the edges between them."""
        wanted = set(names)
        found = DependencyGraph.__new__(DependencyGraph)
        found._join({n: c & wanted for n, c in self._causes.items() if n in wanted})
        return found

    def _join(self, causes: dict[str, frozenset[str]]) -> None:
        self._causes = causes
        self._order = {name: at for at, name in enumerate(causes)}
        effects: dict[str, set[str]] = {name: set() for name in self._causes}
        for effect, found in causes.items():
            for cause in found:
                effects[cause].add(effect)
        self._effects = {name: frozenset(reached) for name, reached in effects.items()}

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Return names in the order of the file."""
        return sorted(names, key=self._order.__getitem__)

    def causes(self, name: str) -> frozenset[str]:
        """Return the names that `name` is computed from."""
        return self._causes[name]

    def effects(self, name: str) -> frozenset[str]:
        """Return the names that are computed from `name`."""
        return self._effects[name]

    def missing_links(self, loop: Sequence[str]) -> list[tuple[str, str]]:
        """Return the pairs of consecutive names of a loop between which there is no edge.

        Args:
            loop: Names along the loop; the last one is followed by the first.
        """
        pairs = zip(loop, [*loop[1:], loop[0]], strict=True)
        return [(cause, effect) for cause, effect in pairs if effect not in self._effects[cause]]

    def path(self, start: str, end: str) -> tuple[str, ...]:
        """Return a shortest path of names from `start` to `end`, empty where there is none."""
        came_from: dict[str, str | None] = {start: None}
        waiting = deque([start])
        while waiting:
            name = waiting.popleft()
            if name == end:
                return tuple(reversed(list(_walk_back(came_from, end))))
            for effect in sorted(self._effects[name]):
                if effect not in came_from:
                    came_from[effect] = name
                    waiting.append(effect)
        return ()

    def loops(self) -> list[tuple[str, ...]]:
        """Return feedback loops that together hold every link which is part of any loop.

        For each such link it is the shortest loop through it; a model has many more loops, but all
        of them run along these links.

        Returns:
            Loops as names, each computed from the one before and the first from the last; a loop
            begins with its name that comes first in the file. Shortest loops first.

        Source: shortest loops as a set that a person can read: Oliva 2004, System Dynamics Review
        20(4), 313-336; the covering of links is a simplification of that paper's construction.
        """
        order = self._order
        found: dict[tuple[str, ...], None] = {}
        for cause in self._causes:
            for effect in sorted(self._effects[cause], key=order.__getitem__):
                back = (cause,) if effect == cause else self.path(effect, cause)
                if back:
                    found[_begun_with_the_first(back, order)] = None
        return sorted(found, key=len)

    def reached_from(self, names: Iterable[str], without: Collection[str] = ()) -> frozenset[str]:
        """Return everything that depends, at once or through others, on one of `names`.

        Args:
            names: Where to begin.
            without: Names that depend on nothing, as their values are given.
        """
        reached: set[str] = set()
        waiting = list(names)
        while waiting:
            for effect in self._effects[waiting.pop()]:
                if effect not in reached and effect not in without:
                    reached.add(effect)
                    waiting.append(effect)
        return frozenset(reached)


def _walk_back(came_from: dict[str, str | None], end: str) -> Iterable[str]:
    name: str | None = end
    while name is not None:
        yield name
        name = came_from[name]


def _begun_with_the_first(loop: tuple[str, ...], order: dict[str, int]) -> tuple[str, ...]:
    start = min(range(len(loop)), key=lambda at: order[loop[at]])
    return loop[start:] + loop[:start]
