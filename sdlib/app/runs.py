"""Runs that are kept, so that nothing runs twice. Nothing here knows Streamlit."""

from __future__ import annotations

import time
from dataclasses import replace

from sdlib.app.kept import Kept
from sdlib.loaded import LoadedModel
from sdlib.policy import BASELINE, Settings
from sdlib.run import Run

MOST_KEPT = 256
"""How many runs are kept; the primer's take some 20 kB each."""

RunKey = tuple[tuple[str, object], ...]


class RunStore:
    """The runs of one model in one process, shared by all who look at it.

    Args:
        loaded: The model.
        most: How many runs are kept; the one that was not asked for longest goes first.
    """

    def __init__(self, loaded: LoadedModel, most: int = MOST_KEPT) -> None:
        self._loaded = loaded
        self._kept: Kept[Run] = Kept(most)
        self.count = 0
        """How many runs were really made."""
        self.seconds = 0.0
        """How long the last of them took [s]."""

    def baseline(self, more: tuple[str, ...] = ()) -> Run:
        """Return the run in which no lever is moved.

        Args:
            more: Names of variables that are no outputs, and are kept too.
        """
        return self.run(self._loaded.settings(BASELINE), more)

    def run(self, settings: Settings, more: tuple[str, ...] = ()) -> Run:
        """Return the run at these settings, made now if it is not kept.

        Args:
            settings: Every lever at its value.
            more: Names of variables that are no outputs, and are kept too.

        Raises:
            SdError: If the run cannot be made; asking again raises the same error.
        """
        key = (self.key(settings), more)
        found = self._kept.get(key, lambda: self._make(settings, more))
        return replace(found, settings=settings)

    def key(self, settings: Settings) -> RunKey:
        """Return what tells the runs of settings apart: their changes against the baseline."""
        changes = settings.changes(self._loaded.package)
        return tuple(sorted(changes.items(), key=lambda item: item[0]))

    def _make(self, settings: Settings, more: tuple[str, ...]) -> Run:
        begun = time.perf_counter()
        self.count += 1
        loaded = self._loaded
        changes = settings.changes(loaded.package)
        # What a map shows need not be an output.
        names = list(dict.fromkeys((*loaded.outputs, *loaded.mapped, *more)))
        run = loaded.run(BASELINE, changes, outputs=names)
        self.seconds = time.perf_counter() - begun
        return run
