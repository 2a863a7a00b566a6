"""Functions of whole numbers and of the normal distribution, in the arithmetic of the lanes.

Like `mathematics`, this text is copied into every emitted module. What has a meaning for whole
numbers alone has no value for others.

Source: iseesystems.com, help on mathematical and on statistical builtins.
"""

# ruff: noqa: D103
from __future__ import annotations

import math

from sdlib.engine.lanes.mathematics import normal_at, normal_below
from sdlib.engine.lanes.plain import LANES, floor, lane_of, njit, select, spread, with_lane

# --- the text below is copied ---


@njit
def sign(x: float) -> float:
    return select(x > 0.0, 1.0, select(x < 0.0, -1.0, select(x == 0.0, 0.0, x)))


@njit
def rounded(x: float) -> float:
    """Return the nearest whole number; none where two are equally near."""
    below = floor(x)
    rest = x - below
    return select(rest < 0.5, below, select(rest > 0.5, below + 1.0, math.nan))


@njit
def permutations(n: float, k: float) -> float:
    """Return in how many ways some of a number of things can be put in order."""
    result = spread(n)
    for lane in range(LANES):
        things = lane_of(n, lane)
        places = lane_of(k, lane)
        count = math.nan
        whole = floor(places) == places and floor(things) == things
        if whole and places >= 0.0 and places <= things:
            count = 1.0
            # From the 171st factor on, all above one another, no number holds the product.
            for taken in range(int(min(places, 171.0))):
                count *= things - taken
        result = with_lane(result, lane, count)
    return result


@njit
def combinations(n: float, k: float) -> float:
    """Return how many choices of some there are among a number of things."""
    result = spread(n)
    for lane in range(LANES):
        things = lane_of(n, lane)
        chosen = lane_of(k, lane)
        count = math.nan
        whole = floor(chosen) == chosen and floor(things) == things
        if whole and chosen >= 0.0 and chosen <= things:
            few = min(chosen, things - chosen)
            count = 1.0
            taken = 1.0
            while taken <= few and count < math.inf:
                count = count * (things - few + taken) / taken
                taken += 1.0
        result = with_lane(result, lane, count)
    return result


@njit
def normal_between(low: float, high: float, mean: float, deviation: float) -> float:
    """Return how much of a normal distribution lies between two numbers."""
    result = spread(low)
    for lane in range(LANES):
        width = lane_of(deviation, lane)
        share = math.nan
        if width > 0.0:
            first = (lane_of(low, lane) - lane_of(mean, lane)) / width
            last = (lane_of(high, lane) - lane_of(mean, lane)) / width
            # What lies above has more digits there than what lies below.
            if first > 0.0:
                share = normal_below(-first) - normal_below(-last)
            else:
                share = normal_below(last) - normal_below(first)
        result = with_lane(result, lane, share)
    return result


@njit
def normal_quantile(share: float, mean: float, deviation: float) -> float:
    """Return the number below which a share of a normal distribution lies; none of 0 and 1."""
    result = spread(share)
    for lane in range(LANES):
        p = lane_of(share, lane)
        width = lane_of(deviation, lane)
        x = math.nan
        if p > 0.0 and p < 1.0 and width > 0.0:
            x = lane_of(mean, lane) + width * normal_at(p)
        result = with_lane(result, lane, x)
    return result
