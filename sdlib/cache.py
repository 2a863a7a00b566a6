"""Where files that can be made again are kept."""

from __future__ import annotations

import os
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
    if not writable:
        owner = os.getuid() if hasattr(os, "getuid") else "user"
        root = Path(tempfile.gettempdir()) / f"sdlib-{owner}"
        root.mkdir(mode=0o700, exist_ok=True)
    return root / purpose
