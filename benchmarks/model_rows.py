"""One run and many runs of any model: the engine, and Simlin where it reads the model."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from peers import Simlin, pysd_once
from report import Row
from timing import Timing, interleaved, timing

from sdlib.engine.batch import run_batch
from sdlib.engine.compiled import CompiledEngine
from sdlib.loaded import LoadedModel, load

FloatArray = NDArray[np.float64]

MOST_OUTPUTS = 12
MOST_LEVERS = 4
SIMLIN_RUNS = 20
"""Runs of Simlin from which the time of all runs is estimated."""

ONE, TWO = "1 thread", "2 threads"


class Subject:
    """A model with what is varied and kept.

    Args:
        path: The model file.
        runs: How many runs many are.
        name: How it is called; the file's name by default.
        outputs: What is kept; the first stocks by default.
        levers: Constants to their ranges; the first scalar ones within a hundredth by default.
    """

    def __init__(
        self,
        path: Path,
        runs: int,
        name: str = "",
        outputs: Sequence[str] = (),
        levers: Mapping[str, tuple[float, float]] | None = None,
    ) -> None:
        self.path, self.runs, self.name = path, runs, name or path.stem
        self.loaded: LoadedModel = load(path)
        self.model = self.loaded.model
        stocks = tuple(stock.name for stock in self.model.stocks)
        self.outputs = tuple(outputs) or stocks[:MOST_OUTPUTS]
        ranges = levers or self._some_constants()
        generator = np.random.default_rng(0)
        self.varying = {
            name: generator.uniform(low, high, runs) for name, (low, high) in ranges.items()
        }
        self.engine = CompiledEngine(compile_at_once=True)
        self._turn = 0

    def _some_constants(self) -> dict[str, tuple[float, float]]:
        scalars = [c for c in self.model.constants if not c.dimensions and float(c.value) != 0.0]
        return {
            c.name: (0.99 * float(c.value), 1.01 * float(c.value)) for c in scalars[:MOST_LEVERS]
        }

    @property
    def columns(self) -> list[str]:
        """Elements of the outputs, in order."""
        return [element for name in self.outputs for element in self.model.elements(name)]

    def inputs(self) -> dict[str, float]:
        """Return the inputs of some run, another one each time."""
        self._turn = (self._turn + 1) % self.runs
        return {name: float(values[self._turn]) for name, values in self.varying.items()}

    def one(self) -> FloatArray:
        """Run the engine once, to NumPy arrays; the first output is returned."""
        results = self.engine.run(self.model, self.inputs(), self.outputs)
        return np.asarray(results.values[self.outputs[0]])

    def kept(self, inputs: Mapping[str, float]) -> FloatArray:
        """Return the kept values of a run, shape (time, column)."""
        results = self.engine.run(self.model, inputs, self.outputs)
        parts = [results.values[name].reshape(len(results.time), -1) for name in self.outputs]
        return np.concatenate(parts, axis=1)

    def many(self, threads: int) -> FloatArray:
        """Run the engine many times, to NumPy arrays, shape (run, time, column)."""
        results = run_batch(
            self.engine, self.model, {}, self.varying, self.outputs, threads=threads
        )
        shape = (self.runs, len(results.time), -1)
        return np.concatenate(
            [results.values[name].reshape(shape) for name in self.outputs], axis=2
        )

    def simlin(self) -> Simlin | str:
        """Return the model in Simlin, or why it is not there."""
        try:
            peer = Simlin(self.path, self.columns)
            inputs = self.inputs()
            peer.off = difference(peer.one(inputs), self.kept(inputs))
        except ImportError:
            return "not installed"
        except Exception as error:
            return f"cannot run it: {type(error).__name__}"
        return peer


def difference(found: NDArray[np.float64], wanted: NDArray[np.float64]) -> float:
    """Return the largest relative difference."""
    scale = np.maximum(np.abs(wanted), np.finfo(float).tiny)
    return float(np.max(np.abs(found - wanted) / scale, where=found != wanted, initial=0.0))


def threads_of_machine() -> tuple[int, ...]:
    """Return the numbers of threads to measure."""
    return (1, 2) if (os.cpu_count() or 1) > 1 else (1,)


def one_rows(subject: Subject, repeat: int, *, pysd: bool) -> list[Row]:
    """Measure one run: to arrays, to a table, and in Simlin and PySD."""
    what = "one run"
    simlin = subject.simlin()
    contenders = {
        "engine": subject.one,
        "engine, table on top": lambda: subject.loaded.run(
            inputs=subject.inputs(), outputs=subject.outputs
        ).table(),
    }
    if isinstance(simlin, Simlin):
        contenders["Simlin"] = lambda: simlin.one(subject.inputs())
    times = interleaved(contenders, repeat)
    rows = [Row(subject.name, what, who, found) for who, found in times.items()]
    if isinstance(simlin, str):
        rows.append(Row(subject.name, what, "Simlin", note=simlin))
    rows.append(Row(subject.name, what, "PySD", pysd_timing(subject) if pysd else None))
    return rows


def many_rows(subject: Subject, repeat: int) -> list[Row]:
    """Measure many runs on one thread and on two."""
    what = f"{subject.runs:,} runs"
    contenders = {
        f"engine, {n} thread{'s' * (n > 1)}": partial(subject.many, n) for n in threads_of_machine()
    }
    times = interleaved(contenders, repeat)
    rows = [Row(subject.name, what, who, found) for who, found in times.items()]
    simlin = subject.simlin()
    if isinstance(simlin, Simlin):
        found = simlin_many(subject, simlin, repeat)
        return [*rows, Row(subject.name, what, "Simlin", found)]
    return [*rows, Row(subject.name, what, "Simlin", note=simlin)]


def simlin_many(subject: Subject, simlin: Simlin, repeat: int) -> Timing:
    """Return how long many runs take in Simlin, estimated from some."""

    def some() -> None:
        for _ in range(SIMLIN_RUNS):
            simlin.one(subject.inputs())

    found = interleaved({"Simlin": some}, repeat)["Simlin"]
    factor = subject.runs / SIMLIN_RUNS
    note = f"estimated from {SIMLIN_RUNS}, 1 thread; differs by {simlin.off:.0e}"
    return Timing(
        seconds=found.seconds * factor, least=found.least * factor, most=found.most * factor,
        samples=found.samples, note=note,
    )  # fmt: skip


def pysd_timing(subject: Subject) -> Timing | None:
    """Return how long PySD takes for one run, measured once, or None where it cannot run it."""
    try:
        return timing([pysd_once(subject.path, subject.outputs)], "measured once")
    except Exception:
        return None
