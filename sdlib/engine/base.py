"""What every engine takes and returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from sdlib.model.arrays import FloatArray
from sdlib.model.structure import Model

InputValue = float | FloatArray | pd.Series | pd.DataFrame
"""A number, an array over the variable's dimensions, or a Series indexed by model time.

The compiled engine itself also takes a DataFrame indexed by model time, with a column for each
element of the variable in their order."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """The values that a run kept."""

    time: FloatArray
    """The saved times, shape (time,)."""
    values: Mapping[str, FloatArray]
    """Name of each wanted output to its values [its unit], shape (time, *dimensions), finite."""
    notes: tuple[str, ...] = ()
    """What somebody who relies on the values has to know of this run."""


class Engine(Protocol):
    """Something that runs a model."""

    name: str
    """How the engine is called on the command line and in passports."""
    libraries: tuple[str, ...]
    """Names of the distributions that its numbers can depend on."""
    options: Mapping[str, str | int]
    """What it was made with, where that is not the default."""

    def run(
        self,
        model: Model,
        inputs: Mapping[str, InputValue],
        outputs: Sequence[str],
        save_times: FloatArray | None = None,
    ) -> Results:
        """Run a model once.

        Args:
            model: The model.
            inputs: Exact variable name to the value that replaces its equation; numbers are
                broadcast over dimensions, Series are interpolated linearly and held at their ends.
            outputs: Exact names of the variables to keep.
            save_times: Times at which values are kept; the model's own by default.

        Returns:
            Finite values of all outputs at all save times.

        Raises:
            RunError: If an output is not finite; it names where that began, and when.
        """
        ...


def as_float(value: object) -> FloatArray:
    """Return a number or an array as an array of floats."""
    return np.asarray(value, dtype=np.float64)
