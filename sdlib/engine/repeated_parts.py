"""How large a model is when each part is counted wherever it stands, as PySD walks it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from sdlib.errors import ModelFileError
from sdlib.model.structure import Model

LARGEST = 100_000
"""Parts of one equation that PySD is given, a part counted wherever it stands."""


def require_size(abstract: Any, model: Model) -> None:
    """Raise if PySD would work on an equation without end.

    Its translators put the input of a SMOOTH or DELAY in place of a start that is not given, and
    its builder works through both, so that the work doubles with every function inside a function.

    Args:
        abstract: PySD's abstract model.
        model: The model that it came from.

    Raises:
        ModelFileError: If an equation has more than `LARGEST` parts.
        RecursionError: If it is nested too deeply to be counted.
    """
    for section in abstract.sections:
        for element in section.elements:
            known: dict[int, int] = {}
            size = sum(_size(component.ast, known) for component in element.components)
            if size > LARGEST:
                raise ModelFileError(
                    found=f"the equation of '{element.name[:80]}' has {size:,} parts for the PySD "
                    "engine, which repeats the input of every SMOOTH and DELAY as its start",
                    place=str(model.path),
                    allowed=f"at most {LARGEST:,}",
                    remedy="run it without --engine pysd, give the start (SMOOTHI, DELAY1I), or "
                    "split the equation",
                )


def _size(node: Any, known: dict[int, int]) -> int:
    if id(node) not in known:
        known[id(node)] = 1 + sum(_size(child, known) for child in _children(node))
    return known[id(node)]


def _children(node: Any) -> Iterator[Any]:
    if isinstance(node, (list, tuple)):
        yield from node
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield getattr(node, field.name)
