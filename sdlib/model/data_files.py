"""The files that a model names: which of them are read at all."""

from __future__ import annotations

import re
from pathlib import Path

from sdlib.errors import UnsafeModelError

ENDINGS = (".csv", ".tab", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
"""Endings of data files. No other file is read: one that Python takes for a module would run."""

INCLUDED = (".xmile", ".stmx", ".xml")
"""Endings of files that an XMILE file may include."""

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest data file that is read."""

_PART = re.compile(r"[^\W_][\w \-.]*")
"""One part of a path: a plain name that does not begin with a dot or an underscore."""


def is_plain(name: str) -> bool:
    """Tell whether a name leads nowhere but into the model's folder, or one below it."""
    return all(_PART.fullmatch(part) for part in name.split("/"))


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
    file = _inside(model, name, place, "reads")
    if file.suffix.lower() not in ENDINGS and (file.suffix or file.exists()):
        raise UnsafeModelError(
            found=f"the model reads the file '{name}', which is no table",
            place=place,
            allowed=", ".join(ENDINGS),
            remedy="save the data as one of these",
        )
    return _there(file, name, place, "reads")


def included_file(model: Path, name: str, place: str, *, folder: bool = False) -> Path:
    """Return a file that a model includes, or the folder of such files.

    Args:
        model: The model file.
        name: What it calls the file, from its own folder on.
        place: Where it does, for messages.
        folder: Whether it is a folder of files.

    Raises:
        UnsafeModelError: If the name leads out of the model's folder or through a link, is no plain
            name of an XMILE file, or names a file that is not there or too large.
    """
    file = _inside(model, name, place, "includes")
    if folder:
        return file
    if file.suffix.lower() not in INCLUDED:
        raise UnsafeModelError(
            found=f"the model includes the file '{name}', which is no XMILE",
            place=place,
            allowed=", ".join(INCLUDED),
        )
    return _there(file, name, place, "includes")


def known_file(model: Path, name: str) -> Path:
    """Return a file that a model read before, whichever way it did; see `data_file`."""
    included = Path(name).suffix.lower() in INCLUDED
    return (included_file if included else data_file)(model, name, "")


def _inside(model: Path, name: str, place: str, does: str) -> Path:
    folder = model.resolve().parent
    # Windows, for which models are written, takes a backslash for a slash.
    plain = name.replace("\\", "/").removeprefix("./")
    file = _as_spelled(folder, plain) if is_plain(plain) else folder / name
    # A link is refused wherever it leads: what it names may change after this look.
    if not is_plain(plain) or file.resolve() != file:
        raise UnsafeModelError(
            found=f"the model {does} the file '{name}'",
            place=place,
            allowed="a file in the model's own folder, with a plain name",
            remedy="copy it beside the model and name it without a path",
        )
    return file


def _there(file: Path, name: str, place: str, does: str) -> Path:
    if not file.is_file():
        raise UnsafeModelError(
            found=f"the model {does} the file '{name}', which is not there",
            place=place,
            remedy="copy it beside the model",
        )
    if file.stat().st_size > LARGEST:
        raise UnsafeModelError(
            found=f"the file '{name}' has {file.stat().st_size:,} bytes",
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
