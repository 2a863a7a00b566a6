"""What depends on what in a model, the elements of one dimension told apart."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator

from sdlib.model.expressions import Definition, Reference, walk
from sdlib.model.structure import Model, Variable

Node = tuple[str, str]
"""Name of a variable and an element of the dimension; empty where it has not got the dimension."""


class ElementGraph:
    """The dependency graph of a model, with a node for every element of one dimension.

    What a start value alone is computed from makes no edge, as in `DependencyGraph`.

    Args:
        model: The model.
        dimension: Name of the dimension whose elements are told apart.
    """

    def __init__(self, model: Model, dimension: str) -> None:
        self._model = model
        self._dimension = dimension
        self._elements = model.dimensions[dimension].subscripts
        self._effects: dict[Node, set[Node]] = {}
        for variable in model.variables.values():
            for definition in variable.definitions:
                for effect in self._nodes_of(variable, definition.subscripts):
                    for cause in self._causes(variable, definition, effect[1]):
                        self._effects.setdefault(cause, set()).add(effect)

    def effects(self, node: Node) -> set[Node]:
        """Return what is computed from a node."""
        return self._effects.get(node, set())

    def path(self, start: Node, end: str, *, without: Collection[str] = ()) -> list[str]:
        """Return the names on a shortest way from a node to a variable; empty if there is none.

        Args:
            start: Where it begins.
            end: The variable where it ends.
            without: Variables that it does not lead through.
        """
        came_from: dict[Node, Node | None] = {start: None}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            if node[0] == end:
                names = []
                back: Node | None = node
                while back is not None:
                    names.append(back[0])
                    back = came_from[back]
                return names[::-1]
            for effect in sorted(self.effects(node) - came_from.keys()):
                if effect[0] in without:
                    continue
                came_from[effect] = node
                waiting.append(effect)
        return []

    def reached(self, start: Node, *, without: Collection[str] = ()) -> set[str]:
        """Return the variables that depend on a node, past none of those named in `without`."""
        found = {start}
        waiting = [start]
        while waiting:
            for effect in self.effects(waiting.pop()):
                if effect not in found and effect[0] not in without:
                    found.add(effect)
                    waiting.append(effect)
        return {name for name, _ in found}

    def _nodes_of(self, variable: Variable, subscripts: tuple[str, ...]) -> list[Node]:
        if self._dimension not in variable.dimensions:
            return [(variable.name, "")]
        written = subscripts[variable.dimensions.index(self._dimension)]
        elements = [written] if written in self._elements else self._elements
        return [(variable.name, element) for element in elements]

    def _causes(self, variable: Variable, definition: Definition, element: str) -> Iterator[Node]:
        for part in walk(definition.expression):
            if not (isinstance(part, Reference) and part.name in variable.depends_on):
                continue
            cause = self._model.variable(part.name)
            if self._dimension not in cause.dimensions:
                yield cause.name, ""
                continue
            written = part.subscripts[cause.dimensions.index(self._dimension)]
            if written == self._dimension and element:
                yield cause.name, element
            else:
                yield from self._nodes_of(cause, part.subscripts)
