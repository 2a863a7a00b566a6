"""Who is told how far long work inside the engine is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Told = Callable[[str, int, int], None]
"""Takes what is done, how many parts of it are ready, and how many there are."""

_told: ContextVar[Told | None] = ContextVar("told", default=None)


@contextmanager
def telling(told: Told) -> Iterator[None]:
    """Have somebody told while a block runs, in this thread.

    Args:
        told: Is told; it may be called from within the work, and should be quick.
    """
    before = _told.set(told)
    try:
        yield
    finally:
        _told.reset(before)


def listener() -> Told | None:
    """Return who is to be told in this thread, None where nobody is."""
    return _told.get()
