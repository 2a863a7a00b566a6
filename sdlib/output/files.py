"""Where files may be written, and how: never half of one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from sdlib.errors import OutputError


def check_place(path: Path, endings: Sequence[str], example: str) -> None:
    """Refuse a path that cannot be written, before anything is computed for it.

    Args:
        path: The path.
        endings: Endings that are written, in small letters.
        example: Name of an example, without its ending.

    Raises:
        OutputError: If its ending is not known, its folder is missing, or it may not be written.
    """
    if path.is_dir():
        raise OutputError(
            found="this is a folder",
            place=str(path),
            remedy=f"name a file in it, for example {path / f'{example}{_typical(endings)}'}",
        )
    if path.suffix.lower() not in endings:
        raise wrong_ending(path, endings, example)
    require_writable(path)


def require_writable(path: Path) -> None:
    """Refuse a file that cannot be written, whatever its ending.

    Raises:
        OutputError: If its folder is missing, or it may not be written.
    """
    folder = path.resolve().parent
    if not folder.exists():
        raise OutputError(
            found=f"there is no folder '{path.parent}'",
            place=str(path),
            remedy="make the folder first, or name another",
        )
    if not folder.is_dir():
        raise OutputError(found=f"'{path.parent}' is a file, not a folder", place=str(path))
    if not os.access(path if path.exists() else folder, os.W_OK) or not os.access(folder, os.W_OK):
        raise _refused(path, "no permission")


def wrong_ending(path: Path, endings: Sequence[str], example: str) -> OutputError:
    """Return the error of a path whose ending is not known; see `check_place`."""
    ending = path.suffix.lower()
    return OutputError(
        found=f"the ending '{ending}' is not known" if ending else "the file has no ending",
        place=str(path),
        allowed=", ".join(endings),
        remedy=f"for example {path.stem or example}{_typical(endings)}",
    )


def replace_file(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there: nobody ever finds a half of it.

    Args:
        path: The file; an existing one is replaced.
        content: What it will hold.

    Raises:
        OutputError: If it cannot be written; the message names why.
    """
    target = path.resolve()
    work = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        work.write_bytes(content)
        work.replace(target)
    except OSError as error:
        raise _refused(path, error.strerror or str(error)) from None
    finally:
        with contextlib.suppress(OSError):
            work.unlink(missing_ok=True)


def _typical(endings: Sequence[str]) -> str:
    # A table that is opened by double click is the likeliest wish.
    return ".xlsx" if ".xlsx" in endings else endings[0]


def _refused(path: Path, why: str) -> OutputError:
    return OutputError(
        found=f"the file cannot be written ({why})",
        place=str(path),
        remedy="close it in other programs, or name another file or folder",
    )
