"""Outputs of many runs at one time: the form in which studies look at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.base import as_float
from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, ChangeValue
from sdlib.policy.meant import variable_meant
from sdlib.policy.schema_values import Label

if TYPE_CHECKING:
    import xarray as xr

PARTS = 8
"""How often the progress of many runs is told, at most."""

LEAST_PART = 512
"""Runs below which there is nothing to tell of a progress."""

MOST_BYTES = 2**28
"""Bytes of results that are held at a time; more runs come in chunks."""

Tell = Callable[[int, int], None]
"""What hears how many runs are done, and of how many."""


@dataclass(frozen=True, kw_only=True)
class OutputColumn:
    """One number that a study looks at: a variable, or an element of an array."""

    name: str
    """Its name in the modeller's spelling."""
    unit: str
    label: Label
    decimals: int | None
    """Digits after the point that are worth showing, None where nothing is declared."""
    better: str
    """Which direction is an improvement: "up", "down" or "neither"."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ManyValues:
    """What many runs gave at one time."""

    values: FloatArray
    """Shape (run, column) [unit of the column]; NaN and infinities only where `finite` says so."""
    finite: NDArray[np.bool_]
    """Whether a run is finite, shape (run,)."""
    bad_variable: tuple[str, ...]
    """Where a run that is not finite began to be so, empty for the others."""
    bad_time: FloatArray
    """The time at which it began, NaN for the others, shape (run,)."""


def output_columns(
    loaded: LoadedModel, names: Sequence[str] | None = None
) -> tuple[OutputColumn, ...]:
    """Return what a study looks at.

    Args:
        loaded: The model with its package.
        names: Variables or elements, or labels of outputs; the headline outputs by default, or all
            declared outputs where none is one.

    Raises:
        UnknownNameError: If the model has no such variable or element.
        InputError: If a lever or an assumption is named.
    """
    declared = [output.variable for output in loaded.package.headlines] or list(loaded.outputs)
    found: dict[str, OutputColumn] = {}
    for name in names or declared:
        meant = variable_meant(loaded.package, loaded.model, name)
        for element in loaded.model.elements(meant):
            found[element] = _column(loaded, element)
    return tuple(found.values())


def saved_time(loaded: LoadedModel, time: float | None) -> float:
    """Return a time that runs save values at: the last one, if none is given.

    Raises:
        InputError: If runs save no values at that time; it names the nearest.
    """
    spec = loaded.model.time
    times = spec.save_times()
    if time is None:
        return float(times[-1])
    at = int(abs(times - time).argmin())
    # Not the other way round: no comparison with NaN is true.
    if not abs(times[at] - time) <= 1e-6 * spec.save_step:
        raise InputError(
            found=f"a run has no values at time {time:.10g}",
            allowed=f"{times[0]:.10g} to {times[-1]:.10g} {spec.spacing}",
            remedy=f"the nearest is --time {times[at]:.10g}",
        )
    return float(times[at])


def values_at(
    loaded: LoadedModel,
    rows: Mapping[str, FloatArray],
    columns: Sequence[OutputColumn],
    time: float,
    *,
    scenario: str = BASELINE,
    changes: Mapping[str, ChangeValue] | None = None,
    tell: Tell | None = None,
) -> ManyValues:
    """Return outputs of many runs at one time.

    All runs draw the same random numbers, so that they differ by their inputs alone.

    Args:
        loaded: The model with its package.
        rows: Key of a change to its value in each run, shape (run,).
        columns: What is looked at.
        time: One of the saved times.
        scenario: Name of the scenario that the changes are made to.
        changes: Changes that all runs share.
        tell: Hears of the progress, at most `PARTS` times.

    Raises:
        UnknownNameError: If a key is not known.
        InputError: If a value is not taken.
    """
    count = len(next(iter(rows.values())))
    names = tuple(dict.fromkeys(loaded.model.split(column.name)[0] for column in columns))
    at, step, each = _kept(loaded, names, time)
    part = max(-(-count // PARTS), LEAST_PART)
    values = np.empty((count, len(columns)))
    finite = np.empty(count, dtype=np.bool_)
    bad_variable: list[str] = []
    bad_time: list[float] = []
    told = first = 0
    for dataset in loaded.iter_many(
        rows, scenario, chunk=max(1, min(part, MOST_BYTES // each)), shared=changes,
        outputs=names, save_step=step, one_seed=True,
    ):  # fmt: skip
        last = first + dataset.sizes["run"]
        for place, column in enumerate(columns):
            values[first:last, place] = _of_column(loaded, dataset, column, at)
        finite[first:last] = dataset["status"].values == 0
        bad_variable.extend(str(name) for name in dataset["bad_variable"].values)
        bad_time.extend(float(when) for when in dataset["bad_time"].values)
        first = last
        if tell and (last == count or last - told >= part):
            tell(last, count)
            told = last
    return ManyValues(
        values=values,
        finite=finite & np.isfinite(values).all(axis=1),
        bad_variable=tuple(bad_variable),
        bad_time=as_float(bad_time),
    )


def _kept(loaded: LoadedModel, names: Sequence[str], time: float) -> tuple[int, float | None, int]:
    """Return where the wanted time stands among the kept ones, their step, and a run's bytes.

    Only the first time, the wanted one and its multiples are kept, however many there are.
    """
    spec = loaded.model.time
    at = 1 if time > spec.initial else 0
    step = (time if at else spec.final) - spec.initial
    times = int((spec.final - spec.initial) / step) + 1 if step else 1
    each = 8 * times * sum(len(loaded.model.elements(name)) for name in names)
    return at, step or None, each


def _of_column(
    loaded: LoadedModel, dataset: xr.Dataset, column: OutputColumn, at: int
) -> FloatArray:
    """Return one output at one of the kept times, shape (run,)."""
    base = loaded.model.split(column.name)[0]
    kept = as_float(dataset[base].values)[:, at].reshape(dataset.sizes["run"], -1)
    return kept[:, loaded.model.elements(base).index(column.name)]


def _column(loaded: LoadedModel, element: str) -> OutputColumn:
    base = loaded.model.split(element)[0]
    variable = loaded.model.variable(base)
    output = loaded.package.output(variable.name)
    subscripts = element.removeprefix(variable.name)
    label = Label(en=element, zh=element)
    if output is not None:
        label = Label(en=output.label.en + subscripts, zh=output.label.zh + subscripts)
    return OutputColumn(
        name=element,
        unit=variable.unit,
        label=label,
        # The decimals of a bare model are nobody's statement.
        decimals=output.decimals if output and loaded.package.folder else None,
        better=output.better if output else "neither",
    )
