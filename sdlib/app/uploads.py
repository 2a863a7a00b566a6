"""Model files that visitors bring along: read as data, alone in a folder that goes at once.

A file of a stranger is never run as a program and reads no other file: beside it lies none, and
the reader opens nothing outside of its folder. Once it is read the folder is removed; the model
stays with the visitor's session and is not kept for the next time.
"""

from __future__ import annotations

import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from sdlib.app.models import OWN_FILE, PREFIX, forget
from sdlib.app.opened import Site, quicken_site
from sdlib.app.runs import RunStore
from sdlib.errors import DataFileError, ModelFileError, RunError, SdError
from sdlib.loaded import LoadedModel
from sdlib.model.reading import ENDINGS, read_text
from sdlib.model.reading.decode import decode, read_bytes
from sdlib.policy.bare import bare_package

LARGEST = 10
"""Megabytes of the largest file that is taken; a model of 50,000 lines has about five."""

_ODD = re.compile(r"[^\w .()-]+")
_LONGEST_STEM = 60


@dataclass(frozen=True, kw_only=True, eq=False)
class Upload:
    """A model that a visitor brought along."""

    name: str
    """Its name in the address: no other visitor has it."""
    title: str
    """Name of the file."""
    site: Site


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A file that cannot be opened."""

    title: str
    """Name of the file."""
    faults: tuple[SdError, ...]
    """What is wrong with it, every place without the folder."""


class Desk:
    """What one visitor brought along: the last model, and what was said of the last file."""

    def __init__(self) -> None:
        self.upload: Upload | None = None
        self.told: Upload | Refused | None = None
        """What is to be said of the last file, until that is closed."""
        self.waiting: tuple[str, bytes] | None = None
        """Name and bytes of a file that has come in and was not opened yet."""
        self.count = 0
        """How many files were tried."""

    def open(self, title: str, data: bytes) -> bool:
        """Open a file, in place of the one before; tell whether that went well.

        Args:
            title: Name of the file, as the visitor's computer has it.
            data: Its bytes.
        """
        self.count += 1
        title = safe_name(title)
        with tempfile.TemporaryDirectory(prefix="sdlib-") as folder:
            try:
                site = _site(Path(folder) / title, data)
            except SdError as error:
                self.told = Refused(title=title, faults=faults_of(error, Path(folder)))
                return False
        name = f"{PREFIX}{site.loaded.model.content_hash[:8]}"
        self.upload = self.told = Upload(name=name, title=title, site=site)
        return True


def desk() -> Desk:
    """Return what this visitor brought along."""
    found: Desk = st.session_state.setdefault(OWN_FILE, Desk())
    return found


def site_of_upload(model: str) -> Site | None:
    """Return the site of a model that this visitor brought along, None of any other model."""
    upload = desk().upload if model.startswith(PREFIX) else None
    return upload.site if upload is not None and upload.name == model else None


def open_waiting() -> None:
    """Open the file that has come in, and go over to its model if it can be opened."""
    found = desk()
    if found.waiting is None:
        return
    title, data = found.waiting
    found.waiting = None
    if found.open(title, data):
        assert found.upload is not None
        view = st.session_state.get("view")
        forget(keep=found.upload.name)
        if view is not None:
            st.session_state["view"] = type(view)(language=view.language)
        st.session_state["touched"] = True
        quicken_site(found.upload.site)


def safe_name(title: str) -> str:
    """Return a file name without folders and odd signs.

    Example:
        >>> safe_name("../../etc/My model?.MDL")
        'My model.mdl'
    """
    plain = re.split(r"[\\/]", title)[-1]
    stem, dot, ending = plain.rpartition(".")
    stem = _ODD.sub("", stem if dot else plain).strip(" .")[:_LONGEST_STEM] or "model"
    return f"{stem}.{_ODD.sub('', ending).lower()}" if dot else stem


def faults_of(error: SdError, folder: Path) -> tuple[SdError, ...]:
    """Return every fault of an error, in words that do not name the folder.

    Args:
        error: What was raised.
        folder: The folder.
    """
    faults = error.faults if isinstance(error, DataFileError) else (error,)
    inside = f"{folder}/"
    return tuple(
        SdError(
            found=fault.found.replace(inside, ""),
            place=fault.place.replace(inside, ""),
            allowed=fault.allowed.replace(inside, ""),
            remedy=fault.remedy.replace(inside, ""),
        )
        for fault in faults
    )


def _site(file: Path, data: bytes) -> Site:
    """Return the site of a file, its baseline computed: some faults are found only there."""
    if len(data) > LARGEST * 2**20:
        raise ModelFileError(
            found=f"the file has {len(data) / 2**20:.1f} MB",
            place=str(file),
            allowed=f"at most {LARGEST} MB",
            remedy="open it with 'sdlib app FILE'",
        )
    if file.suffix in ENDINGS:
        file.write_bytes(data)
    data = read_bytes(file)
    model = read_text(file, data, decode(data, file, None))
    loaded = LoadedModel(model, bare_package(model))
    site = Site(loaded=loaded, runs=RunStore(loaded))
    # A run that ends early is shown as such: a lever may mend it.
    with suppress(RunError):
        site.runs.baseline()
    return site
