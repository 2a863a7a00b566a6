"""Work on equations that are nested more deeply than Python's own limit on recursion."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TypeVar

DEEPEST = 250_000
"""Calls within calls that are allowed: enough for some four thousand brackets within brackets."""

_STACK = 512 * 1024 * 1024
"""Bytes of address space for the stack of that work; memory is used only as it fills."""

_Result = TypeVar("_Result")
_one_at_a_time = threading.Lock()


def deeply(work: Callable[[], _Result], deepest: int = 0) -> _Result:
    """Return what `work` returns, with more room where Python's limit on recursion stops it.

    The limit counts for all threads of a process, so it is raised only where it was met, and only
    while that work goes on.

    Args:
        work: Done once, or once more from its beginning with more room.
        deepest: Calls within calls that the work may need, `DEEPEST` where nothing is said; few end
            what goes round for ever soon.

    Raises:
        RecursionError: If the work needs more than `deepest` calls within calls, or there is no
            memory for its stack.
    """
    try:
        return work()
    except RecursionError:
        pass
    with _one_at_a_time:
        return _with_room(work, deepest or DEEPEST)


def _with_room(work: Callable[[], _Result], deepest: int) -> _Result:
    results: list[_Result] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        # Whatever it is, it is raised again where the work was asked for.
        except BaseException as fault:
            faults.append(fault)

    limit = sys.getrecursionlimit()
    size = threading.stack_size(_STACK)
    sys.setrecursionlimit(max(limit, deepest))
    try:
        thread = threading.Thread(target=run, name="sdlib-deep", daemon=True)
        thread.start()
        thread.join()
    except RuntimeError:
        message = "there is no memory for a large stack"
        raise RecursionError(message) from None
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
    if faults:
        raise faults[0]
    return results[0]
