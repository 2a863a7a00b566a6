"""How a joint effect is shared out: Shapley's value, and the interaction of pairs.

A coalition is a set of players; the players are numbered, and coalition ``c`` of all ``2 ** k`` has
player ``i`` where bit ``i`` of ``c`` is set. What a coalition reaches is its worth.
"""

from __future__ import annotations

from math import factorial

import numpy as np
from numpy.typing import NDArray

from sdlib.model.arrays import FloatArray

Members = NDArray[np.bool_]
"""Which players are in each coalition, shape (coalition, player)."""


def all_coalitions(players: int) -> Members:
    """Return every coalition, shape (2 ** players, players)."""
    numbers = np.arange(2**players)
    return np.asarray((numbers[:, None] >> np.arange(players)) & 1, dtype=np.bool_)


def shapley_values(worth: FloatArray) -> FloatArray:
    """Return what each player adds, on average over all orders in which they could come.

    The values add up to the worth of all players less that of none.

    Args:
        worth: Of every coalition, shape (2 ** player, output).

    Returns:
        Shape (player, output).

    Source: Shapley 1953, A value for n-person games, in: Contributions to the Theory of Games II,
    307-317.
    """
    members = all_coalitions(_players(worth))
    count = members.shape[1]
    sizes = members.sum(axis=1)
    weights = np.array(
        [factorial(s) * factorial(count - s - 1) / factorial(count) for s in range(count)]
    )
    values = np.empty((count, worth.shape[1]))
    for player in range(count):
        without = np.flatnonzero(~members[:, player])
        added = worth[without + (1 << player)] - worth[without]
        values[player] = weights[sizes[without]] @ added
    return values


def pair_interactions(worth: FloatArray) -> dict[tuple[int, int], FloatArray]:
    """Return what each pair does beyond the sum of the two, on average over the other players.

    Args:
        worth: Of every coalition, shape (2 ** player, output).

    Returns:
        Pair of players to its index, shape (output,).

    Source: the interaction index of Grabisch and Roubens 1999, International Journal of Game
    Theory 28(4), 547-565, for pairs.
    """
    members = all_coalitions(_players(worth))
    count = members.shape[1]
    sizes = members.sum(axis=1)
    found = {}
    for first in range(count):
        for second in range(first + 1, count):
            without = np.flatnonzero(~members[:, first] & ~members[:, second])
            one, other = 1 << first, 1 << second
            # In this order a player who adds nothing interacts with none, without rounding.
            joint = (worth[without + one + other] - worth[without + one]) - (
                worth[without + other] - worth[without]
            )
            weights = np.array(
                [
                    factorial(s) * factorial(count - s - 2) / factorial(count - 1)
                    for s in range(count - 1)
                ]
            )
            found[first, second] = weights[sizes[without]] @ joint
    return found


def random_orders(players: int, orders: int, generator: np.random.Generator) -> NDArray[np.intp]:
    """Return random orders in which players come, shape (order, player)."""
    return generator.permuted(np.tile(np.arange(players), (orders, 1)), axis=1)


def coalitions_of(orders: NDArray[np.intp]) -> Members:
    """Return the coalitions that arise as players come in order, the empty one first.

    Returns:
        Shape (order * (player + 1), player).
    """
    count, players = orders.shape
    members = np.zeros((count, players + 1, players), dtype=np.bool_)
    rows = np.arange(count)
    for step in range(players):
        members[:, step + 1] = members[:, step]
        members[rows, step + 1, orders[:, step]] = True
    return members.reshape(-1, players)


def sampled_values(orders: NDArray[np.intp], worth: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return what each player adds, on average over some orders.

    The values add up exactly to the joint effect, as each order does.

    Args:
        orders: The orders, shape (order, player).
        worth: Of the coalitions of `coalitions_of`, shape (order * (player + 1), output).

    Returns:
        The values and their standard errors, each of shape (player, output).

    Source: Castro, Gomez and Tejada 2009, Computers & Operations Research 36(5), 1726-1730.
    """
    count, players = orders.shape
    added = np.diff(worth.reshape(count, players + 1, -1), axis=1)
    by_player = np.empty_like(added)
    by_player[np.arange(count)[:, None], orders] = added
    return by_player.mean(axis=0), by_player.std(axis=0, ddof=1) / np.sqrt(count)


def _players(worth: FloatArray) -> int:
    return len(worth).bit_length() - 1
