"""Uses of elements that no definition of their variable gives."""

from __future__ import annotations

from collections.abc import Iterator

from sdlib.engine.cells import Cells
from sdlib.engine.program import loads
from sdlib.errors import ModelSyntaxError


def undefined_uses(lowering: Cells) -> Iterator[ModelSyntaxError]:
    """Iterate over the faults of equations that use elements without a definition.

    A variable may be defined for some elements of its dimension; the others have no value, which
    must not pass for a zero.

    Args:
        lowering: All cells and assignments of a model.
    """
    model = lowering.model
    given: dict[str, set[int]] = {}
    for item in lowering.items:
        if item.cell in model.variables and item.role in ("value", "start"):
            given.setdefault(item.cell, set()).update(item.target.offsets(item.loops))
    partial = {n: each for n, each in given.items() if len(each) < lowering.cells[n].size}
    told: set[tuple[str, str]] = set()
    for item in lowering.items if partial else ():
        owner = lowering.cells[item.cell].owner
        for load in loads(item.value):
            if load.cell not in partial or (owner, load.cell) in told:
                continue
            lacking = set(load.index.offsets(item.loops)) - partial[load.cell]
            if not lacking:
                continue
            told.add((owner, load.cell))
            element = model.elements(load.cell)[min(lacking)]
            yield ModelSyntaxError(
                found=f"'{owner}' uses '{element}', which no equation defines",
                place=lowering.place_of(model.variable(owner)),
                variable=owner,
                remedy=f"define '{element}', or use other elements of '{load.cell}'",
            )
