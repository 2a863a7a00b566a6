"""Data that are given with a run, where equations look at their points and not at a value a time.

GET DATA AT TIME and its kin read the points of a data variable. What is given for one becomes a
part of the model then, as if its file held the points.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from sdlib.engine.base import InputValue
from sdlib.engine.data import checked_series
from sdlib.engine.functions import DATA
from sdlib.model.expressions import Call, Curve, Definition, Reference, walk
from sdlib.model.missing_data import is_shifted
from sdlib.model.structure import DataSeries, Model

Given = Mapping[str, InputValue]


def with_given_points(model: Model, inputs: Given) -> tuple[Model, Given]:
    """Return a model that has the points of data which were given for it, and the other inputs.

    Args:
        model: The model.
        inputs: Exact names to values.

    Raises:
        InputError: If there is no value, a time or a value is no finite number, or a time stands
            twice.
    """
    series = {
        name: value
        for name, value in inputs.items()
        if isinstance(value, pd.Series | pd.DataFrame)
        and isinstance(model.variables.get(name), DataSeries)
    }
    taken = {name: series[name] for name in _looked_at(model) & set(series)} if series else {}
    if not taken:
        return model, inputs
    variables = dict(model.variables)
    for name, value in taken.items():
        parts = {"": value} if isinstance(value, pd.Series) else dict(value.items())
        variables[name] = replace(
            model.variables[name],
            definitions=tuple(
                Definition(model.split(str(element))[1] if element else (), (), _curve(name, part))
                for element, part in parts.items()
            ),
        )
    told = [(name, variables[name].definitions) for name in sorted(taken)]
    digest = hashlib.sha256(repr((model.content_hash, told)).encode()).hexdigest()
    others = {name: value for name, value in inputs.items() if name not in taken}
    return replace(model, variables=variables, content_hash=digest), others


def _curve(name: str, series: pd.Series) -> Curve:
    points = checked_series(name, series)
    return Curve(tuple(zip(map(float, points.index), map(float, points), strict=True)))


def _looked_at(model: Model) -> set[str]:
    """Return the names of the data variables whose points some equation looks at."""
    found: set[str] = set()
    for variable in model.variables.values():
        for definition in variable.definitions:
            for part in walk(definition.expression):
                if isinstance(part, Call) and (part.function in DATA or is_shifted(part)):
                    found.update(a.name for a in part.arguments[:1] if isinstance(a, Reference))
    return found
