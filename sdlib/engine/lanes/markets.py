"""Prices at which demand meets supply, written in the arithmetic of the lanes.

Like `mathematics`, this text is copied into every emitted module, after `arrays`, whose shapes of
curves it uses.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sdlib.engine.lanes.arrays import NOTHING, willing
from sdlib.engine.lanes.plain import LANES, lane_of, njit, spread, with_lane

# --- the text below is copied ---


@njit
def reach(kind: float) -> float:
    """Return how many widths from its middle a curve is taken to end, as recorded by Vensim."""
    if kind == 3.0:
        return 5.0
    if kind == 4.0:
        return 10.0
    return 0.5


@njit
def excess(
    v: Sequence[float], lane: int, price: float,
    dq: int, dk: int, dm: int, dw: int, demands: int,
    sq: int, sk: int, sm: int, sw: int, supplies: int,
) -> float:  # fmt: skip
    """Return what is asked for at a price beyond what is offered."""
    total = 0.0
    for k in range(demands):
        kind = v[(dk + k) * LANES + lane]
        part = willing(kind, v[(dm + k) * LANES + lane], v[(dw + k) * LANES + lane], price)
        total += v[(dq + k) * LANES + lane] * part
    for k in range(supplies):
        kind = v[(sk + k) * LANES + lane]
        part = 1.0
        if kind != 0.0:
            middle = v[(sm + k) * LANES + lane]
            part = 1.0 - willing(kind, middle, v[(sw + k) * LANES + lane], price)
        total -= v[(sq + k) * LANES + lane] * part
    return total


@njit
def clearing_price(
    v: Sequence[float],
    dq: int, dk: int, dm: int, dw: int, demands: int,
    sq: int, sk: int, sm: int, sw: int, supplies: int,
) -> float:  # fmt: skip
    """Return the price at which demand meets supply; :NA: where no curve has a price.

    It is one between the ends of all curves; where demand is below supply, or above it, at all of
    these, it is the one end or the other.
    """
    result = spread(0.0)
    for lane in range(LANES):
        low = math.inf
        high = -math.inf
        good = True
        for k in range(demands + supplies):
            kinds = dk + k if k < demands else sk + k - demands
            kind = v[kinds * LANES + lane]
            middle = v[(dm + k if k < demands else sm + k - demands) * LANES + lane]
            width = v[(dw + k if k < demands else sw + k - demands) * LANES + lane]
            quantity = v[(dq + k if k < demands else sq + k - demands) * LANES + lane]
            good = good and quantity >= 0.0
            if kind != 0.0:
                good = good and width > 0.0 and (kind == 1.0 or kind == 2.0 or kind >= 3.0)
                low = min(low, middle - reach(kind) * width)
                high = max(high, middle + reach(kind) * width)
        price = math.nan
        if good and low > high:
            price = NOTHING
        elif good:
            at_low = excess(v, lane, low, dq, dk, dm, dw, demands, sq, sk, sm, sw, supplies)
            at_high = excess(v, lane, high, dq, dk, dm, dw, demands, sq, sk, sm, sw, supplies)
            if at_low <= 0.0:
                price = low
            elif at_high >= 0.0:
                price = high
            else:
                # Halving goes on until there is no number between the two any more.
                price = 0.5 * (low + high)
                while low < price and price < high:
                    over = excess(v, lane, price, dq, dk, dm, dw, demands, sq, sk, sm, sw, supplies)
                    if over > 0.0:
                        low = price
                    elif over <= 0.0:
                        high = price
                    else:
                        low = math.nan
                    price = 0.5 * (low + high)
        result = with_lane(result, lane, price)
    return result


@njit
def demanded(quantity: float, kind: float, middle: float, width: float, price: float) -> float:
    """Return what is asked for at a price."""
    result = spread(quantity)
    for lane in range(LANES):
        value = willing(
            lane_of(kind, lane), lane_of(middle, lane), lane_of(width, lane), lane_of(price, lane)
        )
        result = with_lane(result, lane, value * lane_of(quantity, lane))
    return result


@njit
def supplied(quantity: float, kind: float, middle: float, width: float, price: float) -> float:
    """Return what is offered at a price."""
    result = spread(quantity)
    for lane in range(LANES):
        value = 1.0
        if lane_of(kind, lane) != 0.0:
            value = 1.0 - willing(
                lane_of(kind, lane), lane_of(middle, lane), lane_of(width, lane),
                lane_of(price, lane),
            )  # fmt: skip
        result = with_lane(result, lane, value * lane_of(quantity, lane))
    return result
