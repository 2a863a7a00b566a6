"""Ensembles: a scenario and the baseline in many sampled worlds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.policy import BASELINE, ChangeValue
from sdlib.study.values import OutputColumn, Tell
from sdlib.study.worlds import SEED, WORLDS, Worlds, sample_worlds

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles of the bands: nine tenths of the worlds, half of them, and the middle."""

SAME = 1e-9
"""Share of a value below which a change is none: what is left of it is rounding."""


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
    higher: FloatArray
    """Share of the worlds in which the scenario is above the baseline, shape (time,) [1]."""
    lower: FloatArray
    """Share of the worlds in which it is below the baseline, shape (time,) [1]."""

    @property
    def better(self) -> FloatArray:
        """Share of the worlds in which the scenario is better than the baseline, shape (time,) [1].

        Higher, where no direction is better. Where the two are equal it is not better.
        """
        return self.lower if self.output.better == "down" else self.higher


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

    def band(self, column: str) -> Band | None:
        """Return the band of a column, None where it was not looked at."""
        return next((band for band in self.bands if band.output.name == column), None)


def spans(quantiles: Sequence[float]) -> tuple[tuple[int, int, float], ...]:
    """Return the pairs of quantiles that enclose a band, the widest first.

    Args:
        quantiles: In rising order.

    Returns:
        Place of the lower and of the upper end, and the share of worlds between them.

    Example:
        >>> spans((0.05, 0.25, 0.5, 0.75, 0.95))
        ((0, 4, 0.9), (1, 3, 0.5))
    """
    last = len(quantiles) - 1
    return tuple(
        (at, last - at, round(quantiles[last - at] - quantiles[at], 9))
        for at in range(len(quantiles) // 2)
    )


def ensemble(
    loaded: LoadedModel,
    scenario: str = BASELINE,
    samples: int = WORLDS,
    seed: int = SEED,
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
    worlds = sample_worlds(loaded, samples, seed, outputs=outputs, save_step=save_step)
    return ensemble_in(worlds, scenario, changes=changes, quantiles=quantiles)


def ensemble_in(
    worlds: Worlds,
    scenario: str = BASELINE,
    *,
    changes: Mapping[str, ChangeValue] | None = None,
    quantiles: Sequence[float] = QUANTILES,
    tell: Tell | None = None,
) -> Ensemble:
    """Run a scenario in worlds that were sampled before, in which the baseline has run.

    Args:
        worlds: The worlds.
        scenario: Name of the scenario.
        changes: Changes to the scenario, as `LoadedModel.run` takes them.
        quantiles: Which quantiles the bands have.
        tell: Hears how many of the worlds are done; what it raises ends the work.

    Raises:
        UnknownNameError: If a name is not known.
        InputError: If a value is not taken.
        RunError: If more than `MOST_LOST` of the worlds are not finite.
    """
    unchanged = scenario == BASELINE and not changes
    runs = worlds.baseline if unchanged else worlds.run(scenario, changes, tell)
    finite = worlds.finite_in(runs)
    return Ensemble(
        scenario=scenario,
        uncertainties=tuple(factor.key for factor in worlds.factors),
        worlds=worlds.count,
        lost=int((~finite).sum()),
        seed=worlds.seed,
        time=worlds.time,
        quantiles=tuple(quantiles),
        bands=_bands(
            worlds.columns, runs.values[finite], worlds.baseline.values[finite], quantiles
        ),
    )


def _bands(
    columns: Sequence[OutputColumn], now: FloatArray, then: FloatArray, quantiles: Sequence[float]
) -> tuple[Band, ...]:
    """Return the bands of all columns; `now` and `then` have shape (world, column, time)."""
    change = now - then
    seen = np.abs(change) > SAME * np.maximum(np.abs(now), np.abs(then))
    # All columns in one call: a call a column would cost more than the sorting.
    of_now, of_then, of_change = (
        np.quantile(values, quantiles, axis=0) for values in (now, then, change)
    )
    higher, lower = ((seen & (sign * change > 0)).mean(axis=0) for sign in (1, -1))
    return tuple(
        Band(
            output=column,
            scenario=of_now[:, at],
            baseline=of_then[:, at],
            change=of_change[:, at],
            higher=higher[at],
            lower=lower[at],
        )
        for at, column in enumerate(columns)
    )
