"""Attribution: which policy changed an output by how much, so that it adds up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sdlib.errors import InputError
from sdlib.loaded import LoadedModel
from sdlib.policy import Settings
from sdlib.study.attribution.coalitions import Measured, measure
from sdlib.study.attribution.four import FourRuns, four_runs
from sdlib.study.attribution.players import Parts, Policy, parts_of
from sdlib.study.attribution.result import Attribution, Contribution, OutputAttribution, Pair
from sdlib.study.attribution.shapley import random_orders
from sdlib.study.attribution.words import four_sentence, sentence
from sdlib.study.values import OutputColumn, output_columns, saved_time

__all__ = [
    "MOST_EXACT",
    "Attribution",
    "Contribution",
    "FourRuns",
    "OutputAttribution",
    "Pair",
    "Policy",
    "attribute",
    "four_runs",
    "four_sentence",
    "orders_of",
    "sentence",
]

MOST_EXACT = 12
"""Policies up to which every coalition is run; 12 make 4,096 of them."""

ORDERS = 1000
"""Orders that are sampled where there are more policies, as long as `MOST_RUNS` suffice."""

MOST_RUNS = 13_000
"""Runs that the sampled orders may take, one for each of their policies. With fifty policies these
are 260 orders, two minutes of a model that takes 10 ms, and standard errors about twice as large
as with a thousand. The errors are part of the result."""


def attribute(
    loaded: LoadedModel,
    settings: Settings,
    *,
    outputs: Sequence[str] | None = None,
    time: float | None = None,
    orders: int | None = None,
    seed: int = 0,
) -> Attribution:
    """Tell which policy changed an output by how much.

    A policy is a lever whose main setting is not the default; its other settings go with it. All
    else that differs from the baseline is an assumption and stays while policies are switched.

    Args:
        loaded: The model with its package.
        settings: Every lever and assumption at its value, as `LoadedModel.settings` gives them.
        outputs: Variables or elements; the headline outputs by default.
        time: Model time at which they are read; the last one by default.
        orders: How many are sampled with more than `MOST_EXACT` policies; `orders_of` by default.
        seed: Seed of that sample.

    Raises:
        InputError: If no policy is switched on, a policy and another change set the same input, or
            the time is none that runs save.
        UnknownNameError: If there is no such output.
        RunError: If a run is not finite; it names the policies that were on.

    Example:
        >>> import sdlib
        >>> from sdlib.study.attribution import attribute
        >>> model = sdlib.load("sme_primer")
        >>> found = attribute(model, model.settings("financing_package"), outputs=["Exports"])
        >>> found.outputs[0].contributions[0].policy.key
        'policy_bank'
    """
    parts = parts_of(loaded, settings)
    count = _require_policies(parts, settings)
    exact = count <= MOST_EXACT
    orders = orders_of(count) if orders is None else orders
    if not exact and orders < 2:
        raise InputError(found=f"{orders} orders are too few", allowed="2 or more")
    drawn = None if exact else random_orders(count, orders, np.random.default_rng(seed))
    columns = output_columns(loaded, outputs)
    when = saved_time(loaded, time)
    found = measure(loaded, parts, columns, when, drawn)
    return Attribution(
        model=loaded.package.name,
        scenario=settings.scenario,
        time=when,
        time_unit=loaded.model.time.unit,
        policies=parts.policies,
        assumptions=parts.assumptions,
        exact=exact,
        orders=None if exact else orders,
        seed=seed,
        runs=found.runs,
        outputs=tuple(_of_output(parts.policies, c, found, at) for at, c in enumerate(columns)),
    )


def orders_of(count: int) -> int:
    """Return how many orders of so many policies are sampled where no number is asked for.

    Example:
        >>> orders_of(13), orders_of(53)
        (1000, 245)
    """
    return max(min(ORDERS, MOST_RUNS // count), 2)


def _require_policies(parts: Parts, settings: Settings) -> int:
    count = len(parts.policies)
    if not count:
        raise InputError(
            found=f"no policy is switched on in '{settings.scenario}'",
            allowed="at least one lever whose main setting is not its default",
            remedy="name another scenario, or switch one on: --set LEVER=VALUE",
        )
    return count


def _of_output(
    policies: Sequence[Policy],
    column: OutputColumn,
    found: Measured,
    at: int,
) -> OutputAttribution:
    contributions = [
        Contribution(
            policy=policy,
            alone=float(found.alone[player, at]),
            last=float(found.last[player, at]),
            shapley=float(found.shapley[player, at]),
            error=None if found.error is None else float(found.error[player, at]),
        )
        for player, policy in enumerate(policies)
    ]
    pairs = [
        Pair(first=policies[first], second=policies[second], interaction=float(interaction[at]))
        for (first, second), interaction in found.pairs.items()
    ]
    return OutputAttribution(
        output=column,
        baseline=float(found.baseline[at]),
        without_policies=float(found.nothing[at]),
        policies_only=float(found.policies_only[at]),
        with_policies=float(found.everything[at]),
        contributions=tuple(sorted(contributions, key=lambda entry: -abs(entry.shapley))),
        pairs=tuple(sorted(pairs, key=lambda pair: -abs(pair.interaction))),
    )
