"""Many simulations of one model in one call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sdlib.engine.base import InputValue, as_float
from sdlib.engine.batch import BatchResults, run_batch
from sdlib.engine.compiled import CompiledEngine
from sdlib.errors import InputError
from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Constant, Model
from sdlib.policy.choices import Choice
from sdlib.policy.package import Package
from sdlib.policy.settings import Settings, model_inputs
from sdlib.policy.targets import Target, target_of

if TYPE_CHECKING:
    import xarray as xr

MOST_BYTES = 2**31
"""Bytes of results that one call returns; more comes in chunks."""

ManyInputs = pd.DataFrame | Mapping[str, FloatArray]
"""A row a run and a column a changed value, or name to values, shape (run, *dimensions).

A choice of elements takes 1 for each chosen one and 0 for the others, shape (run, element)."""


def result_bytes(model: Model, runs: int, times: int, outputs: Sequence[str]) -> int:
    """Return how much memory the results of many runs take [byte].

    Args:
        model: The model.
        runs: How many runs.
        times: How many saved times.
        outputs: Names of the kept variables.
    """
    elements = sum(len(model.elements(name)) for name in outputs)
    return 8 * runs * times * elements


def run_rows(
    model: Model,
    package: Package,
    engine: CompiledEngine,
    settings: Settings,
    inputs: ManyInputs,
    outputs: Sequence[str],
    save_times: FloatArray | None,
    threads: int | None,
    *,
    one_seed: bool = False,
) -> BatchResults:
    """Run a model once for each row of changes; see `LoadedModel.run_many`."""
    columns = _columns(inputs)
    varying = _varying(model, package, settings, columns)
    common = model_inputs(settings, package, model)
    return run_batch(
        engine, model, common, varying, outputs, save_times, threads=threads, one_seed=one_seed
    )


def chunks_of(inputs: ManyInputs, size: int) -> Iterator[dict[str, FloatArray]]:
    """Iterate over the rows of many inputs, so many at a time."""
    columns = _columns(inputs)
    for first in range(0, count_of(inputs), size):
        yield {name: values[first : first + size] for name, values in columns.items()}


def count_of(inputs: ManyInputs) -> int:
    """Return how many runs many inputs ask for.

    Raises:
        InputError: If there are none, or the columns have different lengths.
    """
    lengths = {name: len(values) for name, values in _columns(inputs).items()}
    if not lengths or min(lengths.values()) == 0:
        raise InputError(
            found="there is no run in the table of inputs", allowed="one row for each run"
        )
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"'{name}' {length}" for name, length in lengths.items())
        raise InputError(
            found=f"the inputs have different numbers of runs: {shown}",
            allowed="the same number for each",
        )
    return next(iter(lengths.values()))


def as_dataset(model: Model, results: BatchResults) -> xr.Dataset:
    """Return the results of many runs as a Dataset.

    Args:
        model: The model.
        results: Its runs.

    Returns:
        Dimensions (run, time, *dimensions); beside the outputs ``status`` (0 for a run that is
        finite), ``bad_variable`` and ``bad_time`` (where and when another began not to be), and
        ``note`` (what somebody who relies on a run has to know, empty where there is nothing).
    """
    import xarray as xr

    variables: dict[str, tuple[tuple[str, ...], object, dict[str, str]]] = {}
    used: dict[str, tuple[str, ...]] = {}
    for name, values in results.values.items():
        variable = model.variable(name)
        used.update({d: model.dimensions[d].subscripts for d in variable.dimensions})
        attributes = {"unit": variable.unit}
        variables[name] = (("run", "time", *variable.dimensions), values, attributes)
    variables["status"] = (("run",), results.status, {})
    variables["bad_variable"] = (("run",), np.asarray(results.bad_variable, dtype=object), {})
    variables["bad_time"] = (("run",), results.bad_time, {})
    notes = results.notes or [""] * len(results.status)
    variables["note"] = (("run",), np.asarray(notes, dtype=object), {})
    coordinates = {"time": results.time, **{d: list(s) for d, s in used.items()}}
    return xr.Dataset(variables, coords=coordinates)


def _columns(inputs: ManyInputs) -> dict[str, FloatArray]:
    if isinstance(inputs, pd.DataFrame):
        return {str(name): as_float(inputs[name].to_numpy()) for name in inputs.columns}
    return {name: as_float(values) for name, values in inputs.items()}


def _varying(
    model: Model, package: Package, settings: Settings, columns: Mapping[str, FloatArray]
) -> dict[str, FloatArray]:
    """Return exact variable name to its value in each run, shape (run, *dimensions)."""
    common = model_inputs(settings, package, model)
    varying: dict[str, FloatArray] = {}
    targets = {key: target_of(package, model, key) for key in columns}
    for key, values in columns.items():
        target = targets[key]
        _require_values(key, target, values)
        for at, name in enumerate(target.inputs):
            chosen = target.choice
            part = values[:, chosen.elements.index(target.elements[at])] if chosen else values
            _put(model, common, varying, name, part)
    _require_periods(package, settings, columns)
    return varying


def _put(
    model: Model,
    common: Mapping[str, InputValue],
    varying: dict[str, FloatArray],
    name: str,
    values: FloatArray,
) -> None:
    base, subscripts = model.split(name)
    variable = model.variable(base)
    shape = tuple(len(model.dimensions[d].subscripts) for d in variable.dimensions)
    if not subscripts:
        wide = values.reshape(len(values), *([1] * len(shape))) if values.ndim == 1 else values
        varying[variable.name] = np.array(np.broadcast_to(wide, (len(values), *shape)))
        return
    if variable.name not in varying:
        assert isinstance(variable, Constant)
        present = as_float(common.get(variable.name, variable.value))
        varying[variable.name] = np.array(np.broadcast_to(present, (len(values), *shape)))
    at = tuple(
        model.dimensions[d].subscripts.index(s)
        for d, s in zip(variable.dimensions, model.subscripts(variable, subscripts), strict=True)
    )
    index: tuple[slice | int, ...] = (slice(None), *at)
    varying[variable.name][index] = values


def _require_values(key: str, target: Target, values: FloatArray) -> None:
    if not np.isfinite(values).all():
        raise InputError(
            found=f"'{key}' is not a finite number in run {_first(~np.isfinite(values))}",
            allowed="finite numbers",
        )
    if target.choice is not None:
        _require_masks(key, target.choice, values)
    if target.slider is None:
        return
    low, high = target.slider.range
    outside = (values < low) | (values > high)
    if outside.any():
        row = _first(outside)
        raise InputError(
            found=f"'{key}' is {float(np.ravel(values[row])[0]):g} in run {row}",
            allowed=f"{low:g} to {high:g} {target.slider.unit}",
        )


def _require_masks(key: str, choice: Choice, values: FloatArray) -> None:
    """A choice varies as 1 for each chosen element and 0 for the others, shape (run, element)."""
    count = len(choice.elements)
    if values.shape[1:] != (count,) or not np.isin(values, (0.0, 1.0)).all():
        raise InputError(
            found=f"'{key}' chooses elements of {choice.over}, and its column has other values",
            allowed=f"{count} values in each run, 1 for an element that is chosen and 0 for one "
            "that is not",
        )
    empty = np.atleast_1d(values.sum(axis=1) == 0)
    if empty.any():
        raise InputError(
            found=f"'{key}' selects no element of {choice.over} in run {_first(empty)}",
            allowed=f"at least one of {', '.join(choice.elements)}",
        )


def _require_periods(
    package: Package, settings: Settings, columns: Mapping[str, FloatArray]
) -> None:
    for key, lever in package.levers.items():
        if not {"start", "end"} <= set(lever.settings):
            continue
        values = settings.levers[key]
        start = columns.get(f"{key}.start", as_float(values["start"]))
        end = columns.get(f"{key}.end", as_float(values["end"]))
        wrong = np.atleast_1d(np.asarray(start >= end))
        if wrong.any():
            raise InputError(
                found=f"'{key}' ends before it starts in run {_first(wrong)}",
                allowed="an end after the start",
            )


def _first(flags: NDArray[np.bool_]) -> int:
    return int(np.argmax(flags.reshape(len(flags), -1).any(axis=1)))
