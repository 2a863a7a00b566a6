"""How far the values of a run are from recorded ones, at the recorded times."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sdlib.engine.base import InputValue
from sdlib.engine.data import values_at
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import Curve
from sdlib.model.structure import DataSeries, Model
from sdlib.model.time_spec import TimeSpec
from sdlib.names import name_key, split_element
from sdlib.study.conformance.recorded import Column

LEAST_SIZE = 1e-6
"""The size of a variable that was recorded as nothing but zeros, or as almost that [its unit]."""

ROUNDED = 5e-6
"""By how much a recorded time may be rounded: exports give six digits [1]."""

CONTROLS = {"initialtime": "initial", "finaltime": "final", "timestep": "time_step"}
"""Key of a recorded control variable to its place in the times of a model."""


def spelling_key(name: str) -> str:
    """Return what the spellings of a name have in common, in files of several programs."""
    base, subscripts = split_element(name.strip().strip('"'))
    return "|".join(_letters(part) for part in (base, *subscripts))


def _letters(name: str) -> str:
    return name_key(name).replace("_", "").replace('"', "").replace("\\", "")


@dataclass(frozen=True, kw_only=True, eq=False)
class Deviation:
    """How far one variable is from what was recorded."""

    name: str
    times: FloatArray
    expected: FloatArray
    found: FloatArray
    shares: FloatArray
    """Distance as a share of the variable's size at each time [1], shape (n,)."""

    @property
    def deviation(self) -> float:
        """The largest of them."""
        return float(self.shares.max())

    def first(self, tolerance: float) -> float:
        """Return the time at which it is off for the first time."""
        return float(self.times[self.at(tolerance)])

    def at(self, tolerance: float) -> int:
        """Return the place where it is off for the first time, else that of the largest share."""
        off = ~(self.shares <= tolerance)
        return int(off.argmax()) if off.any() else int(self.shares.argmax())


def deviations_of(
    loaded: LoadedModel, pairs: Sequence[tuple[Column, str]], data: Mapping[str, InputValue]
) -> tuple[list[Deviation], tuple[str, ...]]:
    """Return the recorded columns beside the model's values at the same times.

    Args:
        loaded: The model.
        pairs: Recorded columns, each with a scalar or an element; with nothing for a time of the
            run, such as FINAL TIME.
        data: Name of each data variable to its values.

    Returns:
        A deviation for each column that has a time of the run; and what the run says of itself.
    """
    spec = loaded.model.time
    steps = {id(column): _steps(column.times, spec) for column, _ in pairs}
    names = list(dict.fromkeys(element for _, element in pairs if element))
    wanted = sorted({step for each in steps.values() for step in each.values()})
    values, notes = _values(loaded, names, wanted, data)
    return list(_beside(spec, pairs, steps, values)), notes


def _beside(
    spec: TimeSpec,
    pairs: Sequence[tuple[Column, str]],
    steps: Mapping[int, Mapping[int, int]],
    values: Mapping[str, Mapping[int, float]],
) -> Iterator[Deviation]:
    """Iterate over the columns that have a time of the run, beside the values there.

    Args:
        spec: The times of the run.
        pairs: As in `deviations_of`.
        steps: Id of each column to the step at each place of it.
        values: Name of a scalar or element to its value at each step.
    """
    for column, element in pairs:
        places = steps[id(column)]
        if not places:
            continue
        at = np.array(sorted(places))
        control = "" if element else CONTROLS[spelling_key(column.name)]
        # Where they move during a run, only the first of one is its beginning, and the last of
        # the other its end.
        at = {"initial": at[:1], "final": at[-1:]}.get(control, at)
        expected = column.values[at]
        if element:
            found = np.array([values[element][places[int(place)]] for place in at])
        elif control == "time_step" and spec.lengths:
            found = np.array([spec.lengths[places[int(place)]] for place in at])
        else:
            found = np.full(len(at), float(getattr(spec, control)))
        size = max(float(np.abs(expected).max()), LEAST_SIZE)
        yield Deviation(
            name=column.name,
            times=column.times[at],
            expected=expected,
            found=found,
            shares=np.abs(found - expected) / size,
        )


def _steps(times: FloatArray, spec: TimeSpec) -> dict[int, int]:
    """Return the place of each recorded time that is a time of the run, and the step it is."""
    found = {}
    own = spec.step_times() if spec.lengths else None
    for place, time in enumerate(times):
        if own is None:
            step = round((float(time) - spec.initial) / spec.time_step)
            meant = spec.initial + step * spec.time_step
        else:
            step = int(np.abs(own - time).argmin())
            meant = float(own[step])
        near = abs(meant - time) <= min(
            max(ROUNDED * abs(time), 1e-6 * spec.time_step), 0.4 * spec.time_step
        )
        if near and step >= 0 and meant <= spec.final + 0.5 * spec.time_step:
            found[place] = step
    return found


def given_data(
    model: Model, columns: Sequence[Column], wanted: Collection[str] | None = None
) -> dict[str, InputValue]:
    """Return name of each data variable to its values over time, where columns hold them.

    Args:
        model: The model; what it reads from files of its own stays.
        columns: What a data file, or the record itself, holds.
        wanted: The data variables that are looked for; all by default.
    """
    known = {spelling_key(column.name): column for column in columns}
    found: dict[str, InputValue] = {}
    for variable in model.variables.values():
        own = any(isinstance(d.expression, Curve) for d in variable.definitions)
        if not isinstance(variable, DataSeries) or own:
            continue
        if wanted is not None and variable.name not in wanted:
            continue
        elements = model.elements(variable.name)
        parts = [known[spelling_key(e)] for e in elements if spelling_key(e) in known]
        if len(parts) < len(elements):
            continue
        series = [pd.Series(part.values, index=part.times) for part in parts]
        if not variable.dimensions:
            found[variable.name] = series[0]
            continue
        times = np.unique(np.concatenate([part.times for part in parts]))
        found[variable.name] = pd.DataFrame(
            {
                element: values_at(variable, each, times, model.time.time_step)
                for element, each in zip(elements, series, strict=True)
            },
            index=times,
        )
    return found


def _values(
    loaded: LoadedModel,
    names: Sequence[str],
    steps: Sequence[int],
    data: Mapping[str, InputValue],
) -> tuple[Mapping[str, dict[int, float]], tuple[str, ...]]:
    """Return name of a scalar or element to its value at each of some steps, and notes."""
    if not names or not steps:
        return {name: {} for name in names}, ()
    model, spec = loaded.model, loaded.model.time
    times = spec.initial + spec.time_step * np.array(steps, dtype=np.float64)
    if spec.lengths:
        times = spec.step_times()[list(steps)]
    bases = list(dict.fromkeys(model.variable(model.split(n)[0]).name for n in names))
    results = loaded.engine.run(model, data, bases, times)
    found: dict[str, dict[int, float]] = {}
    for base in bases:
        rows = results.values[base].reshape(len(times), -1)
        for place, element in enumerate(model.elements(base)):
            found[element] = dict(zip(steps, rows[:, place].tolist(), strict=True))
    return found, results.notes
