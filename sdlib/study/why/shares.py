"""How a difference of a function's values is shared among its inputs, so that the parts add up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import comb

import numpy as np

from sdlib.model.arrays import FloatArray

MOST_EXACT = 8
"""Inputs up to which every order of changing them is counted: 256 evaluations for eight. Above, it
is the mean of two opposite orders, which is as exact where inputs do not act through each other."""

Evaluate = Callable[[Sequence[FloatArray]], FloatArray]
"""The function: values of each input, shapes that broadcast to (..., time), to its values."""


def shares(first: Sequence[FloatArray], second: Sequence[FloatArray], of: Evaluate) -> FloatArray:
    """Return what each input contributes to the difference between two runs.

    The contribution of an input is what the function changes by when this input alone goes from
    the first run's values to the second's, averaged over what others have changed before. All
    contributions together are the whole difference.

    Args:
        first: Values of each input in the first run, shape (time,).
        second: Values of each input in the second run, shape (time,).
        of: The function.

    Returns:
        Shape (input, time), in the unit of the function; NaN at times at which the function has no
        value for some mixture of the two runs.

    Source: Shapley 1953, "A value for n-person games", Contributions to the Theory of Games II,
    307-317 (the formula is common knowledge; the paper itself unverified).
    """
    if not first:
        return np.zeros((0, 1))
    if len(first) <= MOST_EXACT:
        return _every_order(first, second, of)
    return _two_orders(first, second, of)


def _every_order(
    first: Sequence[FloatArray], second: Sequence[FloatArray], of: Evaluate
) -> FloatArray:
    """Count every order; each input has an axis of its own with its two values.

    So a part of the function that reads few inputs is computed for few combinations.
    """
    count, times = len(first), len(first[0])
    pairs = []
    for player, (one, other) in enumerate(zip(first, second, strict=True)):
        shape = [1] * count + [times]
        shape[player] = 2
        pairs.append(np.stack([one, other]).reshape(shape))
    values = np.broadcast_to(of(pairs), (2,) * count + (times,))
    sizes = np.indices((2,) * (count - 1)).sum(axis=0)
    weights = np.array([1 / (count * comb(count - 1, k)) for k in range(count)])[sizes]
    return np.array(
        [
            np.tensordot(weights, np.diff(values, axis=player).squeeze(axis=player), count - 1)
            for player in range(count)
        ]
    )


def _two_orders(
    first: Sequence[FloatArray], second: Sequence[FloatArray], of: Evaluate
) -> FloatArray:
    count, times = len(first), len(first[0])
    forward = np.tril(np.ones((count + 1, count), dtype=bool), -1)
    member = np.vstack([forward, forward[:, ::-1]])
    given = [
        np.where(member[:, player, None], other, one)
        for player, (one, other) in enumerate(zip(first, second, strict=True))
    ]
    values = np.broadcast_to(of(given), (len(member), times))
    there = np.diff(values[: count + 1], axis=0)
    back = np.diff(values[count + 1 :], axis=0)[::-1]
    return np.asarray((there + back) / 2)
