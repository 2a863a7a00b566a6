"""What the engine is compared with: each runs a model once and many times, to NumPy arrays."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sdlib.model import Model

FloatArray = NDArray[np.float64]

CELLS = (
    "firms init", "rd propensity", "export share base", "risk", "debt init", "knowledge init",
)  # fmt: skip
REGIONS = ("region weight", "initial demand", "labour force init")
SIZES = ("size productivity", "size employees", "leverage")


class ByHand:
    """The regions model in the kernels written by hand.

    Args:
        model: The regions model, for the numbers of its tables.
    """

    def __init__(self, model: Model) -> None:
        import regions_by_hand
        import regions_in_blocks

        self.outputs: tuple[str, ...] = regions_by_hand.OUTPUTS
        self._names: tuple[str, ...] = regions_by_hand.PARAMETERS
        self._one: Callable[..., None] = regions_by_hand.one_run
        self._block: Callable[..., None] = regions_in_blocks.one_block
        self.width: int = regions_in_blocks.WIDTH
        self._rows = regions_by_hand.YEARS + 1
        self._columns = regions_by_hand.COLUMNS
        self._usual = np.array([float(_constant(model, name)) for name in self._names])
        self._tables = tuple(
            np.array([_constant(model, name) for name in names])
            for names in (CELLS, REGIONS, SIZES)
        )
        self._pools = {threads: ThreadPoolExecutor(threads) for threads in (1, 2)}

    def one(self, inputs: Mapping[str, float]) -> FloatArray:
        """Return the kept values of a run, shape (time, column)."""
        values = self._usual.copy()
        for name, value in inputs.items():
            values[self._names.index(name)] = value
        out = np.empty((self._rows, self._columns))
        self._one(values, *self._tables, out)
        return out

    def _tabled(self, varying: Mapping[str, FloatArray]) -> FloatArray:
        count = len(next(iter(varying.values())))
        table = np.repeat(self._usual[:, None], count, axis=1)
        for name, column in varying.items():
            table[self._names.index(name)] = column
        return table

    def in_blocks(self, varying: Mapping[str, FloatArray], threads: int) -> FloatArray:
        """Return the kept values of many runs, shape (run, time, column)."""
        table = self._tabled(varying)
        count = table.shape[1]
        out = np.empty((count, self._rows, self._columns))

        def block(first: int) -> None:
            part = table[:, first : first + self.width]
            if part.shape[1] < self.width:
                part = np.pad(part, ((0, 0), (0, self.width - part.shape[1])), mode="edge")
            rows = out[first : first + self.width]
            self._block(np.ascontiguousarray(part), *self._tables, rows)

        list(self._pools[threads].map(block, range(0, count, self.width)))
        return out

    def one_by_one(self, varying: Mapping[str, FloatArray], threads: int) -> FloatArray:
        """Return the same, computed a run at a time."""
        table = np.ascontiguousarray(self._tabled(varying).T)
        out = np.empty((len(table), self._rows, self._columns))

        def run(number: int) -> None:
            self._one(table[number], *self._tables, out[number])

        list(self._pools[threads].map(run, range(len(table))))
        return out


class Simlin:
    """A model in Simlin, one simulation that is reset before each run.

    Args:
        path: The model file.
        columns: Elements to keep, as (name, subscripts).

    Raises:
        ImportError: If it is not installed.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        import simlin

        self._simulation: Any = simlin.load(path).simulate()
        known = {_plain(name): name for name in self._simulation.get_var_names()}
        self._columns = [known[_plain(name)] for name in columns]
        self._known = known
        self.off = 0.0
        """Largest relative difference from the engine that was found."""

    def one(self, inputs: Mapping[str, float]) -> FloatArray:
        """Return the kept values of a run, shape (time, column)."""
        self._simulation.reset()
        for name, value in inputs.items():
            self._simulation.set_value(self._known[_plain(name)], value)
        self._simulation.run_to_end()
        return np.array([self._simulation.get_series(name) for name in self._columns]).T


def pysd_once(path: Path, outputs: Sequence[str]) -> float:
    """Return how long one run takes in PySD, its translation not counted [s].

    It writes a Python file beside the model and runs it, so the model is copied first.
    """
    import pysd

    with tempfile.TemporaryDirectory() as folder:
        model = pysd.read_vensim(shutil.copy(path, folder))
        with warnings.catch_warnings():
            # It warns at every step that it reads a curve beyond its end.
            warnings.simplefilter("ignore")
            began = time.perf_counter()
            model.run(return_columns=list(outputs))
            return time.perf_counter() - began


def binary_many(binary: Path, runs: int) -> float:
    """Return how long a program takes for many runs in one process, its start not counted [s]."""
    seconds = []
    for count in (0, runs):
        began = time.perf_counter()
        subprocess.run([str(binary), str(count)], check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - began)
    return seconds[1] - seconds[0]


def _constant(model: Model, name: str) -> FloatArray:
    return np.asarray(getattr(model.variable(name), "value"), dtype=np.float64)  # noqa: B009


def _plain(name: str) -> str:
    return name.lower().replace(" ", "_").replace(", ", ",").replace(",_", ",").strip('"')
