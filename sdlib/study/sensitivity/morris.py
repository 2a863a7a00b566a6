"""Morris' method: elementary effects along random trajectories, to tell what matters at all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sdlib.model.arrays import FloatArray
from sdlib.study.sensitivity.factors import Factor
from sdlib.study.sensitivity.problem import problem
from sdlib.study.sensitivity.result import MorrisEffect

LEVELS = 4
"""Values of a factor that are tried: its ends, and a third from each."""

RESAMPLES = 1000
"""Bootstrap samples for the intervals."""


def sample(factors: int, trajectories: int, generator: np.random.Generator) -> FloatArray:
    """Return where the runs lie in the ranges, 0 to 1, shape (run, factor).

    A trajectory has one run more than there are factors, each of which moves one of them.

    Source: Morris 1991, Technometrics 33(2), 161-174, as implemented in SALib.
    """
    from SALib.sample import morris

    found = morris.sample(problem(factors), trajectories, num_levels=LEVELS, seed=generator)
    return np.asarray(found, dtype=np.float64)


def effects(
    factors: Sequence[Factor],
    linked: Sequence[bool],
    unit: FloatArray,
    values: FloatArray,
    negligible: float,
    confidence: float,
    generator: np.random.Generator,
) -> list[MorrisEffect]:
    """Return mean and spread of each factor's elementary effects on one output.

    Args:
        factors: The factors.
        linked: Whether a path of equations leads from each to the output.
        unit: The runs of whole trajectories, as `sample` gave them, shape (run, factor).
        values: The output [its unit], finite, shape (run,).
        negligible: A change of the output that is rounding [its unit].
        confidence: Probability of the interval.
        generator: Draws the bootstrap samples.

    Source: the mean of absolute values is Campolongo, Cariboni and Saltelli 2007, Environmental
    Modelling & Software 22(10), 1509-1518; computed by SALib.
    """
    from SALib.analyze import morris

    found = morris.analyze(
        problem(len(factors)), unit, values, num_resamples=RESAMPLES, conf_level=confidence,
        num_levels=LEVELS, seed=generator,
    )  # fmt: skip
    largest = _largest_steps(unit, values)
    return [
        MorrisEffect(
            factor=factor,
            mean=float(found["mu"][at]),
            mean_absolute=float(found["mu_star"][at]),
            interval=float(found["mu_star_conf"][at]),
            spread=float(found["sigma"][at]),
            acts=bool(largest[at] > negligible),
            linked=linked[at],
        )
        for at, factor in enumerate(factors)
    ]


def _largest_steps(unit: FloatArray, values: FloatArray) -> FloatArray:
    """Return the largest step of the output that each factor's own steps made."""
    count = unit.shape[1]
    moved = np.abs(np.diff(unit.reshape(-1, count + 1, count), axis=1)).argmax(axis=2)
    steps = np.abs(np.diff(values.reshape(-1, count + 1), axis=1))
    largest = np.zeros(count)
    np.maximum.at(largest, moved.ravel(), steps.ravel())
    return largest
