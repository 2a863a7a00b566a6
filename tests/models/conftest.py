"""The China model, read and compiled once for all tests of a process."""

from __future__ import annotations

import os
import sys

import pytest

from sdlib import LoadedModel, load
from sdlib.engine.compiled import CompiledEngine

if sys.platform != "win32":
    import fcntl


@pytest.fixture(scope="session")
def china(tmp_path_factory: pytest.TempPathFactory) -> LoadedModel:
    """The China model behind a kernel that is compiled already.

    Compiling it takes half a minute. Test processes that run side by side share the kernel: the
    first one that needs it compiles it, another one waits and reads it.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / "china.lock").open("w") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_EX)
        found = load("china_sme")
        model = LoadedModel(found.model, found.package, CompiledEngine(compile_at_once=True))
        model.run()
    return model
