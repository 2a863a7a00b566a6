"""Runs of sets of policies, and what is measured on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sdlib.errors import RunError
from sdlib.loaded import LoadedModel
from sdlib.model.arrays import FloatArray
from sdlib.study.attribution.players import Parts
from sdlib.study.attribution.shapley import (
    Members,
    all_coalitions,
    coalitions_of,
    pair_interactions,
    sampled_values,
    shapley_values,
)
from sdlib.study.values import OutputColumn, values_at


@dataclass(frozen=True, kw_only=True, eq=False)
class Measured:
    """What the policies do to each output [unit of the output]."""

    baseline: FloatArray
    """Values of the baseline, shape (output,)."""
    policies_only: FloatArray
    """Values with all policies and the baseline's assumptions, shape (output,)."""
    nothing: FloatArray
    """Values with the assumptions and no policy, shape (output,)."""
    everything: FloatArray
    """Values with the assumptions and all policies, shape (output,)."""
    alone: FloatArray
    """Effect of each as the only policy, shape (policy, output)."""
    last: FloatArray
    """Effect of each on top of all others, shape (policy, output)."""
    shapley: FloatArray
    """Shapley's value of each, shape (policy, output)."""
    error: FloatArray | None
    """Its standard error, shape (policy, output); None where it is exact."""
    pairs: dict[tuple[int, int], FloatArray]
    """Pair of policies to its interaction, shape (output,)."""
    runs: int
    """How often the model was run."""


def measure(
    loaded: LoadedModel,
    parts: Parts,
    columns: Sequence[OutputColumn],
    time: float,
    orders: NDArray[np.intp] | None,
) -> Measured:
    """Run sets of policies and measure what each policy and each pair does.

    Args:
        loaded: The model with its package.
        parts: The policies and the assumptions.
        columns: The outputs.
        time: One of the saved times.
        orders: Orders in which the policies are switched on, shape (order, policy): the sets that
            arise on the way are run. None runs every set.

    Raises:
        RunError: If a run is not finite; it names the policies that were on.
    """
    count = len(parts.policies)
    run = partial(worth_of, loaded, parts, columns, time)
    measured = _all(run, count) if orders is None else _some(run, orders)
    if not parts.assumptions:
        return measured
    baseline, policies_only = run(np.array([[False] * count, [True] * count]), assumptions=False)
    return replace(measured, baseline=baseline, policies_only=policies_only, runs=measured.runs + 2)


def _all(run: Callable[[Members], FloatArray], count: int) -> Measured:
    worth = run(all_coalitions(count))
    single = 1 << np.arange(count)
    return Measured(
        baseline=worth[0],
        policies_only=worth[-1],
        nothing=worth[0],
        everything=worth[-1],
        alone=worth[single] - worth[0],
        last=worth[-1] - worth[len(worth) - 1 - single],
        shapley=shapley_values(worth),
        error=None,
        pairs=pair_interactions(worth),
        runs=len(worth),
    )


def _some(run: Callable[[Members], FloatArray], orders: NDArray[np.intp]) -> Measured:
    """Measure on the sets that arise in some orders; one that arises twice is run once."""
    count = orders.shape[1]
    single = np.eye(count, dtype=np.bool_)
    couples = list(combinations(range(count), 2))
    double = np.array([single[first] | single[second] for first, second in couples])
    along = coalitions_of(orders)
    wanted = np.concatenate([along, single, ~single, double])
    distinct, place = np.unique(wanted, axis=0, return_inverse=True)
    worth = run(distinct)[place]
    ends = np.cumsum([len(along), count, count])
    on_the_way, alone, but_one, two = np.split(worth, ends)
    nothing, everything = on_the_way[0], on_the_way[count]
    shapley, error = sampled_values(orders, on_the_way)
    return Measured(
        baseline=nothing,
        policies_only=everything,
        nothing=nothing,
        everything=everything,
        alone=alone - nothing,
        last=everything - but_one,
        shapley=shapley,
        error=error,
        pairs={
            couple: (two[at] - alone[couple[0]]) - (alone[couple[1]] - nothing)
            for at, couple in enumerate(couples)
        },
        runs=len(distinct),
    )


def _beside(flags: NDArray[np.bool_], value: FloatArray) -> NDArray[np.bool_]:
    """Return flags with an axis for each one of a value, so that the two broadcast."""
    return flags.reshape(len(flags), *([1] * value.ndim))


def worth_of(
    loaded: LoadedModel,
    parts: Parts,
    columns: Sequence[OutputColumn],
    time: float,
    members: Members,
    *,
    assumptions: bool = True,
) -> FloatArray:
    """Return the outputs with sets of policies switched on, shape (set, output) [their units].

    Args:
        loaded: The model with its package.
        parts: The policies and the assumptions.
        columns: The outputs.
        time: One of the saved times.
        members: Which policies are in each set, shape (set, policy).
        assumptions: Whether the assumptions are as they were changed, or the baseline's.

    Raises:
        RunError: If a run is not finite; it names the policies that were on.
    """
    rows = {
        key: np.where(_beside(members[:, at], value), value, policy.off[key])
        for at, policy in enumerate(parts.policies)
        for key, value in policy.on.items()
    }
    changes = parts.assumptions if assumptions else {}
    found = values_at(loaded, rows, columns, time, changes=changes)
    if not found.finite.all():
        run = int(np.argmin(found.finite))
        on = [p.key for at, p in enumerate(parts.policies) if members[run, at]]
        variable, when = found.bad_variable[run], float(found.bad_time[run])
        raise RunError(
            found=f"{int((~found.finite).sum()):,} of {len(members):,} runs are not finite; with "
            f"{', '.join(on) or 'no policy'} switched on '{variable}' begins it at time {when:.8g}",
            variable=variable,
            time=when,
            remedy="look at what its equation divides by, or leave that policy out",
        )
    return found.values
