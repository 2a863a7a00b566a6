"""Ensembles: a scenario and the baseline in many sampled worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sdlib.engine.base import as_float
from sdlib.errors import InputError, RunError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, ChangeValue
from sdlib.study.sensitivity.factors import Factor, uncertain_factors
from sdlib.study.sensitivity.lost import MOST_LOST, corner
from sdlib.study.values import OutputColumn, output_columns

if TYPE_CHECKING:
    import xarray as xr

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles of the bands: nine tenths of the worlds, half of them, and the middle."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Band:
    """One output over time in all worlds."""

    output: OutputColumn
    scenario: FloatArray
    """Quantiles in the scenario, shape (quantile, time) [unit]."""
    baseline: FloatArray
    """Quantiles in the baseline, shape (quantile, time) [unit]."""
    change: FloatArray
    """Quantiles of the change, world by world, shape (quantile, time) [unit]."""
    better: FloatArray
    """Share of the worlds in which the scenario is better than the baseline, or higher where no
    direction is better, shape (time,) [1]. Where the two are equal it is not better."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ensemble:
    """A scenario and the baseline in the same sampled worlds."""

    scenario: str
    uncertainties: tuple[str, ...]
    """Keys of what was sampled, evenly over its range."""
    worlds: int
    """How many worlds were sampled."""
    lost: int
    """In how many of them a run was not finite; they are left out."""
    seed: int
    time: FloatArray
    """The saved times, shape (time,)."""
    quantiles: tuple[float, ...]
    bands: tuple[Band, ...]


def ensemble(
    loaded: LoadedModel,
    scenario: str = BASELINE,
    samples: int = 200,
    seed: int = 0,
    *,
    changes: Mapping[str, ChangeValue] | None = None,
    outputs: Sequence[str] | None = None,
    quantiles: Sequence[float] = QUANTILES,
    save_step: float | None = None,
) -> Ensemble:
    """Run a scenario and the baseline in the same worlds, sampled from the uncertainties.

    Every uncertainty of the package is sampled evenly over its range, by a Latin hypercube; what a
    scenario sets it to does not count. All runs draw the same random numbers.

    Args:
        loaded: The model with its package.
        scenario: Name of the scenario.
        samples: How many worlds are sampled.
        seed: Seed of the sample.
        changes: Changes to the scenario, as `LoadedModel.run` takes them.
        outputs: Variables or elements; the headline outputs by default.
        quantiles: Which quantiles the bands have.
        save_step: Time between two kept values.

    Raises:
        InputError: If the package has no uncertainty, or there are too few samples.
        UnknownNameError: If a name is not known.
        RunError: If more than `MOST_LOST` of the worlds are not finite.

    Example:
        >>> import sdlib
        >>> from sdlib.study.ensemble import ensemble
        >>> found = ensemble(sdlib.load("sme_primer"), "policy_bank", 16, save_step=41)
        >>> found.bands[0].scenario.shape
        (5, 2)
    """
    factors = uncertain_factors(loaded)
    unit = _worlds(loaded, len(factors), samples, seed)
    rows = {factor.key: factor.at(unit[:, at]) for at, factor in enumerate(factors)}
    columns = output_columns(loaded, outputs)
    both = ((scenario, changes), (BASELINE, None))
    with_policies, without = (
        _runs(loaded, rows, name, given, columns, save_step) for name, given in both
    )
    finite = _finite((with_policies, without), unit, factors)
    return Ensemble(
        scenario=scenario,
        uncertainties=tuple(factor.key for factor in factors),
        worlds=samples,
        lost=int((~finite).sum()),
        seed=seed,
        time=as_float(without["time"].values),
        quantiles=tuple(quantiles),
        bands=tuple(
            _band(loaded, column, (with_policies, without), finite, quantiles) for column in columns
        ),
    )


def _worlds(loaded: LoadedModel, factors: int, samples: int, seed: int) -> FloatArray:
    """Return where the worlds lie in the ranges, 0 to 1, shape (world, factor)."""
    from scipy.stats import qmc

    if not factors:
        raise InputError(
            found=f"'{loaded.package.name}' declares no uncertainty to sample",
            allowed="at least one entry of 'uncertainties' in model.yaml",
        )
    if samples < 2:
        raise InputError(found=f"{samples} worlds are too few", allowed="2 or more")
    sampler = qmc.LatinHypercube(d=factors, rng=np.random.default_rng(seed))
    return as_float(sampler.random(samples))


def _runs(
    loaded: LoadedModel,
    rows: Mapping[str, FloatArray],
    scenario: str,
    changes: Mapping[str, ChangeValue] | None,
    columns: Sequence[OutputColumn],
    save_step: float | None,
) -> xr.Dataset:
    names = tuple(dict.fromkeys(loaded.model.split(column.name)[0] for column in columns))
    return loaded.run_many(
        rows, scenario, shared=changes, outputs=names, save_step=save_step, one_seed=True
    )


def _finite(
    datasets: Sequence[xr.Dataset], unit: FloatArray, factors: Sequence[Factor]
) -> NDArray[np.bool_]:
    """Return in which worlds all runs are finite, shape (world,).

    Raises:
        RunError: If that is so in too few of them.
    """
    found = np.all([dataset["status"].values == 0 for dataset in datasets], axis=0)
    if found.mean() >= 1 - MOST_LOST:
        return np.asarray(found, dtype=np.bool_)
    place, first = corner(unit, ~found, factors)
    world, dataset = next(
        (int(np.argmax(d["status"].values)), d) for d in datasets if d["status"].values.any()
    )
    variable = str(dataset["bad_variable"].values[world])
    time = float(dataset["bad_time"].values[world])
    raise RunError(
        found=f"in {int((~found).sum()):,} of {len(found):,} worlds a run is not finite, too many "
        f"to leave out: '{variable}' begins it at time {time:.8g}; {place}",
        variable=variable,
        time=time,
        remedy=f"narrow the range of '{first.key}' in model.yaml",
    )


def _column(
    loaded: LoadedModel, dataset: xr.Dataset, column: OutputColumn, finite: NDArray[np.bool_]
) -> FloatArray:
    """Return one output in the worlds that count, shape (world, time)."""
    base = loaded.model.split(column.name)[0]
    at = loaded.model.elements(base).index(column.name)
    values = as_float(dataset[base].values)
    return values.reshape(len(finite), dataset.sizes["time"], -1)[finite, :, at]


def _band(
    loaded: LoadedModel,
    column: OutputColumn,
    datasets: Sequence[xr.Dataset],
    finite: NDArray[np.bool_],
    quantiles: Sequence[float],
) -> Band:
    now, then = (_column(loaded, dataset, column, finite) for dataset in datasets)
    change = now - then
    gain = -change if column.better == "down" else change
    return Band(
        output=column,
        scenario=np.quantile(now, quantiles, axis=0),
        baseline=np.quantile(then, quantiles, axis=0),
        change=np.quantile(change, quantiles, axis=0),
        better=np.asarray((gain > 0).mean(axis=0), dtype=np.float64),
    )
