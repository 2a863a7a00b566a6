"""The three layouts of a table, and the way back from each to single values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from sdlib.errors import InputError, OutputError
from sdlib.model.arrays import FloatArray
from sdlib.names import split_element

Layout = Literal["wide", "long", "iamc"]
LAYOUTS: tuple[Layout, ...] = get_args(Layout)
"""``wide``: a column a variable; ``long``: a row a value; ``iamc``: a column a year."""

IAMC_COLUMNS = ("Model", "Scenario", "Region", "Variable", "Unit")
LONG_COLUMNS = ("scenario", "time", "variable", "value", "unit")
NORMAL_INDEX = ("variable", "scenario", "time")


@dataclass(frozen=True, kw_only=True, eq=False)
class Tables:
    """The tables of one or several runs, before they get a layout."""

    values: Mapping[str, pd.DataFrame]
    """Scenario label to its table: index time, the same columns in each."""
    units: Mapping[str, str]
    """Column to unit, in the order of the columns."""
    model: str
    """Name of the model."""
    region: str
    """Name of the region, for the layout ``iamc``."""


def known_layout(name: str) -> Layout:
    """Return a layout by its name.

    Raises:
        InputError: If there is none of that name.
    """
    for known in LAYOUTS:
        if name == known:
            return known
    raise InputError(found=f"there is no layout '{name}'", allowed=", ".join(LAYOUTS))


def arrange(tables: Tables, layout: Layout) -> pd.DataFrame:
    """Return tables in a layout.

    Args:
        tables: The tables.
        layout: ``wide`` has first ``time``, then a column a variable or element; with several
            scenarios a column ``scenario`` before it. ``long`` has scenario, time, variable, value
            and unit. ``iamc`` has Model, Scenario, Region, Variable and Unit, then a column a
            whole year; `iamc_name` says how variables are called there.

    Raises:
        OutputError: If the layout cannot hold these tables.
    """
    if layout == "wide":
        return _wide(tables)
    if layout == "long":
        return _long(tables)
    return _iamc(tables)


def normal_form(frame: pd.DataFrame, layout: Layout, tables: Tables) -> pd.Series:
    """Return the single values of a table that was read from a file.

    Args:
        frame: The table as it stands in the file; its cells may be texts.
        layout: Its layout.
        tables: What the file should hold, to tell variables from other columns.

    Returns:
        Index (variable, scenario, time), in the order variable, scenario, time of `tables` as far
        as they are known there; cells as they were read.
    """
    if layout == "wide":
        keys = [name for name in ("scenario", "time") if name in frame.columns]
        label = next(iter(tables.values))
        whole = frame if "scenario" in keys else frame.assign(scenario=label)
        melted = whole.melt(id_vars=["scenario", "time"], var_name="variable", value_name="value")
    elif layout == "long":
        melted = frame
    else:
        names = {iamc_name(column): column for column in tables.units}
        held = frame.rename(columns={"Scenario": "scenario", "Variable": "variable"})
        held["variable"] = [names.get(name, name) for name in held["variable"]]
        years = [name for name in frame.columns if name not in IAMC_COLUMNS]
        melted = held.melt(
            id_vars=["variable", "scenario"],
            value_vars=years,
            var_name="time",
            value_name="value",
        )
    melted = melted.assign(time=pd.to_numeric(melted["time"], errors="coerce").astype(float))
    found: pd.Series = melted.set_index(list(NORMAL_INDEX))["value"]
    return found


def iamc_name(column: str) -> str:
    """Return the name of a column in the layout ``iamc``: subscripts follow bars.

    Example:
        >>> iamc_name("Loans[small,export]")
        'Loans|small|export'
    """
    name, subscripts = split_element(column)
    return "|".join([name, *subscripts])


def plain_times(times: FloatArray) -> pd.Index:
    """Return times as whole numbers where all of them are whole."""
    if np.all(times == np.floor(times)):
        return pd.Index(times.astype(np.int64), name="time")
    return pd.Index(times, name="time")


def _wide(tables: Tables) -> pd.DataFrame:
    several = len(tables.values) > 1
    taken = {"time", "scenario"} if several else {"time"}
    if taken & set(tables.units):
        name = sorted(taken & set(tables.units))[0]
        raise OutputError(
            found=f"the model has a variable named '{name}', like a column of this layout",
            remedy="choose --layout long",
        )
    parts = []
    for label, table in tables.values.items():
        part = table.set_index(plain_times(table.index.to_numpy(dtype=np.float64))).reset_index()
        if several:
            part.insert(0, "scenario", label)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _long(tables: Tables) -> pd.DataFrame:
    parts = []
    for label, table in tables.values.items():
        part = table.set_index(plain_times(table.index.to_numpy(dtype=np.float64))).reset_index()
        melted = part.melt(id_vars="time", var_name="variable", value_name="value")
        melted.insert(0, "scenario", label)
        melted["unit"] = [tables.units[name] for name in melted["variable"]]
        parts.append(melted[list(LONG_COLUMNS)])
    return pd.concat(parts, ignore_index=True)


def _iamc(tables: Tables) -> pd.DataFrame:
    names = [iamc_name(column) for column in tables.units]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise OutputError(
            found=f"two variables would both be called '{twice[0]}' in the layout iamc",
            remedy="rename one of them in the model, or choose --layout long",
        )
    parts = []
    for label, table in tables.values.items():
        whole = table[table.index == np.floor(table.index)]
        if whole.empty:
            raise OutputError(
                found="the run has no value at a whole year",
                allowed="whole years in the layout iamc",
                remedy="choose --layout long",
            )
        turned = whole.T
        turned.columns = pd.Index([str(int(time)) for time in whole.index])
        fixed = pd.DataFrame(
            {
                "Model": tables.model,
                "Scenario": label,
                "Region": tables.region,
                "Variable": names,
                "Unit": list(tables.units.values()),
            }
        )
        parts.append(pd.concat([fixed, turned.reset_index(drop=True)], axis=1))
    return pd.concat(parts, ignore_index=True)
