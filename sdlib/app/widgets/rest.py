"""Waiting until the visitor's hand rests, and stopping when it moves again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

SLICE = 0.01
"""Within which a waiting script notices that the visitor has gone on [s]."""


def rest(seconds: float) -> None:
    """Wait until nothing was moved for a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(SLICE, seconds))
        go_on()


def go_on() -> None:
    """End this script here if the visitor has moved something."""
    # Whatever looks into Streamlit's state asks for that.
    _ = "visit" in st.session_state


@contextmanager
def in_turn(turn: threading.Lock) -> Iterator[None]:
    """Wait for one's turn, as long as the visitor's hand rests."""
    while not turn.acquire(timeout=SLICE):
        go_on()
    try:
        yield
    finally:
        turn.release()
