"""Values over time that are given from outside: of data variables, and of any other one."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from sdlib.engine.base import as_float
from sdlib.engine.lanes.arrays import NOTHING
from sdlib.engine.refusals import Refusals
from sdlib.errors import DataFileError, InputError
from sdlib.model.arrays import FloatArray
from sdlib.model.expressions import Call
from sdlib.model.missing_data import lacking_data, needed_of, unknown_data
from sdlib.model.structure import DataSeries, Model, Variable

MOST_NAMED = 12
"""Data variables without values that a message names."""

NEAR = 1e-6
"""Part of a time step by which a time may miss a point of the data and still be at it."""


def require_data(model: Model, given: Collection[str], outputs: Collection[str]) -> None:
    """Raise if a data variable that outputs need has no values.

    One that no output needs, such as observations that the model is compared with, may stay
    without: what is computed from it is wrong then, and nobody sees it.

    Args:
        model: The model.
        given: Exact names of the variables whose values are given.
        outputs: Exact names of the variables to keep.

    Raises:
        InputError: With the names and lines of all of them, and how their values are given.
    """
    lacking = [variable.name for variable in lacking_data(model, given)]
    needed = needed_of(lacking, model, given, outputs) if lacking else []
    if not needed:
        return
    missing = [model.variable(name) for name in needed]
    names = ", ".join(_described(variable) for variable in missing[:MOST_NAMED])
    more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    one = len(missing) == 1
    first = missing[0].name
    raise InputError(
        found=f"{'a data variable has' if one else f'{len(missing)} data variables have'} no "
        f"values: {names}{more}",
        place=str(model.path),
        allowed="a number, or in Python a pandas Series indexed by model time",
        remedy=f'give a number with --set "{first}=1.5" or in a scenario file under inputs:, '
        f"values over time in Python with run(inputs={{{first!r}: series}}), or write them into "
        "the model as a curve over Time",
    )


def require_known_data(model: Model, given: Collection[str], outputs: Collection[str]) -> None:
    """Raise if outputs need data that are computed from others in a way which is not known.

    Args:
        model: The model.
        given: Exact names of the variables whose values are given.
        outputs: Exact names of the variables to keep.

    Raises:
        DataFileError: With all of them.
    """
    unknown = unknown_data(model, given)
    needed = needed_of(unknown, model, given, outputs) if unknown else []
    if needed:
        said = Refusals(model)
        raise DataFileError(
            [said.unknown(what=unknown[n], variable=model.variable(n)) for n in needed]
        )


def _described(variable: Variable) -> str:
    line = f"line {variable.line}" if variable.line else ""
    equation = " ".join(variable.equation.split())
    lacking = any(d.expression == Call("getdata", ()) for d in variable.definitions)
    source = f"the file of {equation[:60]} is not there" if lacking else ""
    more = "; ".join(part for part in (line, source) if part)
    return f"'{variable.name}' ({more})" if more else f"'{variable.name}'"


def checked_series(key: str, series: pd.Series) -> pd.Series:
    """Return values over time, the earliest first.

    Args:
        key: What they are given for.
        series: Values indexed by model time, in any order.

    Raises:
        InputError: If there is no value, a time or a value is no finite number, or a time stands
            twice.
    """
    if not len(series):
        raise InputError(
            found=f"the Series for '{key}' is empty", allowed="at least one value with its time"
        )
    try:
        times, values = as_float(series.index.to_numpy()), as_float(series.to_numpy())
    except (TypeError, ValueError):
        raise InputError(
            found=f"the Series for '{key}' holds times or values that are no numbers",
            allowed="values indexed by model time, such as 2005.5",
        ) from None
    if not np.isfinite(times).all() or not np.isfinite(values).all():
        raise InputError(
            found=f"the Series for '{key}' holds times or values that are not finite",
            allowed="finite numbers",
        )
    order = np.argsort(times, kind="stable")
    twice = np.flatnonzero(np.diff(times[order]) == 0)
    if twice.size:
        raise InputError(
            found=f"the Series for '{key}' has two values for time {times[order][twice[0]]:g}",
            allowed="each time once",
        )
    return pd.Series(values[order], index=times[order])


def values_at(variable: Variable, series: pd.Series, times: FloatArray, dt: float) -> FloatArray:
    """Return the values of a variable at some times.

    A data variable follows its keyword: between two points linear, the point before (hold
    backward), the point after (look forward), or :NA: (raw). Any other variable is linear between
    its points. Before the first and after the last point the nearest one holds, except for raw
    data.

    Args:
        variable: The variable.
        series: Its values indexed by model time, the earliest first.
        times: The times, shape (time,).
        dt: The time step, for how near is at a point.

    Source: vensim.com/documentation/dataequations.html.
    """
    points, values = as_float(series.index.to_numpy()), as_float(series.to_numpy())
    way = variable.interpolation if isinstance(variable, DataSeries) else "interpolate"
    near = NEAR * dt
    if way == "interpolate":
        return as_float(np.interp(times, points, values))
    last = len(points) - 1
    if way == "look forward":
        return values[np.minimum(np.searchsorted(points, times - near, side="left"), last)]
    at = np.maximum(np.searchsorted(points, times + near, side="right") - 1, 0)
    if way == "raw":
        return np.where(np.abs(times - points[at]) > near, NOTHING, values[at])
    return values[at]
