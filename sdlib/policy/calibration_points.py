"""The numbers that a calibration uses: present values, observations and drivers in a window."""

from __future__ import annotations

import pandas as pd

from sdlib.model.structure import Constant, Model
from sdlib.policy.package import History, Package
from sdlib.policy.tables import read_table


def present_value(model: Model, name: str) -> float:
    """Return the number that a model file holds for a constant or one of its elements [its unit].

    Args:
        model: The model.
        name: The constant, or an element of it.
    """
    base, given = model.split(name)
    constant = model.variable(base)
    assert isinstance(constant, Constant)
    return float(constant.value[model.position(constant, given)])


def points_between(history: History, first: float, last: float, model: Model) -> pd.DataFrame:
    """Return what a calibration may use of a series in a window, as far as a run reaches.

    Args:
        history: The series.
        first: First time that counts.
        last: Last time that counts.
        model: The model.
    """
    low, high = max(first, model.time.initial), min(last, model.time.final)
    points = history.points[history.is_fitted()]
    return points[points["time"].between(low, high)]


def driver_points(package: Package, series: str, first: float, last: float) -> pd.DataFrame:
    """Return a driver's values in a window: the columns of `tables.COLUMNS`, ordered by time.

    Args:
        package: The package; `series` is one of its drivers.
        series: Name of the series in the driver's file.
        first: First time that counts.
        last: Last time that counts.
    """
    assert package.folder is not None
    driver = next(driver for driver in package.drivers if driver.series == series)
    table = read_table(package.folder / "data" / driver.file)
    mine = table[(table["series"] == series) & table["time"].between(first, last)]
    return mine.sort_values("time")
