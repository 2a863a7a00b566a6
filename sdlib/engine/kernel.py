"""From emitted source to a function that runs: written once, compiled once, kept on disk."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from sdlib.cache import cache_folder, write_whole
from sdlib.engine.base import as_float
from sdlib.engine.compiling import compiling_told
from sdlib.engine.emit import emit
from sdlib.engine.program import Program
from sdlib.model.arrays import FloatArray

_LANE_FOLDER = Path(__file__).parent / "lanes"
_compiling = threading.Lock()

IN_PYTHON = ("plain", "limits")
"""Lanes whose arithmetic is Python's own, so that nothing is compiled."""


@dataclass(frozen=True, kw_only=True)
class Clockwork:
    """The times of a run."""

    first: float
    dt: float
    steps: int
    """Points in time at which values are computed, the first and the last included."""
    final: float
    save: float
    rows: tuple[int, ...]
    """The step of each saved row."""
    order: int = 1
    """1 for Euler's method, 4 for the fourth-order Runge-Kutta method."""
    lengths: tuple[float, ...] = ()
    """The length of each step, where they differ; `dt` is that of the first. Euler's method only.
    """

    def times(self) -> FloatArray:
        """Return the times of all steps, with half steps where the method looks at them."""
        if self.order == 1:
            return self.step_times
        return as_float(self.first + np.arange(self.grid) * (self.dt / 2))

    @property
    def grid(self) -> int:
        """How many these are."""
        return (self.steps - 1) * (1 if self.order == 1 else 2) + 1

    @cached_property
    def step_times(self) -> FloatArray:
        """The times of all steps, shape (step,)."""
        if self.lengths:
            return np.add.accumulate(np.array([self.first, *self.lengths])[: self.steps])
        return as_float(self.first + np.arange(self.steps) * self.dt)

    @cached_property
    def step_lengths(self) -> FloatArray:
        """The length of each step, shape (step,)."""
        return as_float(self.lengths[: self.steps] or np.full(self.steps, self.dt))


class Kernel:
    """A program in the arithmetic of some lanes, ready to run.

    Args:
        program: The program.
        lanes: "plain", "scalar", "vector" or "limits".
    """

    def __init__(self, program: Program, lanes: str) -> None:
        self.program = program
        self.lanes = lanes
        self._module = _module(program, lanes)
        self.width: int = self._module.LANES
        kinds = {kind: 0 for kind in ("state", "history", "series")}
        self.series: dict[str, int] = {}
        for name, cell in program.cells.items():
            if cell.kind == "series":
                self.series[name] = kinds["series"]
            if cell.kind in kinds:
                kinds[cell.kind] += cell.size
        self._sizes = kinds
        self.ready = lanes in IN_PYTHON
        """Whether the first run is over, which begins with compiling or loading the code."""

    def run(
        self,
        start: FloatArray,
        picks: Sequence[int],
        clockwork: Clockwork,
        series: Mapping[str, FloatArray] | None = None,
    ) -> FloatArray:
        """Run as many runs as the kernel has lanes.

        Args:
            start: Places of all cells, inputs filled in, shape (place, lane).
            picks: Places of the elements that are kept.
            clockwork: The times.
            series: Name of a cell to its values, shape (element, time, lane).

        Returns:
            The kept values, shape (lane, row, pick); NaN and infinities may occur.
        """
        out = np.empty((self.width, len(clockwork.rows), len(picks)))
        buffers, clock = self.buffers(start, clockwork, series)
        with nullcontext() if self.ready else compiling_told(self._module):
            self.fill(out, buffers, clock, picks, clockwork)
        self.ready = True
        return out

    def buffers(
        self,
        start: FloatArray,
        clockwork: Clockwork,
        series: Mapping[str, FloatArray] | None = None,
    ) -> tuple[list[Any], list[Any]]:
        """Return what a run works in: values, changes, series and delay lines; and its times.

        Args:
            start: As in `run`.
            clockwork: The times.
            series: As in `run`.
        """
        follow = np.zeros((max(self._sizes["series"], 1), clockwork.grid, self.width))
        for name, values in (series or {}).items():
            first = self.series[name]
            follow[first : first + len(values)] = values
        lines = np.zeros(max(self._sizes["history"] * clockwork.steps, 1) * self.width)
        buffers = [
            start.ravel(),
            np.zeros(max(3 * self._sizes["state"], 1) * self.width),
            follow.ravel(),
            lines,
        ]
        clock = [clockwork.step_times, clockwork.step_lengths]
        if self.lanes in IN_PYTHON:
            # Lists of Python's own numbers: several times as fast as arrays, element by element.
            return [buffer.tolist() for buffer in buffers], [times.tolist() for times in clock]
        return [*buffers], [*clock]

    def fill(
        self,
        out: Any,
        buffers: Sequence[Any],
        clock: Sequence[Any],
        picks: Sequence[int],
        clockwork: Clockwork,
    ) -> None:
        """Run, and put what is kept into an array, or what takes its place.

        Args:
            out: Is filled, shape (lane, row, pick).
            buffers: As `buffers` makes them.
            clock: Likewise.
            picks: Places of the elements that are kept.
            clockwork: The times.
        """
        saved = np.full(clockwork.steps, -1)
        saved[list(clockwork.rows)] = np.arange(len(clockwork.rows))
        self._module.run(
            *buffers, self._tables, out, np.asarray(picks, dtype=np.int64), saved,
            *clock, float(clockwork.first), float(clockwork.final), float(clockwork.save),
            clockwork.steps,
            1 if clockwork.order == 1 else 2,
        )  # fmt: skip

    def one_step(
        self, buffers: Sequence[Any], clock: Sequence[Any], at: int, clockwork: Clockwork
    ) -> None:
        """Compute all values and changes of one step of Euler's method, from its states.

        Args:
            buffers: As `buffers` makes them, with the states of that step.
            clock: Likewise.
            at: The step.
            clockwork: The times.
        """
        values, _, series, _ = buffers
        time = clock[0][at]
        self._module.follow(values, series, clockwork.grid, at)
        self._module.now(
            *buffers, self._tables, time, time, at, clock[1][at], float(clockwork.first),
            float(clockwork.final), float(clockwork.save), clockwork.steps,
        )  # fmt: skip

    @cached_property
    def _tables(self) -> Any:
        tables = self._module.TABLES
        return tables.tolist() if self.lanes in IN_PYTHON else tables


def pool_size() -> int:
    """Return how many threads run kernels: as many as there are processors for this process."""
    try:
        return max(len(os.sched_getaffinity(0)), 1)
    except AttributeError:
        return max(os.cpu_count() or 1, 1)


def new_pool(threads: int) -> ThreadPoolExecutor:
    """Return a pool of threads for kernels; kernels let go of the interpreter while they run."""
    return ThreadPoolExecutor(threads, thread_name_prefix="sdlib-kernel")


def source_path(program: Program, lanes: str) -> Path:
    """Return where the source of a program's kernel lies, which its name is the hash of."""
    return _path(emit(program, lanes), lanes)


def is_compiled(program: Program, lanes: str) -> bool:
    """Tell whether a kernel was compiled before, by this or another process."""
    path = source_path(program, lanes)
    return path.exists() and any((path.parent / "__pycache__").glob(f"{path.stem}.run-*.nbi"))


def _path(source: str, lanes: str) -> Path:
    digest = hashlib.sha256()
    helpers = [
        (_LANE_FOLDER / name).read_text(encoding="utf-8")
        for name in (f"{lanes}.py", "random_numbers.py")
    ]
    for part in (source, *helpers, version("numba"), sys.version):
        digest.update(hashlib.sha256(part.encode()).digest())
    return cache_folder("kernels") / f"kernel_{digest.hexdigest()[:32]}.py"


def _module(program: Program, lanes: str) -> ModuleType:
    source = emit(program, lanes)
    if lanes in IN_PYTHON:
        module = ModuleType("sdlib_plain")
        exec(compile(source, "<plain kernel>", "exec"), module.__dict__)
        return module
    path = _path(source, lanes)
    with _compiling:
        found = sys.modules.get(path.stem)
        if found is not None:
            return found
        if not path.exists():
            write_whole(path, source.encode())
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        # Numba's cache looks the module up by name, also in the process that reads the cache.
        sys.modules[path.stem] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[path.stem]
            raise
        return module
