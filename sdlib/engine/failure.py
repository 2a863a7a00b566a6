"""Where a run began to be not finite."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sdlib.errors import RunError
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import Call, Definition, Number, walk
from sdlib.model.structure import Model, Stock
from sdlib.names import element_name

_NO_VALUE = "has no value: it divides by zero, or a function has an argument that it does not take"
_EMPTIES = (
    "would take more than its stock holds, which cannot go below zero and whose inflow is computed "
    "from it: what it is then is not documented"
)
_STUCK = (
    "is driven by a conveyor of which it is not known how it goes on: its transit time is no whole "
    "number of time steps, or changes while something leaks, or its leaks are less than nothing or "
    "more than all"
)
_TRANSIT = "look at the transit time of the conveyor, and at the fractions of its leaks"
_DRIVEN = frozenset({"conveyor leak", "conveyor outflow"})


def first_bad_value(
    model: Model, values: Mapping[str, FloatArray], times: FloatArray
) -> tuple[str, float, str] | None:
    """Return where the first value that is not finite came from, None when all are finite.

    At the earliest time with such a value, the variable is meant whose own inputs are all finite.

    Args:
        model: The model that was run.
        values: Name to values, shape (time, *dimensions), may hold NaN and infinities.
        times: The times, shape (time,).

    Returns:
        Element name, time, and what is wrong with the value.
    """
    bad = {
        name: np.asarray(~np.isfinite(array).reshape(len(times), -1).all(axis=1))
        for name, array in values.items()
    }
    if not any(flags.any() for flags in bad.values()):
        return None
    at = min(int(flags.argmax()) for flags in bad.values() if flags.any())
    here = [name for name, flags in bad.items() if flags[at]]
    first = next((n for n in here if not _has_bad_cause(model, n, here)), here[0])
    row = values[first][at]
    position = np.unravel_index(int((~np.isfinite(row)).argmax()), row.shape) if row.ndim else ()
    variable = model.variable(first)
    subscripts = [
        model.dimensions[dimension].subscripts[int(where)]
        for dimension, where in zip(variable.dimensions, position, strict=True)
    ]
    what = _NO_VALUE if np.isnan(float(row[position])) else "is infinite"
    if what == _NO_VALUE and any(map(_says_nothing, variable.definitions)):
        what = _EMPTIES
    if what == _NO_VALUE and any(map(_is_driven, variable.definitions)):
        what = _STUCK
    return element_name(first, subscripts), float(times[at]), what


def _says_nothing(definition: Definition) -> bool:
    parts = walk(definition.expression)
    return any(isinstance(part, Number) and part.value != part.value for part in parts)


def _is_driven(definition: Definition) -> bool:
    return isinstance(definition.expression, Call) and definition.expression.function in _DRIVEN


def _has_bad_cause(model: Model, name: str, bad: list[str]) -> bool:
    variable = model.variable(name)
    if isinstance(variable, Stock):
        # A stock holds what its flows did a step earlier: it is a victim unless nothing else is.
        return len(bad) > 1 and any(not isinstance(model.variable(other), Stock) for other in bad)
    return any(cause in bad for cause in variable.depends_on)


def run_error(variable: str, time: float | None, what: str) -> RunError:
    """Return the error of a run that broke off at `variable`.

    Args:
        variable: Name of the variable or element.
        time: Model time, None where it is not known.
        what: What is wrong with it there.
    """
    when = "" if time is None else f" at time {time:.8g}"
    return RunError(
        found=f"'{variable}' {what}{when}",
        variable=variable,
        time=time,
        remedy=_TRANSIT
        if what == _STUCK
        else "look at what its equation divides by, and at the inputs that were changed",
    )
