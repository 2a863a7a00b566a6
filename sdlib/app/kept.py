"""Results that are kept, so that nothing is computed twice. Nothing here knows Streamlit."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from sdlib.errors import SdError

_Found = TypeVar("_Found")


class Kept(Generic[_Found]):
    """Results of one process, shared by all who ask for them.

    Args:
        most: How many are kept; the one that was not asked for longest goes first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: OrderedDict[Hashable, _Found | SdError] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def __contains__(self, key: Hashable) -> bool:
        """Tell whether asking for a key would compute nothing."""
        with self._lock:
            return key in self._found

    def get(self, key: Hashable, make: Callable[[], _Found]) -> _Found:
        """Return what belongs to a key, made now if it is not kept.

        Args:
            key: What it is a result of.
            make: Computes it.

        Raises:
            SdError: If it cannot be made; asking again raises the same error.
        """
        found = self._find(key)
        if found is None:
            with self._lock:
                turn = self._making.setdefault(key, threading.Lock())
            # Two visitors who ask for the same at once wait for one of them.
            with turn:
                found = self._find(key) or self._make(key, make)
        if isinstance(found, SdError):
            # The same error is raised again and again: it may not carry old frames along.
            raise found.with_traceback(None)
        return found

    def _find(self, key: Hashable) -> _Found | SdError | None:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def _make(self, key: Hashable, make: Callable[[], _Found]) -> _Found | SdError:
        found: _Found | SdError
        try:
            found = make()
        except SdError as error:
            found = error
        with self._lock:
            self._found[key] = found
            self._making.pop(key, None)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return found
