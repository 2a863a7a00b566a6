"""Whether the definitions of a variable fit its dimensions and each other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sdlib.errors import ModelSyntaxError
from sdlib.model.reading import syntax
from sdlib.model.structure import Dimension
from sdlib.names import element_name, name_key, plain_name


def require_fitting_definitions(
    components: Sequence[Any], name: str, place: str, dimensions: Mapping[str, Dimension]
) -> None:
    """Raise if a definition does not fit what stands on its left, or stands twice.

    Args:
        components: PySD's components of the variable.
        name: Its name.
        place: Where it stands, for messages.
        dimensions: Name to dimension.

    Raises:
        ModelSyntaxError: If the same elements are defined twice, a dimension stands twice on one
            left side, an exception has another number of subscripts, or an array has another
            number of values than there are elements.
    """
    sizes = {name_key(d.name): len(d.subscripts) for d in dimensions.values()}
    seen: set[tuple[str, ...]] = set()
    for component in components:
        left, exceptions = component.subscripts
        shown = element_name(name, tuple(plain_name(s) for s in left))
        keys = tuple(name_key(s) for s in left)
        if keys in seen and not exceptions:
            raise ModelSyntaxError(
                found=f"'{shown}' is defined twice",
                place=place,
                variable=name,
                remedy="keep one of the two definitions, or rename one",
            )
        _require_other_dimensions(name, left, place, sizes)
        if not exceptions:
            seen.add(keys)
        for group in exceptions:
            if len(group) != len(left):
                raise ModelSyntaxError(
                    found=f"':EXCEPT: [{','.join(plain_name(s) for s in group)}]' has "
                    f"{len(group)} subscripts",
                    place=place,
                    variable=name,
                    allowed=f"{len(left)}, as '{shown}' has",
                    remedy="name what is left out with as many subscripts",
                )
        numbers = syntax.number(component.ast)
        wanted = math.prod(sizes.get(key, 1) for key in keys)
        if numbers is not None and numbers.ndim and numbers.size != wanted:
            raise ModelSyntaxError(
                found=f"'{shown}' is given {numbers.size} numbers",
                place=place,
                variable=name,
                allowed=f"{wanted}, one for each element, or a single number for all",
                remedy="add or take out numbers",
            )


def _require_other_dimensions(
    name: str, left: Sequence[str], place: str, sizes: Mapping[str, int]
) -> None:
    keys = [name_key(s) for s in left]
    twice = [s for s, key in zip(left, keys, strict=True) if key in sizes and keys.count(key) > 1]
    if twice:
        dimension = plain_name(twice[0])
        raise ModelSyntaxError(
            found=f"'{element_name(name, tuple(map(plain_name, left)))}' has the dimension "
            f"'{dimension}' twice",
            place=place,
            variable=name,
            remedy=f"give it a second dimension of the same elements: {dimension}2 <-> {dimension}",
        )
