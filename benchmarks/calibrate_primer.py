"""Fit the free parameters of the primer model to the verified years 1999 to 2007.

Usage::

    python benchmarks/calibrate_primer.py            # fit, print parameters and errors
    python benchmarks/calibrate_primer.py --report   # errors of the values in model.mdl, no fit
    python benchmarks/calibrate_primer.py --write    # fit and write the values into model.mdl

The run that is fitted is the scenario ``as_adopted``. Every fitted series weighs the same. A fit
starts from the values in ``model.mdl`` and from further points drawn with a fixed seed; the
spread of the objectives says whether the optimum is one.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pysd
import xarray as xr
from ruamel.yaml import YAML
from scipy.optimize import least_squares

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "models" / "sme_primer"
SCENARIO = ROOT / "scenarios" / "sme_primer" / "as_adopted.yaml"
FIRST, LAST = 1999, 2007
SIGNIFICANT = 4

FREE = {
    "Normal entry rate": (0.05, 0.3),
    "Entry to medium rate": (0.005, 0.05),
    "Entry to large rate": (0.002, 0.03),
    "Desired R and D intensity in 1999": (0.004, 0.009),
    "Export entry rate": (0.01, 0.2),
    "WTO access gain": (0.0, 3.0),
}
"""The calibrated parameters and their bounds."""

FITTED = {
    "industrial_enterprises": "All firms",
    "industrial_medium": "Medium firms",
    "industrial_large": "Large firms",
    "rd_expenditure": "R and D expenditure",
    "exports": "Exports",
    "exporting_smes": "Exporting share",
}
"""History series that enter the objective, and the variable that each is compared with."""

SHOWN = {"industrial_smes": "Small and medium firms", **FITTED}
"""Series whose errors are printed."""


class Primer:
    """The model in PySD with the as-adopted policies set."""

    def __init__(self) -> None:
        """Translate model.mdl in a directory of its own."""
        self.directory = tempfile.mkdtemp(prefix="primer_")
        copy = Path(self.directory) / "model.mdl"
        shutil.copy(PACKAGE / "model.mdl", copy)
        self.model = pysd.read_vensim(str(copy))
        self.policies = self._policies()

    def _policies(self) -> dict[str, xr.DataArray]:
        """Turn the scenario's lever settings into arrays over Policy."""
        yaml = YAML(typ="safe")
        levers = yaml.load((PACKAGE / "model.yaml").read_text("utf-8"))["levers"]
        scenario = yaml.load(SCENARIO.read_text("utf-8"))["levers"]
        arrays: dict[str, xr.DataArray] = {}
        for key, settings in scenario.items():
            for target in levers[key]["sets"]:
                if target["from"] not in settings:
                    continue
                name, _, element = target["input"].rstrip("]").partition("[")
                if name not in arrays:
                    arrays[name] = self.model[name].copy().astype(float)
                arrays[name].loc[element] = settings[target["from"]]
        return arrays

    def run(self, values: Mapping[str, float], final: int) -> pd.DataFrame:
        """Run as_adopted with the given parameter values up to the given year."""
        table: pd.DataFrame = self.model.run(
            params={**self.policies, **values},
            return_columns=list(SHOWN.values()),
            return_timestamps=list(range(FIRST, final + 1)),
            final_time=final,
        )
        return table


def read_history() -> pd.DataFrame:
    """Read data/history.csv."""
    return pd.read_csv(PACKAGE / "data" / "history.csv", comment="#")


def points(history: pd.DataFrame, series: str, first: int, last: int) -> pd.Series:
    """Return the observations of a series from first to last, indexed by year."""
    rows = history[(history.series == series) & history.time.between(first, last)]
    return pd.Series(rows.value.to_numpy(float), index=rows.time.to_numpy(int))


def current_values() -> dict[str, float]:
    """Read the free parameters out of model.mdl."""
    text = (PACKAGE / "model.mdl").read_text("utf-8")
    values = {}
    for name in FREE:
        match = re.search(rf"^{re.escape(name)} = (\S+)$", text, re.MULTILINE)
        if match is None:
            message = f"model.mdl has no line '{name} = <number>'"
            raise SystemExit(message)
        values[name] = float(match.group(1))
    return values


def write_values(values: Mapping[str, float]) -> None:
    """Write the free parameters into model.mdl."""
    path = PACKAGE / "model.mdl"
    text = path.read_text("utf-8")
    for name, value in values.items():
        text = re.sub(
            rf"^{re.escape(name)} = \S+$", f"{name} = {value:g}", text, flags=re.MULTILINE
        )
    path.write_text(text, "utf-8")


def fit(primer: Primer, history: pd.DataFrame, starts: int) -> dict[str, float]:
    """Fit the free parameters and print the objective of every start."""
    observed = {series: points(history, series, FIRST, LAST) for series in FITTED}
    low = np.array([bounds[0] for bounds in FREE.values()])
    high = np.array([bounds[1] for bounds in FREE.values()])

    def residuals(unit: np.ndarray) -> np.ndarray:
        table = primer.run(dict(zip(FREE, low + unit * (high - low), strict=True)), LAST)
        parts = [
            np.log(table[FITTED[series]].loc[data.index] / data) / np.sqrt(len(data))
            for series, data in observed.items()
        ]
        return np.concatenate(parts)

    here = (np.array(list(current_values().values())) - low) / (high - low)
    generator = np.random.default_rng(20071231)
    candidates = [np.clip(here, 0.01, 0.99)]
    candidates += [generator.uniform(0.15, 0.85, len(FREE)) for _ in range(starts - 1)]
    results: list[Any] = []
    for number, start in enumerate(candidates, 1):
        result = least_squares(residuals, start, bounds=(0, 1), diff_step=1e-3, xtol=1e-6)
        print(f"start {number}: objective {2 * result.cost:.6f} after {result.nfev} steps")
        results.append(result)
    best = min(results, key=lambda result: result.cost)
    values = low + best.x * (high - low)
    return {
        name: float(f"{value:.{SIGNIFICANT}g}") for name, value in zip(FREE, values, strict=True)
    }


def trend(data: pd.Series, years: pd.Index) -> pd.Series:
    """Return the log-linear trend through the data at the given years; NaN for one point."""
    if len(data) < 2:
        return pd.Series(np.nan, index=years)
    slope, level = np.polyfit(data.index, np.log(data), 1)
    return pd.Series(np.exp(level + slope * years.to_numpy(float)), index=years)


def mape(estimate: pd.Series, data: pd.Series) -> float:
    """Return the mean absolute percentage error."""
    return float((estimate / data - 1).abs().mean() * 100)


def report(primer: Primer, history: pd.DataFrame, values: Mapping[str, float]) -> None:
    """Print the errors of model and trend, in sample and after."""
    table = primer.run(values, 2023)
    print("\nMean absolute error in percent, 1999 to 2007 (fitted), as_adopted")
    print(f"{'series':24}{'points':>7}{'model':>8}{'trend':>8}")
    for series, variable in SHOWN.items():
        data = points(history, series, FIRST, LAST)
        line = trend(data, data.index)
        print(
            f"{series:24}{len(data):7d}{mape(table[variable].loc[data.index], data):8.1f}"
            f"{mape(line, data):8.1f}"
        )
    print("\nError in percent after the fitted years (not fitted): model / trend")
    years = [2008, 2010, 2015, 2020, 2023]
    print(f"{'series':24}" + "".join(f"{year:>16}" for year in years))
    for series, variable in SHOWN.items():
        known = points(history, series, FIRST, LAST)
        later = points(history, series, 2008, 2023)
        line = trend(known, pd.Index(years))
        cells = [
            f"{(table[variable][year] / later[year] - 1) * 100:+.0f} / "
            f"{(line[year] / later[year] - 1) * 100:+.0f}"
            if year in later.index
            else "-"
            for year in years
        ]
        print(f"{series:24}" + "".join(f"{cell:>16}" for cell in cells))
    print("\nModel against data, percent")
    for series, variable in FITTED.items():
        data = points(history, series, FIRST, LAST)
        error = (table[variable].loc[data.index] / data - 1) * 100
        print(f"{series:24}" + " ".join(f"{year}:{value:+.1f}" for year, value in error.items()))


def main() -> None:
    """Fit, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the fit into model.mdl")
    parser.add_argument("--report", action="store_true", help="errors of the present values only")
    parser.add_argument("--starts", type=int, default=3, help="number of starting points")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    history = read_history()
    primer = Primer()
    try:
        values = current_values()
        if not options.report:
            values = fit(primer, history, options.starts)
            print("\nParameters")
            for name, value in values.items():
                low, high = FREE[name]
                print(f"  {name:42}{value:<10g} in [{low:g}, {high:g}]")
        report(primer, history, values)
        if options.write:
            write_values(values)
            print("\nmodel.mdl written")
    finally:
        shutil.rmtree(primer.directory, ignore_errors=True)


if __name__ == "__main__":
    main()
