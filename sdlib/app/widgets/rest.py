"""Waiting until the visitor's hand rests, and stopping when it moves again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sdlib.app.session import Session

SLICE = 0.01
"""Within which a waiting script notices that the visitor has gone on [s]."""


def rest(session: Session, seconds: float) -> None:
    """Wait until nothing was moved for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(SLICE, seconds))
        go_on(session)


def go_on(session: Session) -> None:
    """End this script here if the visitor has moved something."""
    # Whatever reads the session's state asks for that.
    _ = session.view


@contextmanager
def in_turn(session: Session, turn: threading.Lock) -> Iterator[None]:
    """Wait for one's turn, as long as the visitor's hand rests."""
    while not turn.acquire(timeout=SLICE):
        go_on(session)
    try:
        yield
    finally:
        turn.release()
