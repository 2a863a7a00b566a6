from __future__ import annotations

import threading

import pytest

from sdlib.app.kept import Kept
from sdlib.errors import InputError


def test_what_is_kept_is_made_once() -> None:
    kept: Kept[int] = Kept(2)
    made: list[str] = []

    def make(key: str) -> int:
        made.append(key)
        return len(made)

    for key in ("a", "b", "a", "c", "a"):
        kept.get(key, lambda key=key: make(key))  # type: ignore[misc]
    assert made == ["a", "b", "c"]
    assert "a" in kept
    assert "b" not in kept


def test_an_error_is_kept_too() -> None:
    kept: Kept[int] = Kept(2)
    made: list[int] = []

    def fail() -> int:
        made.append(1)
        raise InputError(found="it cannot be made")

    for _ in range(2):
        with pytest.raises(InputError, match="it cannot be made"):
            kept.get("a", fail)
    assert len(made) == 1


def test_those_who_ask_at_once_share_one_result() -> None:
    kept: Kept[object] = Kept(2)
    begun, made = threading.Barrier(4), []

    def ask() -> None:
        begun.wait()
        kept.get("a", lambda: made.append(1) or object())  # type: ignore[func-returns-value]

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
