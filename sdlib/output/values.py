"""Changed values as plain data: what JSON can hold, without loss."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sdlib.engine.base import as_float
from sdlib.errors import OutputError
from sdlib.policy.given import ChangeValue


def to_plain(value: ChangeValue) -> Any:
    """Return a changed value as numbers, lists and texts.

    Example:
        >>> to_plain(0.5)
        0.5
        >>> to_plain(pd.Series([1.0, 2.0], index=[2010, 2020]))
        {'time': [2010.0, 2020.0], 'value': [1.0, 2.0]}
    """
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        return list(value)
    if isinstance(value, pd.Series):
        times = as_float(value.index.to_numpy())
        return {"time": times.tolist(), "value": as_float(value.to_numpy()).tolist()}
    return as_float(value).tolist()


def from_plain(plain: Any) -> ChangeValue:
    """Return the changed value that `to_plain` made plain.

    Raises:
        OutputError: If it is no number, list of numbers or names, or times with values.
    """
    if isinstance(plain, list) and plain and all(isinstance(part, str) for part in plain):
        return tuple(plain)
    try:
        if isinstance(plain, dict):
            times, values = as_float(plain["time"]), as_float(plain["value"])
            return pd.Series(values, index=pd.Index(times))
        array = np.array(plain, dtype=np.float64)
    except (KeyError, TypeError, ValueError):
        raise OutputError(
            found=f"a changed value of the passport cannot be understood: {str(plain)[:80]}",
            allowed="a number, a list of numbers or of names, or times with values",
        ) from None
    return float(array) if array.ndim == 0 else array
