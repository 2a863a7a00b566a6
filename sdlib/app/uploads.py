"""Models that visitors bring along: each belongs to the visitor who opened it.

How a file becomes a model stands in `sdlib.app.incoming`. The model stays with the visitor's
session and is not kept for the next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from sdlib.app.address import View, read_address
from sdlib.app.incoming import (
    ENCODINGS,
    Delivery,
    MissingDataError,
    NoTextError,
    NoValuesError,
    Opened,
    faults_of,
    read_delivery,
    without_folder,
)
from sdlib.app.models import PACKAGE, PREFIX
from sdlib.app.opened import Site, begin_first_run, quicken_site
from sdlib.app.runs import RunStore
from sdlib.app.visit import visit
from sdlib.errors import InputError, RunError, SdError
from sdlib.loaded import LoadedModel
from sdlib.policy.bare import bare_package


@dataclass(frozen=True, kw_only=True, eq=False)
class Upload:
    """A model that a visitor brought along."""

    name: str
    """Its name in the address: no other visitor has it."""
    title: str
    """Name of the file."""
    site: Site
    data: Mapping[str, bytes] = field(default_factory=dict)
    """Name of each data file that it reads to its bytes."""
    unused: tuple[str, ...] = ()
    """Names of files that came with it and that it does not read."""
    missing: tuple[str, ...] = ()
    """Names of data files that did not come with it; what needs them is left out."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A file that cannot be opened."""

    title: str
    """Name of the file."""
    faults: tuple[SdError, ...]
    """What is wrong with it, every place without the folder."""
    missing: tuple[str, ...] = ()
    """Names of data files that would mend it."""
    encodings: tuple[str, ...] = ()
    """Encodings in which it may be tried."""


class Desk:
    """What one visitor brought along: the last model, and what was said of the last file."""

    def __init__(self) -> None:
        self.upload: Upload | None = None
        self.told: Upload | Refused | None = None
        """What is to be said of the last file, until that is closed."""
        self.waiting: Delivery | None = None
        """Files that have come in and were not opened yet."""
        self.held: Delivery | None = None
        """Files of the last try, where others would mend or complete it."""
        self.long = False
        """Whether the first run of what was read waits for a compiler."""
        self.count = 0
        """How many times something was tried."""
        self._read: tuple[Delivery, Opened, Site] | None = None

    def open(self, given: Delivery) -> bool:
        """Open a model, in place of the one before; tell whether that went well.

        Args:
            given: The model file, with its data files.
        """
        return self.read(given) and self.start()

    def read(self, given: Delivery) -> bool:
        """Read the files that came in; tell whether they hold a model.

        Args:
            given: The files. What was refused before and would be mended by them comes with them.
        """
        self.count += 1
        if self.held is not None and not given.models:
            given = self.held.joined(given)
        self.held = None
        try:
            opened = read_delivery(given)
            loaded = LoadedModel(opened.model, bare_package(opened.model))
            site = Site(loaded=loaded, runs=RunStore(loaded))
        except SdError as error:
            self._refuse(given, error)
            return False
        try:
            self.long = site.first_run_is_long()
        except SdError as error:
            self._refuse(given, error, opened)
            return False
        self._read = given, opened, site
        return True

    def start(self) -> bool:
        """Make the first run of what was read: some faults are found only there."""
        assert self._read is not None
        given, opened, site = self._read
        self._read = None
        begin_first_run(site)
        # A run that ends early is shown as such: a lever may mend it.
        with suppress(RunError):
            try:
                site.runs.baseline()
            except RunError:
                raise
            except InputError as error:
                # It needs values that nobody can give it here, unless they stand in a file.
                needed = NoValuesError(given.title, error)
                lost = opened.missing
                self._refuse(given, MissingDataError(given.title, lost) if lost else needed)
                return False
            except SdError as error:
                self._refuse(given, error, opened)
                return False
        name = f"{PREFIX}{opened.model.content_hash[:8]}"
        self.upload = self.told = Upload(
            name=name,
            title=given.title,
            site=site,
            data=opened.data,
            unused=opened.unused,
            missing=opened.missing,
        )
        self.held = given if opened.missing else None
        return True

    def _refuse(self, given: Delivery, error: SdError, opened: Opened | None = None) -> None:
        missing = error.files if isinstance(error, MissingDataError) else ()
        encodings = ENCODINGS if isinstance(error, NoTextError) else ()
        if missing or encodings:
            self.held = given
        self.told = Refused(
            title=given.title,
            faults=without_folder(error, opened.model.path.parent) if opened else faults_of(error),
            missing=missing,
            encodings=tuple(name for name in encodings if name != given.encoding),
        )


def desk() -> Desk:
    """Return what this visitor brought along; not for callbacks."""
    known = visit()
    if known.desk is None:
        known.desk = Desk()
    found: Desk = known.desk
    return found


def site_of_upload(model: str) -> Site | None:
    """Return the site of a model that this visitor brought along, None of any other model."""
    upload = desk().upload if model.startswith(PREFIX) else None
    return upload.site if upload is not None and upload.name == model else None


def take_over() -> None:
    """Go over to the model that was read, if it runs."""
    found = desk()
    if found.start():
        assert found.upload is not None
        known = visit()
        view, link, known.link = known.view, known.link, {}
        known.begin(found.upload.name, None if view is None else View(language=view.language))
        if link.get(PACKAGE) == found.upload.name:
            reading = read_address(found.upload.site.loaded, link, "en")
            known.view, known.reading = reading.view, reading
        quicken_site(found.upload.site)
