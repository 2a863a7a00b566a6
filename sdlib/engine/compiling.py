"""How far the compiler is: it tells of each function that it has finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from sdlib.progress import Told, listener


@contextmanager
def compiling_told(module: ModuleType) -> Iterator[None]:
    """Tell whoever listens in this thread of each function of a module that has been compiled.

    The functions that a program is split into are of about one length each, and take most of the
    time; the last one takes a part of its own, since it is made of all others.

    Args:
        module: The emitted module.
    """
    told = listener()
    if told is None:
        yield
        return
    tell: Told = told
    from numba.core import event
    from numba.core.dispatcher import Dispatcher

    waiting = {
        id(value.py_func)
        for name, value in vars(module).items()
        if isinstance(value, Dispatcher) and name.partition("_")[0] in ("begin", "now", "keep")
    }
    total = len(waiting) + 1

    class Compiled(event.Listener):  # type: ignore[misc]
        def on_start(self, event: Any) -> None:
            if event.data["dispatcher"].py_func is module.run.py_func:
                tell("compiling", 0, total)

        def on_end(self, event: Any) -> None:
            function = event.data["dispatcher"].py_func
            waiting.discard(id(function))
            done = total if function is module.run.py_func else total - 1 - len(waiting)
            tell("compiling", done, total)

    with event.install_listener("numba:compile", Compiled()):
        yield
