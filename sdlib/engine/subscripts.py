"""From subscripts to loops and indices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product

from sdlib.engine.program import Index, Loop
from sdlib.errors import ModelSyntaxError
from sdlib.model.expressions import Definition
from sdlib.model.structure import Dimension, Model, Variable
from sdlib.names import name_key


class Axes:
    """The dimensions of a model by the keys of their names and elements."""

    def __init__(self, model: Model) -> None:
        self.elements: dict[str, tuple[str, ...]] = {
            name_key(name): tuple(name_key(s) for s in dimension.subscripts)
            for name, dimension in model.dimensions.items()
        }
        self.along: dict[tuple[str, str], dict[str, str]] = {}
        """(dimension on the left, dimension used) to the element used for each on the left."""
        for dimension in model.dimensions.values():
            self._map(dimension)
        self.positions: dict[str, int] = {}
        """Key of each element to its position, from 1, in the largest dimension that holds it."""
        for elements in sorted(self.elements.values(), key=len, reverse=True):
            for number, element in enumerate(elements, 1):
                self.positions.setdefault(element, number)

    def _map(self, dimension: Dimension) -> None:
        """Note the mappings of a dimension, in both directions as far as they are plain."""
        name = name_key(dimension.name)
        named = {name_key(other): images for other, images in dimension.element_maps}
        for other in map(name_key, dimension.maps_to):
            images = named.get(other, tuple((e,) for e in self.elements.get(other, ())))
            if len(images) != len(self.elements[name]):
                continue
            pairs = [
                (mine, name_key(image))
                for mine, several in zip(self.elements[name], images, strict=True)
                for image in several
            ]
            # What belongs to several of the other side has no one element there.
            belongs = Counter(image for _, image in pairs)
            self.along[other, name] = {image: mine for mine, image in pairs if belongs[image] == 1}
            maps = Counter(mine for mine, _ in pairs)
            self.along[name, other] = {mine: image for mine, image in pairs if maps[mine] == 1}

    def shape(self, variable: Variable) -> tuple[tuple[str, ...], ...]:
        """Return the element keys of each dimension of a variable."""
        return tuple(self.elements[name_key(name)] for name in variable.dimensions)


class Scope:
    """The loops around an expression: which counter stands for which dimension."""

    def __init__(self, axes: Axes, place: str) -> None:
        self.axes = axes
        self.place = place
        self.loops: list[Loop] = []
        self.names: dict[str, int] = {}
        """Key of a dimension to its loop; with ``!`` to the one that goes over all of it."""

    def open(self, name: str, elements: tuple[str, ...]) -> int:
        """Put a loop inside the present ones and return its number."""
        self.loops.append(Loop(elements))
        self.names[name_key(name)] = len(self.loops) - 1
        return len(self.loops) - 1

    def inside(self) -> Scope:
        """Return a scope for a part of the expression, with the same loops to begin with."""
        scope = Scope(self.axes, self.place)
        scope.loops = list(self.loops)
        scope.names = dict(self.names)
        return scope

    def index(
        self, shape: Sequence[tuple[str, ...]], subscripts: Sequence[str], name: str
    ) -> Index:
        """Return the index of the element that subscripts mean under the present loops.

        Raises:
            ModelSyntaxError: If their number is wrong, or one of them means nothing here.
        """
        if len(subscripts) != len(shape):
            raise ModelSyntaxError(
                found=f"'{name}' is used with {len(subscripts)} subscripts",
                place=self.place,
                allowed=f"{len(shape)}, as it is defined",
                remedy="name an element or a dimension for each dimension of it",
            )
        base = 0
        terms: list[tuple[int, int]] = []
        tables: list[tuple[int, tuple[int, ...]]] = []
        stride = 1
        for position in range(len(shape) - 1, -1, -1):
            elements = shape[position]
            loop, offsets = self.offsets(subscripts[position], elements, name)
            offsets = tuple(o * stride for o in offsets)
            stride *= len(elements)
            if loop is None:
                base += offsets[0]
                continue
            step = offsets[1] - offsets[0] if len(offsets) > 1 else 0
            if all(o == offsets[0] + k * step for k, o in enumerate(offsets)):
                base += offsets[0]
                if step:
                    terms.append((loop, step))
            else:
                tables.append((loop, offsets))
        return Index(base, tuple(reversed(terms)), tuple(reversed(tables)))

    def visited(self, name: str) -> tuple[int | None, tuple[str, ...]]:
        """Return the loop that a subscript on its own follows, and the elements of its rounds.

        Raises:
            ModelSyntaxError: If it is no element, and no dimension that stands on the left.
        """
        key = name_key(name)
        elements = self.axes.elements.get(key, (key,))
        loop, offsets = self.offsets(name, elements, name)
        return loop, tuple(elements[offset] for offset in offsets)

    def offsets(
        self, text: str, elements: tuple[str, ...], name: str
    ) -> tuple[int | None, tuple[int, ...]]:
        """Return the loop that a subscript follows, and the position for each of its rounds.

        Args:
            text: The subscript.
            elements: The elements of the dimension that it stands for.
            name: Whose subscript it is, for messages.

        Raises:
            ModelSyntaxError: If it means nothing here.
        """
        key = name_key(text.removesuffix("!"))
        # The same dimension may stand on the left and be gone over: x[D,D!] has both loops.
        marked = text.endswith("!")
        for mark in ("!", "") if marked else ("", "!"):
            found = self._loop(key, mark, elements)
            if found is not None:
                return found
        if key in elements:
            return None, (elements.index(key),)
        whose = f" of '{name}'" if name != text else ""
        raise ModelSyntaxError(
            found=f"the subscript '{text}'{whose} means nothing here",
            place=self.place,
            allowed="an element of its dimension, or a dimension that stands on the left",
        )

    def _loop(
        self, key: str, mark: str, elements: tuple[str, ...]
    ) -> tuple[int, tuple[int, ...]] | None:
        """Return the loop that a dimension follows among those that are marked alike."""
        places = _places(elements)
        number = self.names.get(key + mark)
        if number is not None:
            visited = self.loops[number].elements
            if all(e in places for e in visited):
                return number, tuple(places[e] for e in visited)
        # A dimension that is mapped to one on the left runs along with it, element by element.
        for name, other in self.names.items():
            if name.endswith("!") != bool(mark):
                continue
            pairs = self.axes.along.get((name.removesuffix("!"), key), {})
            mapped = [pairs.get(e) for e in self.loops[other].elements]
            if pairs and all(e in places for e in mapped):
                return other, tuple(places[e] for e in mapped if e is not None)
        return None


@lru_cache(maxsize=1_024)
def _places(elements: tuple[str, ...]) -> Mapping[str, int]:
    """Return the place of each element: to search a dimension of hundreds takes too long."""
    return {element: place for place, element in reversed(list(enumerate(elements)))}


def scopes_of(
    axes: Axes, variable: Variable, definition: Definition, place: str
) -> list[tuple[Scope, Index]]:
    """Return the loops of a definition, each with the index of what it defines.

    One that leaves elements out may need several nests of loops.
    """
    shape = axes.shape(variable)
    sides = [axes.elements.get(name_key(s), (name_key(s),)) for s in definition.subscripts]
    excepted = {
        combination
        for group in definition.exceptions
        for combination in product(*(axes.elements.get(name_key(s), (name_key(s),)) for s in group))
    }
    found = []
    for nest in _nests(sides, excepted):
        scope = Scope(axes, place)
        for subscript, elements in zip(definition.subscripts, nest, strict=True):
            if name_key(subscript) in axes.elements:
                scope.open(subscript, elements)
        index = scope.index(
            shape,
            [
                s if name_key(s) in axes.elements else e[0]
                for s, e in zip(definition.subscripts, nest, strict=True)
            ],
            variable.name,
        )
        found.append((scope, index))
    return found


def _nests(
    sides: Sequence[tuple[str, ...]], excepted: set[tuple[str, ...]]
) -> list[tuple[tuple[str, ...], ...]]:
    """Return products of elements that together hold everything but what is excepted."""
    if not sides:
        return [()]
    if not excepted:
        return [tuple(sides)]
    by_rest: dict[tuple[tuple[tuple[str, ...], ...], ...], list[str]] = {}
    for element in sides[0]:
        rest = _nests(sides[1:], {c[1:] for c in excepted if c[0] == element})
        if len(sides) == 1 and (element,) in excepted:
            continue
        by_rest.setdefault(tuple(rest), []).append(element)
    return [(tuple(elements), *inner) for rest, elements in by_rest.items() for inner in rest]


def loop_names(scope: Scope) -> Mapping[int, str]:
    """Return the dimension that each loop of a scope stands for."""
    return {number: name.removesuffix("!") for name, number in scope.names.items()}
