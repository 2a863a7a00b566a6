"""Whether the curves of a model that come from outside equal their sourced tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sdlib.errors import DataFileError, SdError, UnknownNameError
from sdlib.model.expressions import Curve
from sdlib.model.structure import Lookup, Model
from sdlib.names import nearest
from sdlib.policy.package import Package
from sdlib.policy.schema import Driver
from sdlib.policy.tables import ELEMENT, element_faults, read_table


def driver_faults(package: Package, model: Model, place: str) -> Iterator[SdError]:
    """Iterate over the declared drivers that are not what their tables say.

    Args:
        package: The package, with a folder.
        model: Its model.
        place: The file that declares the drivers, for the messages.
    """
    assert package.folder is not None
    tables: dict[str, pd.DataFrame | None] = {}
    for driver in package.drivers:
        where = f"{place} (drivers: {driver.variable})"
        if driver.variable not in model:
            yield UnknownNameError(
                kind="variable",
                name=driver.variable,
                nearest=nearest(driver.variable, model.variables),
                place=where,
            )
            continue
        curve = model.variable(driver.variable)
        if not isinstance(curve, Lookup):
            yield SdError(found=f"'{curve.name}' is no curve of the model", place=where)
            continue
        path = package.folder / "data" / driver.file
        if driver.file not in tables:
            try:
                tables[driver.file] = read_table(path)
            except DataFileError as error:
                tables[driver.file] = None
                yield from error.faults
        table = tables[driver.file]
        if table is None:
            continue
        rows = table[table["series"] == driver.series].sort_values("time", kind="stable")
        if driver.over is None:
            yield from _curve_faults(driver, rows, curve.points, "", where)
        else:
            yield from _subscripted_curve_faults(driver, rows, curve, model, path, where)


def _subscripted_curve_faults(
    driver: Driver, rows: pd.DataFrame, curve: Lookup, model: Model, path: Path, where: str
) -> Iterator[SdError]:
    assert driver.over is not None
    if curve.dimensions != (driver.over,):
        yield SdError(
            found=f"'{curve.name}' has the dimensions {', '.join(curve.dimensions) or 'none'}",
            place=where,
            allowed=f"'{driver.over}' alone, as the driver declares",
        )
        return
    elements = model.dimensions[driver.over].subscripts
    faults = list(element_faults(path, rows, elements, dimension=driver.over, complete=True))
    yield from faults
    if faults:
        return
    for definition in curve.definitions:
        (given,) = definition.subscripts
        # One curve may be drawn for a whole dimension, or for a part of it.
        several = model.dimensions.get(given)
        for element in several.subscripts if several else (given,):
            drawn = definition.expression
            left_out = element not in elements or (element,) in definition.exceptions
            if isinstance(drawn, Curve) and not left_out:
                its = rows[rows[ELEMENT] == element]
                yield from _curve_faults(driver, its, drawn.points, element, where)


def _curve_faults(
    driver: Driver,
    rows: pd.DataFrame,
    drawn: tuple[tuple[float, float], ...],
    element: str,
    place: str,
) -> Iterator[SdError]:
    points = tuple((float(t), float(v)) for t, v in zip(rows["time"], rows["value"], strict=True))
    if points != tuple(drawn):
        whose = f" of {element}" if element else ""
        yield SdError(
            found=f"the curve{whose} in the model is not the series '{driver.series}' of "
            f"{Path(driver.file).name}",
            place=place,
            remedy="make the two equal, point by point",
        )
