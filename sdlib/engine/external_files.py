"""The data files that a model reads, checked before PySD is told of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sdlib.model.data_files import data_file
from sdlib.model.structure import Model

EXTERNAL = ("GetDataStructure", "GetConstantsStructure", "GetLookupsStructure")
"""PySD's nodes that name a data file."""


def external_files(abstract: Any, model: Model) -> dict[str, Path]:
    """Return the data files that a model reads: the name it uses to the file itself.

    Args:
        abstract: PySD's abstract model.
        model: The model that it came from.

    Raises:
        UnsafeModelError: If a name leads out of the model's folder, is no plain name of a data
            file, or names a file that is not there or too large.
    """
    names = {str(node.file) for node in _external_nodes(abstract.sections)}
    names |= {
        str(found.subscripts["file"])
        for section in abstract.sections
        for found in section.subscripts
        if isinstance(found.subscripts, dict)
    }
    return {name: data_file(model.path, name, str(model.path)) for name in sorted(names)}


def _external_nodes(node: Any) -> Iterator[Any]:
    if type(node).__name__ in EXTERNAL:
        yield node
    elif isinstance(node, (list, tuple)):
        for child in node:
            yield from _external_nodes(child)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _external_nodes(getattr(node, field.name))
