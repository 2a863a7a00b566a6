"""Functions over several elements at once, written in the arithmetic of the lanes.

Like `mathematics`, this text is copied into every emitted module. The elements lie one after the
other from a place on, in the flat buffer of a run, with the lanes of each side by side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sdlib.engine.lanes.mathematics import normal_below
from sdlib.engine.lanes.plain import LANES, lane_of, njit, spread, with_lane

# --- the text below is copied ---

NOTHING = -1298074214633706907132624082305024.0  # :NA:, -2**110


@njit
def picked(v: Sequence[float], place: int, size: int, which: float) -> float:
    """Return one of several elements, counted from zero; :NA: beyond them."""
    result = spread(which)
    for lane in range(LANES):
        one = lane_of(which, lane)
        value = one if one != one else NOTHING
        if one >= 0.0 and one < size:
            value = v[(place + int(one)) * LANES + lane]
        result = with_lane(result, lane, value)
    return result


@njit
def willing(kind: float, middle: float, width: float, price: float) -> float:
    """Return which part of a request is met at a price, by the shape of its priority."""
    if kind == 0.0:
        return 1.0
    away = (price - middle) / width
    if kind == 1.0:
        return min(max(0.5 - away, 0.0), 1.0) if away == away else away
    if kind == 2.0:
        if away <= -0.5:
            return 1.0
        if away < 0.0:
            return 1.0 - 2.0 * (away + 0.5) * (away + 0.5)
        if away < 0.5:
            return 2.0 * (0.5 - away) * (0.5 - away)
        return 0.0 if away == away else away
    if kind == 3.0:
        return normal_below(-away)
    if kind == 4.0:
        return 1.0 - 0.5 * math.exp(away) if away < 0.0 else 0.5 * math.exp(-away)
    return math.nan


@njit
def market_price(
    v: Sequence[float],
    requests: int, kinds: int, middles: int, widths: int, size: int, available: float,
) -> float:  # fmt: skip
    """Return the price at which what is available meets requests; NaN where one has no sense."""
    result = spread(available)
    for lane in range(LANES):
        amount = lane_of(available, lane)
        total = 0.0
        low = math.inf
        high = -math.inf
        for k in range(size):
            request = v[(requests + k) * LANES + lane]
            width = v[(widths + k) * LANES + lane]
            middle = v[(middles + k) * LANES + lane]
            fixed = v[(kinds + k) * LANES + lane] == 0.0
            if not (request >= 0.0 and (fixed or width > 0.0 or request == 0.0)):
                amount = math.nan
            total += request
            if request > 0.0 and not fixed:
                low = min(low, middle - 40.0 * width)
                high = max(high, middle + 40.0 * width)
        price = math.nan
        if amount >= total:
            price = low
        elif amount >= 0.0 and low > high:
            price = 0.0
        elif amount == 0.0:
            price = math.inf
        elif amount > 0.0:
            # Halving goes on until there is no number between the two any more.
            price = 0.5 * (low + high)
            while low < price and price < high:
                met = 0.0
                for k in range(size):
                    request = v[(requests + k) * LANES + lane]
                    if request > 0.0:
                        kind = v[(kinds + k) * LANES + lane]
                        middle = v[(middles + k) * LANES + lane]
                        width = v[(widths + k) * LANES + lane]
                        met += request * willing(kind, middle, width, price)
                if met > amount:
                    low = price
                elif met == met:
                    high = price
                else:
                    low = math.nan
                price = 0.5 * (low + high)
        result = with_lane(result, lane, price)
    return result


@njit
def fixed_share(
    v: Sequence[float], requests: int, kinds: int, size: int, available: float
) -> float:
    """Return which part of the requests of a fixed quantity is met, whatever the price.

    It is all of them; where there are no others and not enough is there, they share it in
    proportion, as recorded by Vensim. NaN where others share with them what is less than theirs.
    """
    result = spread(available)
    for lane in range(LANES):
        amount = lane_of(available, lane)
        fixed = 0.0
        others = 0.0
        for k in range(size):
            request = v[(requests + k) * LANES + lane]
            if v[(kinds + k) * LANES + lane] == 0.0:
                fixed += request
            else:
                others += request
        share = math.nan
        if amount >= fixed:
            share = 1.0
        elif amount >= 0.0 and others == 0.0:
            share = amount / fixed
        result = with_lane(result, lane, share)
    return result


@njit
def allocated(
    request: float, kind: float, middle: float, width: float, price: float, share: float
) -> float:
    """Return what a request gets at a price, or of a share of those of a fixed quantity."""
    result = spread(request)
    for lane in range(LANES):
        one = lane_of(request, lane)
        at = lane_of(price, lane)
        value = at if at != at else 0.0
        if lane_of(kind, lane) == 0.0 and at == at:
            value = one * lane_of(share, lane)
        elif one > 0.0 and at == at:
            value = one * willing(
                lane_of(kind, lane), lane_of(middle, lane), lane_of(width, lane), at
            )
        result = with_lane(result, lane, value)
    return result
