"""Runs that are kept, so that nothing runs twice. Nothing here knows Streamlit."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace

from sdlib.errors import SdError
from sdlib.loaded import LoadedModel
from sdlib.policy import BASELINE, Settings
from sdlib.run import Run

MOST_KEPT = 256
"""How many runs are kept; the primer's take some 20 kB each."""

_Key = tuple[tuple[str, object], ...]


class RunStore:
    """The runs of one model in one process, shared by all who look at it.

    Args:
        loaded: The model.
        most: How many runs are kept; the one that was not asked for longest goes first.
    """

    def __init__(self, loaded: LoadedModel, most: int = MOST_KEPT) -> None:
        self._loaded = loaded
        self._most = most
        self._kept: OrderedDict[_Key, Run | SdError] = OrderedDict()
        self._lock = threading.Lock()
        self._running: dict[_Key, threading.Lock] = {}
        self.count = 0
        """How many runs were really made."""

    def baseline(self) -> Run:
        """Return the run in which no lever is moved."""
        return self.run(self._loaded.settings(BASELINE))

    def run(self, settings: Settings) -> Run:
        """Return the run at these settings, made now if it is not kept.

        Raises:
            SdError: If the run cannot be made; asking again raises the same error.
        """
        changes = settings.changes(self._loaded.package)
        key = tuple(sorted(changes.items(), key=lambda item: item[0]))
        found = self._find(key)
        if found is None:
            with self._lock:
                turn = self._running.setdefault(key, threading.Lock())
            # Two visitors who ask for the same run at once wait for one of them.
            with turn:
                found = self._find(key) or self._make(key, settings)
        if isinstance(found, SdError):
            # The same error is raised again and again: it may not carry old frames along.
            raise found.with_traceback(None)
        return replace(found, settings=settings)

    def _find(self, key: _Key) -> Run | SdError | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _make(self, key: _Key, settings: Settings) -> Run | SdError:
        found: Run | SdError
        try:
            found = self._loaded.run(BASELINE, settings.changes(self._loaded.package))
        except SdError as error:
            found = error
        with self._lock:
            self.count += 1
            self._kept[key] = found
            self._running.pop(key, None)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found
