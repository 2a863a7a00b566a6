"""The shares of a difference add up, and are what can be computed by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sdlib.model.arrays import FloatArray
from sdlib.study.why.shares import MOST_EXACT, shares


def product(values: Sequence[FloatArray]) -> FloatArray:
    found = values[0]
    for value in values[1:]:
        found = found * value
    return found


def test_a_sum_is_shared_by_its_terms() -> None:
    found = shares([np.array([1.0]), np.array([5.0])], [np.array([3.0]), np.array([4.0])], sum)
    assert found.tolist() == [[2.0], [-1.0]]


def test_a_product_of_two_shares_what_both_bring_about_together() -> None:
    # 2 x 3 becomes 4 x 5: the first alone brings 6, the second 4, both together 4 more.
    found = shares([np.array([2.0]), np.array([3.0])], [np.array([4.0]), np.array([5.0])], product)
    assert found.tolist() == [[8.0], [6.0]]


@pytest.mark.parametrize("count", [3, MOST_EXACT, MOST_EXACT + 1, 20])
def test_shares_add_up(count: int) -> None:
    rng = np.random.default_rng(3)
    first = list(rng.uniform(0.5, 1.5, (count, 7)))
    second = list(rng.uniform(0.5, 1.5, (count, 7)))
    found = shares(first, second, product)
    assert found.shape == (count, 7)
    assert found.sum(axis=0) == pytest.approx(product(second) - product(first), rel=1e-12)


def test_two_orders_are_exact_where_inputs_do_not_act_through_each_other() -> None:
    rng = np.random.default_rng(4)
    first, second = rng.uniform(size=(2, MOST_EXACT + 3, 5))
    found = shares(list(first), list(second), lambda values: sum(v**2 for v in values))
    assert found == pytest.approx(second**2 - first**2)


def test_every_order_counts_alike() -> None:
    """Three inputs against the definition, written out over all six orders."""
    rng = np.random.default_rng(5)
    first, second = rng.uniform(size=(2, 3, 1))

    def of(values: Sequence[FloatArray]) -> FloatArray:
        return values[0] * np.exp(values[1]) - values[2] ** values[0]

    expected = np.zeros((3, 1))
    for order in [(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]:
        now = list(first)
        for player in order:
            before = of(now)
            now[player] = second[player]
            expected[player] += (of(now) - before) / 6
    assert shares(list(first), list(second), of) == pytest.approx(expected)


def test_no_value_is_told() -> None:
    found = shares(
        [np.array([1.0, 1.0]), np.array([2.0, 2.0])],
        [np.array([3.0, 1.5]), np.array([4.0, 4.0])],
        lambda v: np.where(v[0] > v[1], np.nan, v[0] + v[1]),
    )
    assert np.isnan(found[:, 0]).all()
    assert found[:, 1] == pytest.approx([0.5, 2.0])
