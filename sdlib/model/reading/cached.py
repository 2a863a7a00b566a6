"""Models that were read before: the same bytes need not be translated again.

Translating takes PySD seconds, most of them to be imported. What was read lies in the user's cache
under a name that is the hash of the bytes, of this package's reader and of PySD's version. It is
taken only where the data files that it names are as they were.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from pathlib import Path

from sdlib.cache import cache_folder, write_whole
from sdlib.model.nesting import deeply
from sdlib.model.reading.outside import unchanged
from sdlib.model.structure import Model

_MODEL_FOLDER = Path(__file__).parent.parent


def cached_model(data: bytes, path: Path, encoding: str | None) -> Model | None:
    """Return the model of a file that was read before, None where it was not.

    Args:
        data: The file's bytes.
        path: The file, which may be another one of the same content.
        encoding: Encoding that was given to read it.
    """
    try:
        with _place(data, path, encoding).open("rb") as file:
            model = pickle.load(file)
    # Whatever is wrong with a kept model, reading the file again is right.
    except Exception:
        return None
    if not isinstance(model, Model) or not unchanged(path, model.data_files):
        return None
    return replace(model, name=path.stem, path=path)


def keep_model(model: Model, content: bytes) -> None:
    """Keep a model for the next time; where that fails, it is read again.

    Args:
        model: The model.
        content: The bytes of its file.
    """
    place = _place(content, model.path, model.encoding)
    try:
        data = deeply(lambda: pickle.dumps(model))
        write_whole(place, data)
    except (OSError, RecursionError):
        return


def _place(data: bytes, path: Path, encoding: str | None) -> Path:
    digest = hashlib.sha256()
    for part in (data, path.suffix.lower().encode(), str(encoding).encode(), _reader()):
        digest.update(hashlib.sha256(part).digest())
    return cache_folder("models") / f"{digest.hexdigest()}.pickle"


@cache
def _reader() -> bytes:
    """Return what a model depends on besides its file: the reader's text, PySD's version."""
    digest = hashlib.sha256(f"{version('pysd')} {sys.version}".encode())
    for source in sorted(_MODEL_FOLDER.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.digest()
