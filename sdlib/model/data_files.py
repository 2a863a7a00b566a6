"""The data files that a model names: which of them are read at all."""

from __future__ import annotations

import re
from pathlib import Path

from sdlib.errors import UnsafeModelError

ENDINGS = (".csv", ".tab", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
"""Endings of data files. No other file is read: one that Python takes for a module would run."""

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest data file that is read."""

_PART = re.compile(r"[^\W_][\w \-.]*")
"""One part of a path: a plain name that does not begin with a dot or an underscore."""


def data_file(model: Path, name: str, place: str) -> Path:
    """Return a data file that a model names.

    Args:
        model: The model file.
        name: What it calls the data file.
        place: Where it does, for messages.

    Raises:
        UnsafeModelError: If the name leads out of the model's folder or through a link, is no plain
            name of a data file, or names a file that is not there or too large.
    """
    folder = model.resolve().parent
    named, name = name, name.replace("\\", "/").removeprefix("./")
    plain = all(_PART.fullmatch(part) for part in name.split("/"))
    file = _as_spelled(folder, name) if plain else folder / name
    # A link is refused wherever it leads: what it names may change after this look.
    if not plain or file.resolve() != file:
        raise UnsafeModelError(
            found=f"the model reads the file '{named}'",
            place=place,
            allowed="a file in the model's own folder, with a plain name",
            remedy="copy the data beside the model and name it without a path",
        )
    if file.suffix.lower() not in ENDINGS:
        raise UnsafeModelError(
            found=f"the model reads the file '{named}', which is no table",
            place=place,
            allowed=", ".join(ENDINGS),
            remedy="save the data as one of these",
        )
    if not file.is_file():
        raise UnsafeModelError(
            found=f"the model reads the file '{named}', which is not there",
            place=place,
            remedy="copy the data beside the model",
        )
    if file.stat().st_size > LARGEST:
        raise UnsafeModelError(
            found=f"the file '{named}' has {file.stat().st_size:,} bytes",
            place=place,
            allowed=f"at most {LARGEST:,} bytes",
        )
    return file


def _as_spelled(folder: Path, name: str) -> Path:
    """Return a file by its name, in capital or small letters where that is not there exactly.

    Windows, for which models are written, does not tell the two apart.
    """
    file = folder / name
    if file.exists():
        return file
    found = folder
    for part in name.split("/"):
        inside = found.iterdir() if found.is_dir() else ()
        same = [entry for entry in inside if entry.name.casefold() == part.casefold()]
        if len(same) != 1:
            return file
        found = same[0]
    return found
