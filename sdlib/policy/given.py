"""Values that a user sets something to, checked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sdlib.engine.base import InputValue, as_float
from sdlib.engine.data import checked_series
from sdlib.errors import InputError

ChangeValue = InputValue | str | Sequence[str]
"""What a change sets something to: what the model takes, or names of chosen elements."""


def one_number(key: str, value: ChangeValue) -> float:
    """Return the number that a key is set to.

    Raises:
        InputError: If it is set to anything else.
    """
    if isinstance(value, str):
        raise _no_number(key, value)
    array = None if isinstance(value, pd.Series) else _numeric(value)
    if array is None or array.ndim:
        raise InputError(found=f"'{key}' is set to {value!r}", allowed="one number")
    return float(array)


def _no_number(key: str, text: str) -> InputError:
    return InputError(
        found=f"'{key}' is set to '{text}', which is not a number",
        allowed="a number with a point, for example 0.5",
    )


def value_of_shape(key: str, value: ChangeValue, shape: tuple[int, ...]) -> InputValue:
    """Return what a variable of the model is set to: a number, an array or values over time.

    Args:
        key: What is set, as the user calls it.
        value: What it is set to.
        shape: Shape of the variable.

    Raises:
        InputError: If the variable cannot take it.
    """
    if isinstance(value, str):
        raise _no_number(key, value)
    if isinstance(value, pd.Series):
        checked_series(key, value)
        return value
    array = _numeric(value)
    if array is None or not np.isfinite(array).all():
        raise InputError(found=f"'{key}' is set to {value!r}", allowed="finite numbers")
    if array.ndim == 0:
        return float(array)
    if array.shape != shape:
        raise InputError(
            found=f"'{key}' is set to an array of shape {array.shape}",
            allowed=f"one number, or an array of shape {shape}" if shape else "one number",
        )
    return array


def _numeric(value: object) -> np.ndarray | None:
    if isinstance(value, bool):
        return None
    try:
        return as_float(value)
    except (TypeError, ValueError):
        return None
