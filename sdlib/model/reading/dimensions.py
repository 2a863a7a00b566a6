"""The dimensions of a model, and which of them a variable has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sdlib.errors import ModelSyntaxError
from sdlib.model.reading.statements import StatementIndex
from sdlib.model.structure import Dimension
from sdlib.names import name_key, plain_name

_NAMED_MAP = re.compile(r"\(([^:()]+):([^()]*)\)")
"""A mapping that names the elements: (Dimension: a, b)."""


@dataclass(frozen=True, kw_only=True)
class _Range:
    """A subscript range as the file has it."""

    name: str
    subscripts: Any
    """A list of names, a name, or where they come from."""
    maps_to: tuple[str, ...]
    element_maps: tuple[tuple[str, tuple[str, ...]], ...]


def convert_dimensions(
    ranges: Sequence[Any], path: Path, index: StatementIndex
) -> dict[str, Dimension]:
    """Return name to dimension, with copies and nested subranges written out.

    Args:
        ranges: PySD's subscript ranges.
        path: The model file, for messages.
        index: Its statements, for mappings that name elements.

    Raises:
        ModelSyntaxError: If a dimension takes its subscripts from a data file, refers to itself, or
            is mapped to another number of elements than it has.
    """
    defined = {name_key(r.name): _range(r, index) for r in ranges}
    return {
        plain_name(r.name): Dimension(
            name=r.name,
            subscripts=_subscripts(key, defined, path, ()),
            maps_to=r.maps_to,
            element_maps=_element_maps(key, defined, path),
        )
        for key, r in defined.items()
    }


def _range(found: Any, index: StatementIndex) -> _Range:
    """Return a range with the maps that name elements, which the abstract model leaves out."""
    name = plain_name(found.name)
    statement = index.find(name)
    mapped = statement.equation.partition("->")[2] if statement else ""
    named = tuple(
        (plain_name(m[1]), tuple(plain_name(e) for e in m[2].split(",")))
        for m in _NAMED_MAP.finditer(mapped)
    )
    return _Range(
        name=name,
        subscripts=found.subscripts,
        maps_to=tuple(plain_name(m) for m in found.mapping),
        element_maps=named,
    )


def _element_maps(
    key: str, defined: Mapping[str, _Range], path: Path
) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """Return the named maps of a range, parts of the other dimension written out."""
    count = len(_subscripts(key, defined, path, ()))
    found = list(_repeating_maps(key, defined, path))
    for other, entries in defined[key].element_maps:
        if len(entries) != count:
            raise ModelSyntaxError(
                found=f"the mapping from '{defined[key].name}' to '{other}' names {len(entries)} "
                "elements",
                place=str(path),
                variable=defined[key].name,
                allowed=f"{count}, one for each element of '{defined[key].name}'",
            )
        images = (
            _subscripts(name_key(e), defined, path, ()) if name_key(e) in defined else (e,)
            for e in entries
        )
        found.append((other, tuple(images)))
    return tuple(found)


def _repeating_maps(
    key: str, defined: Mapping[str, _Range], path: Path
) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Iterate over the maps in the order of the lists where a list names an element repeatedly.

    Such a list says which element belongs to each of the other dimension: the range on either side
    of the arrow has each element once.
    """
    named = {name_key(other) for other, _ in defined[key].element_maps}
    for other in defined[key].maps_to:
        if name_key(other) in named or name_key(other) not in defined:
            continue
        mine = _listed(key, defined, path, ())
        theirs = _listed(name_key(other), defined, path, ())
        repeated = len(set(mine)) < len(mine) or len(set(theirs)) < len(theirs)
        if repeated and len(mine) == len(theirs):
            images: dict[str, dict[str, None]] = {element: {} for element in mine}
            for element, image in zip(mine, theirs, strict=True):
                images[element][image] = None
            yield other, tuple(tuple(several) for several in images.values())


def _subscripts(
    key: str, defined: Mapping[str, _Range], path: Path, above: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the subscripts of a range, each once."""
    return tuple(dict.fromkeys(_listed(key, defined, path, above)))


def _listed(
    key: str, defined: Mapping[str, _Range], path: Path, above: tuple[str, ...]
) -> list[str]:
    definition = defined[key]
    name = definition.name
    if key in above:
        raise ModelSyntaxError(
            found=f"the dimension '{name}' is defined by itself", place=str(path), variable=name
        )
    listed = definition.subscripts
    if isinstance(listed, dict):
        raise ModelSyntaxError(
            found=f"the dimension '{name}' takes its subscripts from a data file "
            f"({listed.get('file', '')})",
            place=str(path),
            variable=name,
            allowed="subscripts listed in the model file",
            remedy=f"write the subscripts of '{name}' into the model",
        )
    found: list[str] = []
    for entry in [listed] if isinstance(listed, str) else listed:
        inner = name_key(entry)
        if inner in defined:
            found.extend(_listed(inner, defined, path, (*above, key)))
        else:
            found.append(plain_name(entry))
    return found


def dimensions_of(
    components: Sequence[Any], dimensions: Mapping[str, Dimension], place: str
) -> tuple[str, ...]:
    """Return the dimensions of a variable from the subscripts of its definitions.

    Each position takes the smallest dimension that holds everything that stands there.

    Args:
        components: PySD's components of one variable.
        dimensions: Name to dimension.
        place: Where the variable stands, for messages.

    Raises:
        ModelSyntaxError: If a subscript belongs to no dimension, or the definitions of a variable
            have different numbers of subscripts.
    """
    left_sides = [component.subscripts[0] for component in components]
    if len({len(left) for left in left_sides}) > 1:
        raise ModelSyntaxError(
            found="its definitions have different numbers of subscripts",
            place=place,
            allowed="one for each of its dimensions, in every definition",
            remedy="define it with the same dimensions everywhere",
        )
    by_key = {name_key(name): dimension for name, dimension in dimensions.items()}
    found = []
    for entries in zip(*left_sides, strict=True):
        wanted: set[str] = set()
        for entry in entries:
            inside = by_key.get(name_key(entry))
            wanted.update(map(name_key, inside.subscripts if inside else (entry,)))
        if len({name_key(entry) for entry in entries}) == 1 and name_key(entries[0]) in by_key:
            found.append(by_key[name_key(entries[0])].name)
            continue
        holding = [
            dimension
            for dimension in dimensions.values()
            if wanted <= set(map(name_key, dimension.subscripts))
        ]
        if not holding:
            raise ModelSyntaxError(
                found=f"the subscript {', '.join(sorted(set(entries)))} belongs to no dimension",
                place=place,
                remedy="define it in a dimension, 'Dimension: a, b, c'",
            )
        found.append(min(holding, key=lambda dimension: len(dimension.subscripts)).name)
    return tuple(found)
