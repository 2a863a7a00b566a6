"""Shapley's value and the pairs' interaction keep what defines them, for any game."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sdlib.study.attribution.shapley import (
    all_coalitions,
    coalitions_of,
    pair_interactions,
    random_orders,
    sampled_values,
    shapley_values,
)


@st.composite
def games(draw: st.DrawFn) -> np.ndarray:
    """Draw the worth of every coalition of one to five players, for two outputs."""
    players = draw(st.integers(1, 5))
    worth = st.floats(-1e6, 1e6, allow_nan=False, width=32)
    return draw(arrays(np.float64, (2**players, 2), elements=worth))


def by_definition(worth: np.ndarray) -> np.ndarray:
    """Return Shapley's value as the average over every order, one by one."""
    players = len(worth).bit_length() - 1
    found = np.zeros((players, worth.shape[1]))
    orders = list(permutations(range(players)))
    for order in orders:
        coalition = 0
        for player in order:
            found[player] += worth[coalition + (1 << player)] - worth[coalition]
            coalition += 1 << player
    return found / len(orders)


@given(games())
def test_the_values_add_up_to_the_joint_change(worth: np.ndarray) -> None:
    scale = np.abs(worth).max() + 1
    values = shapley_values(worth)
    assert np.allclose(values.sum(axis=0), worth[-1] - worth[0], atol=1e-10 * scale)


@given(games())
def test_the_values_are_those_of_the_definition(worth: np.ndarray) -> None:
    scale = np.abs(worth).max() + 1
    assert np.allclose(shapley_values(worth), by_definition(worth), atol=1e-10 * scale)


@given(games(), st.data())
def test_who_adds_nothing_gets_nothing(worth: np.ndarray, data: st.DataObject) -> None:
    players = len(worth).bit_length() - 1
    idle = data.draw(st.integers(0, players - 1))
    numbers = np.arange(len(worth))
    worth = worth[numbers & ~(1 << idle)]
    assert np.array_equal(shapley_values(worth)[idle], [0, 0])
    for pair, interaction in pair_interactions(worth).items():
        assert idle not in pair or np.array_equal(interaction, [0, 0])


@given(games(), st.data())
def test_equal_players_get_the_same(worth: np.ndarray, data: st.DataObject) -> None:
    players = len(worth).bit_length() - 1
    if players < 2:
        return
    one, other = data.draw(st.permutations(range(players)))[:2]
    numbers = np.arange(len(worth))
    bits = (numbers >> one & 1, numbers >> other & 1)
    swapped = numbers & ~(1 << one) & ~(1 << other) | bits[0] << other | bits[1] << one
    worth = (worth + worth[swapped]) / 2
    scale = np.abs(worth).max() + 1
    values = shapley_values(worth)
    assert np.allclose(values[one], values[other], atol=1e-10 * scale)


def test_three_gloves() -> None:
    """One left glove and two right ones; a pair is worth 1. The left one gets two thirds."""
    members = all_coalitions(3)
    worth = (members[:, 0] & (members[:, 1] | members[:, 2])).astype(float)[:, None]
    assert shapley_values(worth)[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    pairs = pair_interactions(worth)
    assert pairs[0, 1][0] == pytest.approx(1 / 2)
    assert pairs[1, 2][0] == pytest.approx(-1 / 2)


def test_sampled_orders_add_up_and_come_near() -> None:
    worth = np.random.default_rng(2).normal(size=(2**6, 1)) + all_coalitions(6).sum(
        axis=1, keepdims=True
    )
    orders = random_orders(6, 4000, np.random.default_rng(1))
    along = coalitions_of(orders)
    values, errors = sampled_values(orders, worth[along @ (1 << np.arange(6))])
    assert values.sum() == pytest.approx(worth[-1, 0] - worth[0, 0], rel=1e-12)
    assert np.all(np.abs(values - shapley_values(worth)) < 4 * errors)
    assert np.all((errors > 0) & (errors < 0.1))
