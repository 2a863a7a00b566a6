"""How fast the compiled engine is, on this machine, in one run of this script.

    python benchmarks/engine.py [--repeat 7] [--models DIR] [--pysd] [--json FILE]

For each model: one run warm (inputs in, NumPy arrays out), 1,000 runs on one and on two threads,
and the same through Simlin where it is installed (its 1,000 runs are estimated from 20). What is
compared is interleaved, and medians are printed. `--pysd` adds one warm run of PySD, which takes
minutes on `regions`. Compiling is timed in new processes with an empty cache, then with a full one
beside a trivial function that Numba keeps. Peak memory is that of a process which makes 100,000
runs of the primer in chunks and keeps three numbers a year.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from sdlib.engine import CompiledEngine, PysdEngine
from sdlib.engine.batch import run_batch
from sdlib.model import Model, read_model

HERE = Path(__file__).parent
MODELS = {
    "regions": HERE / "models" / "regions.mdl",
    "primer": HERE.parent / "models" / "sme_primer" / "model.mdl",
}
RUNS = 1000

TRIVIAL = """
import sys, time; begin = time.perf_counter()
sys.path.insert(0, sys.argv[1])
import trivial
trivial.double(1.0)
print(time.perf_counter() - begin)
"""

ONE = """
import sys, time
from sdlib.model import read_model
from sdlib.engine.compiled import CompiledEngine
model = read_model(sys.argv[1])
begin = time.perf_counter()
engine = CompiledEngine(compile_at_once=True)
if sys.argv[2] == "vector":
    import numpy as np
    from sdlib.engine.batch import run_batch
    name = next(c.name for c in model.constants if not c.dimensions)
    run_batch(engine, model, {}, {name: np.full(8, 1.0)}, [model.stocks[0].name])
else:
    engine.compile(model)
print(time.perf_counter() - begin)
"""

MEMORY = """
import resource, sys
import numpy as np, pandas as pd
import sdlib
model = sdlib.load("sme_primer")
rng = np.random.default_rng(1)
rows = pd.DataFrame({key: rng.random(100_000) for key in model.package.levers})
outputs = [output.variable for output in model.package.headlines][:3]
count = sum(d.sizes["run"] for d in model.iter_many(rows, chunk=10_000, outputs=outputs))
assert count == 100_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--models", type=Path, help="a folder with more .mdl files")
    parser.add_argument("--pysd", action="store_true")
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    models = dict(MODELS)
    if chosen.models:
        models.update({file.stem: file for file in sorted(chosen.models.glob("*.mdl"))})
    found: dict[str, Any] = {"machine": machine()}
    for name, file in models.items():
        found[name] = of_model(file, chosen.repeat, pysd=chosen.pysd)
        show(name, found[name])
    found["memory of 100,000 runs, MiB"] = in_process(MEMORY)
    show("all", {k: v for k, v in found.items() if not isinstance(v, dict)})
    found["load at the end"] = os.getloadavg()[0]
    show("machine", {**found["machine"], "load at the end": found["load at the end"]})
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


def of_model(file: Path, repeat: int, *, pysd: bool) -> dict[str, Any]:
    """Return the figures of one model; times in seconds."""
    model = read_model(file)
    outputs = [v.name for v in model.stocks][:12]
    engine = CompiledEngine(compile_at_once=True)
    varying = {name: values for name, values in _inputs(model).items()}
    contests: dict[str, Callable[[], object]] = {
        "one run": lambda: engine.run(model, {}, outputs),
        "1,000 runs, one thread": lambda: run_batch(engine, model, {}, varying, outputs, threads=1),
        "1,000 runs, two threads": lambda: run_batch(
            engine, model, {}, varying, outputs, threads=2
        ),
    }
    simlin = _simlin(file)
    if simlin:
        contests["one run, Simlin"] = simlin
        contests["1,000 runs, Simlin (50 times 20)"] = lambda: [simlin() for _ in range(20)]
    found: dict[str, Any] = dict(medians(contests, repeat))
    if simlin:
        found["1,000 runs, Simlin (50 times 20)"] *= 50
    found["one run, PySD"] = _pysd(model, outputs) if pysd else "not run"
    for lanes in ("scalar", "vector"):
        with tempfile.TemporaryDirectory() as cache:
            found[f"compile cold, {lanes}"] = in_process(ONE, str(file), lanes, cache=cache)
            found[f"from cache, {lanes}"] = in_process(ONE, str(file), lanes, cache=cache)
    found["trivial function from Numba's cache"] = _trivial()
    return found


def medians(contests: dict[str, Callable[[], object]], repeat: int) -> dict[str, float]:
    """Run every contestant once, then all of them in turn, and return their median times."""
    times: dict[str, list[float]] = {name: [] for name in contests}
    for contestant in contests.values():
        contestant()
    for _ in range(repeat):
        for name, contestant in contests.items():
            begin = time.perf_counter()
            contestant()
            times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(taken) for name, taken in times.items()}


def _inputs(model: Model) -> dict[str, np.ndarray[Any, Any]]:
    """Return a little spread on every scalar constant that is not zero."""
    rng = np.random.default_rng(1)
    return {
        c.name: float(c.value) * rng.uniform(0.99, 1.01, RUNS)
        for c in model.constants
        if not c.dimensions and float(c.value)
    }


def _simlin(file: Path) -> Callable[[], object] | None:
    try:
        import simlin
    except ImportError:
        return None
    try:
        sim = simlin.load(file).simulate()
        sim.run_to_end()
    except simlin.SimlinError:
        return None

    def again() -> None:
        sim.reset()
        sim.run_to_end()

    return again


def _pysd(model: Model, outputs: list[str]) -> float:
    engine = PysdEngine()
    engine.run(model, {}, outputs)
    begin = time.perf_counter()
    engine.run(model, {}, outputs)
    return time.perf_counter() - begin


def _trivial() -> float:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "trivial.py").write_text(
            "import numba\n@numba.njit(cache=True)\ndef double(x):\n    return 2 * x\n"
        )
        in_process(TRIVIAL, folder)
        return in_process(TRIVIAL, folder)


def in_process(program: str, *arguments: str, cache: str | None = None) -> float:
    """Return the number that a program prints in a process of its own."""
    environment = {**os.environ, **({"SDLIB_CACHE": cache} if cache else {})}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def machine() -> dict[str, Any]:
    import numba

    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return {
        "processor": cpu,
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "numba": numba.__version__,
        "load at the start": os.getloadavg()[0],
    }


def show(title: str, figures: dict[str, Any]) -> None:
    print(f"\n{title}")
    for name, value in figures.items():
        print(f"  {name:40} {f'{value:.4g}' if isinstance(value, float) else value}")


if __name__ == "__main__":
    main()
