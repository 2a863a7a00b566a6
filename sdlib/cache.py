"""Where files that can be made again are kept."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import platformdirs


def cache_folder(purpose: str) -> Path:
    """Return the folder for one purpose inside the user's cache; it may not exist yet.

    ``SDLIB_CACHE`` names another place. Where the user's cache cannot be written, a folder of the
    user in the system's temporary folder serves.

    Args:
        purpose: Name of the folder.
    """
    chosen = os.environ.get("SDLIB_CACHE")
    root = Path(chosen) if chosen else platformdirs.user_cache_path("sdlib")
    try:
        root.mkdir(parents=True, exist_ok=True)
        writable = os.access(root, os.W_OK)
    except OSError:
        writable = False
    return (root if writable else _temporary_folder()) / purpose


def write_whole(place: Path, content: bytes) -> None:
    """Write a file of the cache: whoever looks at it finds all of it or nothing.

    Several processes may write the same file at once. What it holds follows from its name, so it
    does not matter which of them is the last one, or whether a system lets nobody replace a file
    that another process reads.

    Args:
        place: The file; its folder is made where there is none.
        content: What it holds.

    Raises:
        OSError: If it cannot be written.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(place)
    except OSError:
        Path(name).unlink(missing_ok=True)
        if not place.exists():
            raise


def _temporary_folder() -> Path:
    """Return a folder in the system's temporary one that belongs to this user alone.

    Anybody can make a folder there, and what lies in the cache is run.
    """
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir()) / f"sdlib-{owner}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o022
    if hasattr(os, "getuid") and not (private and found.st_uid == owner):
        return Path(tempfile.mkdtemp(prefix="sdlib-"))
    return folder
