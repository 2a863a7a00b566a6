"""Sobol's indices: which share of an output's variance each factor explains."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sdlib.model.arrays import FloatArray
from sdlib.study.sensitivity.factors import Factor
from sdlib.study.sensitivity.problem import problem
from sdlib.study.sensitivity.result import SobolEffect

RESAMPLES = 200
"""Bootstrap samples for the intervals; their cost and memory grow with the sample."""


def sample(factors: int, points: int, generator: np.random.Generator) -> FloatArray:
    """Return where the runs lie in the ranges, 0 to 1, shape (run, factor).

    Each base point has two runs more than there are factors: two independent ones, the first of
    the group and the last, and between them the first with one factor after the other taken from
    the last.

    Args:
        factors: How many factors there are.
        points: How many base points are drawn, a power of two.
        generator: Scrambles the sequence.

    Source: Saltelli and others 2010, Computer Physics Communications 181(2), 259-270, on a
    scrambled Sobol sequence, as implemented in SALib.
    """
    from SALib.sample import sobol

    found = sobol.sample(problem(factors), points, calc_second_order=False, seed=generator)
    return np.asarray(found, dtype=np.float64)


def effects(
    factors: Sequence[Factor],
    linked: Sequence[bool],
    values: FloatArray,
    negligible: float,
    confidence: float,
    generator: np.random.Generator,
) -> list[SobolEffect]:
    """Return the first and total index of each factor for one output.

    Args:
        factors: The factors.
        linked: Whether a path of equations leads from each to the output.
        values: The output [its unit], finite and not constant, of whole base points, shape (run,).
        negligible: A change of the output that is rounding [its unit].
        confidence: Probability of the intervals.
        generator: Draws the bootstrap samples.

    Source: the estimators of Saltelli and others 2010 for first and total order; computed by SALib.
    """
    from SALib.analyze import sobol

    # A generator, not a number: SALib takes the seed 0 for no seed at all.
    found = sobol.analyze(
        problem(len(factors)), values, calc_second_order=False, num_resamples=RESAMPLES,
        conf_level=confidence, seed=generator,
    )  # fmt: skip
    groups = values.reshape(-1, len(factors) + 2)
    largest = np.abs(groups[:, 1:-1] - groups[:, :1]).max(axis=0)
    return [
        SobolEffect(
            factor=factor,
            first=float(found["S1"][at]),
            first_interval=float(found["S1_conf"][at]),
            total=float(found["ST"][at]),
            total_interval=float(found["ST_conf"][at]),
            acts=bool(largest[at] > negligible),
            linked=linked[at],
        )
        for at, factor in enumerate(factors)
    ]
