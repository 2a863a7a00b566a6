"""What has to be measured in a process of its own: compilation, loading, memory.

`in_new_process` starts one; run as a program, this file is that process and prints a JSON line.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHUNK = 5_000
"""Runs that come at a time where memory is measured."""

THREE = ("national firms", "national exports", "RD intensity")
"""The outputs of the regions model that are kept where memory is measured."""

_TRIVIAL = """\
import numba


@numba.njit(cache=True)
def half(x):
    return 0.5 * x
"""


def in_new_process(task: str, cache: Path, *arguments: str | Path) -> dict[str, float]:
    """Run a task in a new process.

    Args:
        task: Name of a function of this module.
        cache: Folder of what is compiled and read.
        *arguments: What the function takes.

    Returns:
        What it measured, and the time of the whole process as "process" [s].
    """
    paths = [str(HERE.parent), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "SDLIB_CACHE": str(cache),
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(HERE / "fresh.py"), task, *map(str, arguments)],
        env=environment, check=True, capture_output=True, text=True,
    )  # fmt: skip
    whole = time.perf_counter() - began
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "process": whole}


def first_run(path: str, lanes: str) -> dict[str, float]:
    """Measure from a model that was read to the first values [s], Numba's import included."""
    import pandas  # noqa: F401

    from sdlib.engine.compiled import CompiledEngine
    from sdlib.model import read_model

    model = read_model(Path(path))
    names = tuple(stock.name for stock in model.stocks)
    engine = CompiledEngine(compile_at_once=True)
    began = time.perf_counter()
    prepared = engine.prepare(model, {}, names)
    lowered = time.perf_counter() - began
    kernel = engine.kernel(prepared.program, lanes)
    start, series = prepared.buffers(kernel.width)
    kernel.run(start, prepared.picks, prepared.clockwork, series)
    ready = time.perf_counter() - began
    items = len(prepared.program.start) + len(prepared.program.step)
    return {"lowered": lowered, "ready": ready, "assignments": items}


def read(path: str) -> dict[str, float]:
    """Measure the reading of a model [s]."""
    from sdlib.model import read_model

    began = time.perf_counter()
    read_model(Path(path))
    return {"read": time.perf_counter() - began}


def trivial(folder: str) -> dict[str, float]:
    """Measure the first call of a trivial function from Numba's cache, its import included [s]."""
    file = Path(folder) / "trivial_function.py"
    if not file.exists():
        file.write_text(_TRIVIAL, encoding="utf-8")
    sys.path.insert(0, folder)
    import numpy  # noqa: F401
    import pandas  # noqa: F401

    began = time.perf_counter()
    from trivial_function import half  # type: ignore[import-not-found]

    half(1.0)
    return {"ready": time.perf_counter() - began}


def memory(path: str, runs: str) -> dict[str, float]:
    """Measure the memory of many runs with three outputs kept [byte], and the time [s]."""
    import numpy as np

    from sdlib.loaded import load

    loaded = load(path)
    generator = np.random.default_rng(0)
    rows = {
        "RD subsidy rate": generator.uniform(0.0, 0.3, int(runs)),
        "guarantee coverage": generator.uniform(0.0, 0.6, int(runs)),
    }
    before = _peak()
    began = time.perf_counter()
    kept: dict[str, list[object]] = {name: [] for name in THREE}
    for chunk in loaded.iter_many(rows, chunk=CHUNK, outputs=THREE):
        for name in THREE:
            kept[name].append(chunk[name].to_numpy())
    seconds = time.perf_counter() - began
    size = sum(np.asarray(part).nbytes for parts in kept.values() for part in parts)
    return {"seconds": seconds, "before": before, "peak": _peak(), "kept": float(size)}


def _peak() -> float:
    """Return the most memory that this process has had [byte].

    Linux counts what was had before the program was loaded in `ru_maxrss`, but not in its status.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="utf-8").splitlines()
        (most,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
        return float(most) * 1024.0
    used = float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return used if sys.platform == "darwin" else used * 1024.0


TASKS: dict[str, Callable[..., dict[str, float]]] = {
    "first_run": first_run,
    "read": read,
    "trivial": trivial,
    "memory": memory,
}

if __name__ == "__main__":
    print(json.dumps(TASKS[sys.argv[1]](*sys.argv[2:])))
