"""Families of constructs, a folder each: models, the expected table, and where it comes from."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from ruamel.yaml import YAML

from sdlib.engine import CompiledEngine
from sdlib.model import Model, read_model
from sdlib.model.structure import Constant, Lookup, Variable
from sdlib.names import name_key

FOLDER = Path(__file__).parent
Columns = dict[str, NDArray[np.float64]]


@dataclass(frozen=True, kw_only=True)
class Family:
    """A folder of `tests/conformance`."""

    name: str
    files: tuple[Path, ...]
    """One model, or the same one in two languages; a variable of both has one expected column."""
    tolerance: float
    """Relative, and absolute about zero."""
    exact: Mapping[str, str]
    """Element to its values, as a formula in NumPy: t are the saved times, n the number of steps
    until then, dt the length of a step, fine the times of all steps but the last, na what :NA: is.
    Where there is no short one, a few lines of recursion in this file stand for a calculation by
    hand."""
    agreed: Mapping[str, str]
    """Element to why it has no formula: its values were recorded where two judges agree."""
    inputs: Mapping[str, pd.Series]
    """Variable to the series that it follows in place of its equation."""

    @property
    def expected(self) -> Columns:
        """Element to its expected values."""
        return _expected(FOLDER / self.name / "expected.csv")


@cache
def _expected(path: Path) -> Columns:
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return dict(zip(names, np.array(rows, dtype=float).T, strict=True))


def _read(folder: Path) -> Family:
    case = YAML(typ="safe").load(folder / "case.yaml")
    unknown = set(case) - {"about", "tolerance", "reason", "inputs", "exact", "agreed"}
    assert not unknown, f"{folder.name}: {unknown}"
    assert case["about"].strip(), f"{folder.name} does not say what it is about"
    assert case["reason"].strip(), f"{folder.name} gives no reason for its tolerance"
    inputs = {}
    if "inputs" in case:
        table = pd.read_csv(folder / case["inputs"], index_col="time", dtype=float)
        inputs = {str(name): table[name] for name in table}
    return Family(
        name=folder.name,
        files=tuple(sorted(f for f in folder.iterdir() if f.suffix in (".mdl", ".xmile"))),
        tolerance=case["tolerance"],
        exact={name: str(text) for name, text in case.get("exact", {}).items()},
        agreed=case.get("agreed", {}),
        inputs=inputs,
    )


FAMILIES = {
    file.parent.name: _read(file.parent)
    for file in sorted(FOLDER.glob("*/case.yaml"))
    if file.parent.name != "random"
}
"""Name of a family to it; but for "random", of which distributions are expected, not values."""

MODELS = {f"{family.name}{file.suffix}": (family, file)
          for family in FAMILIES.values() for file in family.files}  # fmt: skip
"""Every model file with its family."""


@cache
def found(label: str) -> Columns:
    """Return element to what the engine finds in a model, in plain Python."""
    family, file = MODELS[label]
    model = model_of(file)
    names = [variable.name for variable in computed(model)]
    times = model_of(family.files[0]).time.save_times()
    return columns(model, CompiledEngine().run(model, family.inputs, names, times).values)


@cache
def model_of(file: Path) -> Model:
    return read_model(file)


def computed(model: Model) -> list[Variable]:
    """Return the variables that have equations, rather than numbers or curves."""
    return [v for v in model.variables.values() if not isinstance(v, Constant | Lookup)]


def elements(model: Model, variable: Variable) -> list[str]:
    """Return the names of a variable's elements in the order of its values."""
    names = [""]
    for dimension in variable.dimensions:
        names = [f"{n},{s}" for n in names for s in model.dimensions[dimension].subscripts]
    return [f"{variable.name}[{n[1:]}]" if n else variable.name for n in names]


def columns(model: Model, values: Mapping[str, NDArray[np.float64]]) -> Columns:
    """Return element to values from name to values, shape (time, *dimensions)."""
    found = {}
    for name, array in values.items():
        parts = array.reshape(len(array), -1).T
        found.update(zip(elements(model, model.variable(name)), parts, strict=True))
    return found


def closed_forms(family: Family) -> Columns:
    """Return the values of all formulas of a family."""
    spec = model_of(family.files[0]).time
    t = spec.save_times()
    dt = spec.time_step
    n = np.rint((t - spec.initial) / dt).astype(int)
    scope = {
        "np": np, "na": -(2.0**110), "t": t, "n": n, "dt": dt,
        "fine": spec.initial + np.arange(n[-1]) * dt,
        "held": held, "emptied": emptied, "taylor": taylor,
        "smoothed": lambda x, time, order, first: smoothed(x, time, order, first, n, dt),
        "delayed_by": lambda time, order, first: delayed_by(time, order, first, n, dt),
        "belt": lambda *given, **ways: belt(*given, dt=dt, **ways),
        "averaged": lambda rate, time, first: averaged(rate, time, first, n, dt),
    }  # fmt: skip
    return {
        name: np.asarray(eval(text, scope), dtype=float)  # our own files
        for name, text in family.exact.items()
    }


def held(steps: NDArray[np.float64], first: float, low: float, high: float) -> NDArray[np.float64]:
    """Return a sum of steps that never leaves two limits."""
    found = [first]
    for step in steps.tolist():
        found.append(min(max(found[-1] + step, low), high))
    return np.array(found)


def emptied(stages: int, share: float, steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what the last of some stages, all at one at first, holds after some steps.

    At each step a stage gives away a share of what it holds, and takes what the one before gives;
    the first gets nothing. It is the chance of fewer than `stages` successes.
    """
    chances = [
        sum(math.comb(k, j) * share**j * (1 - share) ** (k - j) for j in range(min(stages, k + 1)))
        for k in np.maximum(steps, 0).tolist()
    ]
    return np.array(chances)


def taylor(z: complex) -> complex:
    """Return what the fourth-order Runge-Kutta method takes for exp(z)."""
    return 1 + z + z**2 / 2 + z**3 / 6 + z**4 / 24


def delayed_by(
    time: Callable[[float], float], order: int, first: float, steps: NDArray[np.int64], dt: float
) -> NDArray[np.float64]:
    """Return what leaves a delay whose time changes while nothing enters, by Euler's method.

    The last stage goes by the time of the step before.
    """
    stages = [first * time(0.0) / order] * order
    before, out = time(0.0), []
    for step in range(int(steps[-1]) + 1):
        now = time(step * dt)
        leaving = [level * order / now for level in stages[:-1]] + [stages[-1] * order / before]
        out.append(leaving[-1])
        entering = [0.0, *leaving[:-1]]
        stages = [s + dt * (i - o) for s, i, o in zip(stages, entering, leaving, strict=True)]
        before = now
    return np.array(out)[steps]


def averaged(
    rate: float, time: float, first: float, steps: NDArray[np.int64], dt: float
) -> NDArray[np.float64]:
    """Return exp(rate * t) smoothed over a time by Euler's method, from a first value on."""
    share = dt / time
    growth = math.exp(rate * dt)
    along = share / (growth - 1 + share)
    return along * growth**steps + (first - along) * (1 - share) ** steps


def belt(
    inflow: NDArray[np.float64],
    time: NDArray[np.float64] | float,
    level: float,
    shares: list[NDArray[np.float64]],
    *,
    dt: float,
    rest: bool = False,
) -> list[NDArray[np.float64]]:
    """Return what lies on a conveyor, what comes off it, and each of its leaks, batch by batch.

    Args:
        inflow: What goes on, per unit of time.
        time: Its transit time.
        level: What lies on it at first, as a steady flow leaves it.
        shares: What leaks: shares of what went on, or with `rest` of what is there.
        dt: The length of a step.
        rest: See `shares`.
    """
    count = np.rint(np.broadcast_to(time, inflow.shape) / dt).astype(int).tolist()
    first = sum(float(share[0]) for share in shares)
    slats = range(count[0])
    there = [(1 - first * dt) ** k if rest else 1 - first * k / count[0] for k in slats]
    batches = [[level * x / sum(there), level / sum(there), count[0], count[0] - k]
               for k, x in enumerate(there)]  # fmt: skip
    found = []
    for step, more in enumerate(inflow.tolist()):
        row = [sum(batch[0] for batch in batches), 0.0]
        leaks = [float(share[step]) for share in shares]
        for leak in leaks:
            away = [leak * (b[0] * dt if rest else b[1] / b[2]) for b in batches]
            row.append(sum(away) / dt)
        for batch in batches:
            of = batch[0] * dt if rest else batch[1] / batch[2]
            batch[0] -= sum(leaks) * of
            batch[3] -= 1
        row[1] = sum(batch[0] for batch in batches if batch[3] == 0) / dt
        batches = [batch for batch in batches if batch[3] > 0]
        batches.append([more * dt, more * dt, count[step], count[step]])
        found.append(row)
    return list(np.array(found).T)


def smoothed(
    x: Callable[[float], float],
    time: float,
    order: int,
    first: float,
    steps: NDArray[np.int64],
    dt: float,
) -> NDArray[np.float64]:
    """Return a function of time, from time zero on, smoothed in stages by Euler's method."""
    levels = [first] * order
    found = [first]
    for step in range(int(steps[-1])):
        above = [x(step * dt), *levels[:-1]]
        levels = [b + dt * order / time * (a - b) for a, b in zip(above, levels, strict=True)]
        found.append(levels[-1])
    return np.array(found)[steps]


def write_expected(family: Family, values: Columns) -> None:
    """Write the expected table of a family."""
    times = model_of(family.files[0]).time.save_times()
    with (FOLDER / family.name / "expected.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["time", *values])
        writer.writerows(zip(times.tolist(), *(v.tolist() for v in values.values()), strict=True))


def key(name: str) -> str:
    """Return what two spellings of an element's name have in common."""
    return name_key(name).replace(",_", ",")
