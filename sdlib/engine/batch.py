"""Many runs of one model: blocks of runs side by side, blocks spread over threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.base import InputValue, as_float
from sdlib.engine.cells import SEED
from sdlib.engine.compiled import CompiledEngine, Prepared
from sdlib.engine.kernel import Kernel, new_pool, pool_size
from sdlib.errors import RunError
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Model

OK = 0
NOT_FINITE = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class BatchResults:
    """The values that many runs kept."""

    time: FloatArray
    """The saved times, shape (time,)."""
    values: Mapping[str, FloatArray]
    """Name of each wanted output to its values [its unit], shape (run, time, *dimensions); NaN
    and infinities only in runs whose status says so."""
    status: NDArray[np.int8]
    """0 for a run that is finite, 1 for one that is not, shape (run,)."""
    bad_variable: tuple[str, ...]
    """Where a run that is not finite began to be so, empty where that was not looked for."""
    bad_time: FloatArray
    """The time at which it began, NaN where that was not looked for, shape (run,)."""
    notes: tuple[str, ...] = ()
    """What somebody who relies on the values of a run has to know, empty where there is nothing;
    none at all where that holds for every run."""


@cache
def _pool(threads: int) -> ThreadPoolExecutor:
    """Return the one pool of this process for a number of threads."""
    return new_pool(threads)


def run_batch(
    engine: CompiledEngine,
    model: Model,
    inputs: Mapping[str, InputValue],
    varying: Mapping[str, FloatArray],
    outputs: Sequence[str],
    save_times: FloatArray | None = None,
    *,
    threads: int | None = None,
    one_seed: bool = False,
    diagnose: bool = True,
) -> BatchResults:
    """Run a model many times.

    Args:
        engine: The compiled engine.
        model: The model.
        inputs: What all runs have in common, as in `Engine.run`.
        varying: Exact variable name to its value in each run, shape (run, *dimensions).
        outputs: Exact names of the variables to keep.
        save_times: Times at which values are kept; the model's own by default.
        threads: How many threads share the work; one a processor by default. The numbers do not
            depend on it.
        one_seed: Whether all runs draw the same random numbers, so that they differ by their
            inputs alone.
        diagnose: Whether it is looked for where and when a run that is not finite began to be so,
            and whether a quotient by zero makes a difference to it, which takes another run each.

    Returns:
        All runs; one that is not finite is a coded row, never an error.
    """
    count = len(next(iter(varying.values())))
    common = {**inputs, **{name: as_float(value[0]) for name, value in varying.items()}}
    prepared = engine.prepare(model, common, outputs, save_times)
    kernel = engine.kernel(prepared.program, "vector")
    out = np.empty((count, len(prepared.clockwork.rows), len(prepared.picks)))
    blocks = range(0, count, kernel.width)
    seeds = prepared.seed + (np.zeros(count) if one_seed else np.arange(count, dtype=np.float64))

    def one(first: int) -> None:
        _run_block(prepared, kernel, varying, seeds, out, first)

    workers = min(threads or pool_size(), len(blocks))
    if workers > 1 and not kernel.ready:
        # Whoever is told how far the compiler is listens in this thread.
        one(0)
        blocks = blocks[1:]
    if workers > 1:
        list(_pool(workers).map(one, blocks))
    else:
        for first in blocks:
            one(first)
    return _coded(engine, prepared, out, inputs, varying, seeds, diagnose=diagnose)


def _run_block(
    prepared: Prepared,
    kernel: Kernel,
    varying: Mapping[str, FloatArray],
    seeds: FloatArray,
    out: FloatArray,
    first: int,
) -> None:
    last = min(first + kernel.width, len(out))
    start, series = prepared.buffers(kernel.width)
    start[prepared.program.places[SEED], : last - first] = seeds[first:last]
    for name, value in varying.items():
        place = prepared.program.places[name]
        size = prepared.program.cells[name].size
        start[place : place + size, : last - first] = value[first:last].reshape(-1, size).T
    found = kernel.run(start, prepared.picks, prepared.clockwork, series)
    out[first:last] = found[: last - first]


def _coded(
    engine: CompiledEngine,
    prepared: Prepared,
    out: FloatArray,
    inputs: Mapping[str, InputValue],
    varying: Mapping[str, FloatArray],
    seeds: FloatArray,
    *,
    diagnose: bool,
) -> BatchResults:
    """Look a second time at each run that is not finite: at its values, or where it began."""
    finite = np.asarray(np.isfinite(out).reshape(len(out), -1).all(axis=1), dtype=np.bool_)
    variables, notes = [""] * len(out), [""] * len(out)
    times = np.full(len(out), np.nan)
    for number in np.flatnonzero(~finite) if diagnose else ():
        mine = {**inputs, **{name: value[number] for name, value in varying.items()}}
        # The batch's own kernel: one for single runs may have to be compiled first.
        found = engine.again(prepared, mine, int(seeds[number]), "vector")
        if isinstance(found, RunError):
            variables[number] = found.variable
            times[number] = np.nan if found.time is None else found.time
        else:
            out[number], notes[number] = found
            finite[number] = True
    return BatchResults(
        time=prepared.times,
        values=prepared.shaped(out),
        status=np.where(finite, OK, NOT_FINITE).astype(np.int8),
        bad_variable=tuple(variables),
        bad_time=times,
        notes=tuple(notes) if any(notes) else (),
    )
