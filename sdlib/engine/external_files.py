"""The data files that a model reads, checked before PySD is told of them."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sdlib.errors import UnsafeModelError
from sdlib.model.structure import Model

EXTERNAL = ("GetDataStructure", "GetConstantsStructure", "GetLookupsStructure")
"""PySD's nodes that name a data file."""

ENDINGS = (".csv", ".tab", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
"""Endings of data files. No other file is copied: one that Python takes for a module would run."""

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest data file that is read."""

_PART = re.compile(r"[^\W_][\w \-.]*")
"""One part of a path: a plain name that does not begin with a dot or an underscore."""


def external_files(abstract: Any, model: Model) -> dict[str, Path]:
    """Return the data files that a model reads: the name it uses to the file itself.

    Args:
        abstract: PySD's abstract model.
        model: The model that it came from.

    Raises:
        UnsafeModelError: If a name leads out of the model's folder, is no plain name of a data
            file, or names a file that is not there or too large.
    """
    folder = model.path.resolve().parent
    place = str(model.path)
    found: dict[str, Path] = {}
    for node in _external_nodes(abstract.sections):
        name = str(node.file)
        file = folder / name
        parts = name.split("/")
        plain = all(_PART.fullmatch(part) for part in parts)
        if not plain or not file.resolve().is_relative_to(folder):
            raise UnsafeModelError(
                found=f"the model reads the file '{name}'",
                place=place,
                allowed="a file in the model's own folder, with a plain name",
                remedy="copy the data beside the model and name it without a path",
            )
        if file.suffix.lower() not in ENDINGS:
            raise UnsafeModelError(
                found=f"the model reads the file '{name}', which is no table",
                place=place,
                allowed=", ".join(ENDINGS),
                remedy="save the data as one of these",
            )
        if not file.is_file():
            raise UnsafeModelError(
                found=f"the model reads the file '{name}', which is not there",
                place=place,
                remedy="copy the data beside the model",
            )
        if file.stat().st_size > LARGEST:
            raise UnsafeModelError(
                found=f"the file '{name}' has {file.stat().st_size:,} bytes",
                place=place,
                allowed=f"at most {LARGEST:,} bytes",
            )
        found[name] = file
    return found


def _external_nodes(node: Any) -> Iterator[Any]:
    if type(node).__name__ in EXTERNAL:
        yield node
    elif isinstance(node, (list, tuple)):
        for child in node:
            yield from _external_nodes(child)
    elif dataclasses.is_dataclass(node) and not isinstance(node, type):
        for field in dataclasses.fields(node):
            yield from _external_nodes(getattr(node, field.name))
