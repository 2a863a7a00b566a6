"""Random functions of Vensim besides the most common ones, by the inverse of their distributions.

Like `mathematics`, this text is copied into every emitted module. What is drawn is stretched, then
shifted, then cut off at both ends: an even number between what lies below the one end and below the
other is put into the inverse of the distribution.

Source: vensim.com/documentation/fn_random.html, also for the order of arguments.
"""

# ruff: noqa: D103
from __future__ import annotations

import math

from sdlib.engine.lanes.mathematics import gamma_ln
from sdlib.engine.lanes.plain import (
    LANES,
    divide,
    floor,
    lane_of,
    njit,
    random_unit,
    spread,
    with_lane,
)  # fmt: skip

# --- the text below is copied ---

MOST_COUNTED = 100000  # numbers that a distribution of whole numbers is searched through


@njit
def below_triangle(y: float, start: float, peak: float, stop: float) -> float:
    """Return how much of a triangular distribution lies below a number."""
    if y <= start:
        return 0.0
    if y >= stop:
        return 1.0
    if y <= peak:
        return (y - start) * (y - start) / ((stop - start) * (peak - start))
    return 1.0 - (stop - y) * (stop - y) / ((stop - start) * (stop - peak))


@njit
def random_triangular(
    seed: float, number: int, at: int,
    low: float, high: float, start: float, peak: float, stop: float,
) -> float:  # fmt: skip
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        least = lane_of(low, lane)
        most = lane_of(high, lane)
        a = lane_of(start, lane)
        b = lane_of(peak, lane)
        c = lane_of(stop, lane)
        y = math.nan
        if a <= b and b <= c and a < c:
            under = below_triangle(least, a, b, c)
            share = under + (below_triangle(most, a, b, c) - under) * even
            if share * (c - a) <= b - a:
                y = a + math.sqrt(share * (c - a) * (b - a))
            else:
                y = c - math.sqrt((1.0 - share) * (c - a) * (c - b))
            y = min(max(y, least), most)
        result = with_lane(result, lane, y)
    return result


@njit
def random_weibull(
    seed: float, number: int, at: int,
    low: float, high: float, shape: float, shift: float, stretch: float,
) -> float:  # fmt: skip
    """Draw from a Weibull distribution that starts at zero and has the mean one."""
    scale = gamma_ln(1.0 + divide(1.0, shape))
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        least = lane_of(low, lane)
        most = lane_of(high, lane)
        power = lane_of(shape, lane)
        h = lane_of(shift, lane)
        r = lane_of(stretch, lane)
        y = math.nan
        if power > 0.0 and r > 0.0:
            to_mean = math.exp(lane_of(scale, lane))
            first = max((least - h) / r, 0.0) * to_mean
            last = max((most - h) / r, 0.0) * to_mean
            # What lies above is kept: near the upper end it has more digits than what lies below.
            above = math.exp(-(first**power))
            rest = math.exp(-(last**power))
            left = above - (above - rest) * even
            y = h + r * (-math.log(left)) ** (1.0 / power) / to_mean
            y = min(max(y, least), most)
        result = with_lane(result, lane, y)
    return result


@njit
def counted(
    even: float, least: float, most: float, first: float, ratio: float, trials: float
) -> float:
    """Return a whole number between two ends from its chance to be zero and how chances go on.

    The chance of k + 1 is that of k times ratio / (k + 1), and times trials - k where there is a
    number of trials, not NaN.
    """
    chance = first
    under = 0.0
    inside = 0.0
    k = 0.0
    while k < MOST_COUNTED and k <= most:
        if k < least:
            under += chance
        else:
            inside += chance
        chance *= ratio / (k + 1.0) * (trials - k if trials == trials else 1.0)
        k += 1.0
    wanted = under + inside * even
    chance = first
    total = first
    k = 0.0
    while (total <= wanted or k < least) and k + 1.0 <= most and k < MOST_COUNTED:
        chance *= ratio / (k + 1.0) * (trials - k if trials == trials else 1.0)
        k += 1.0
        total += chance
    return k if inside > 0.0 else math.nan


@njit
def random_poisson(
    seed: float, number: int, at: int,
    low: float, high: float, mean: float, shift: float, stretch: float,
) -> float:  # fmt: skip
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        m = lane_of(mean, lane)
        h = lane_of(shift, lane)
        r = lane_of(stretch, lane)
        y = math.nan
        # Beyond that the chance of zero has no digits left.
        if r > 0.0 and m >= 0.0 and m <= 500.0:
            least = -floor((h - lane_of(low, lane)) / r)
            # What lies twenty deviations above the mean has no chance that a number could hold.
            most = min((lane_of(high, lane) - h) / r, m + 20.0 * math.sqrt(m) + 40.0)
            y = h + r * counted(even, least, floor(most), math.exp(-m), m, math.nan)
        result = with_lane(result, lane, y)
    return result


@njit
def random_binomial(
    seed: float, number: int, at: int,
    low: float, high: float, chance: float, trials: float, shift: float, stretch: float,
) -> float:  # fmt: skip
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        p = lane_of(chance, lane)
        n = floor(lane_of(trials, lane))
        h = lane_of(shift, lane)
        r = lane_of(stretch, lane)
        y = math.nan
        if r > 0.0 and p >= 0.0 and p < 1.0 and n >= 0.0 and n * -math.log(1.0 - p) <= 700.0:
            least = -floor((h - lane_of(low, lane)) / r)
            most = floor(min((lane_of(high, lane) - h) / r, n))
            none = math.exp(n * math.log(1.0 - p))
            y = h + r * counted(even, least, most, none, p / (1.0 - p), n)
        result = with_lane(result, lane, y)
    return result


@njit
def random_negative_binomial(
    seed: float, number: int, at: int,
    low: float, high: float, chance: float, successes: float, shift: float, stretch: float,
) -> float:  # fmt: skip
    """Draw how many trials there are until a number of successes."""
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        p = lane_of(chance, lane)
        n = floor(lane_of(successes, lane))
        h = lane_of(shift, lane)
        r = lane_of(stretch, lane)
        y = math.nan
        if r > 0.0 and p > 0.0 and p <= 1.0 and n >= 1.0 and n * -math.log(p) <= 700.0:
            # Failures are counted, whose chances go on as those of trials below zero would.
            least = -floor((h - lane_of(low, lane)) / r) - n
            beyond = n * (1.0 - p) / p + 40.0 * math.sqrt(n * (1.0 - p)) / p + 40.0
            most = floor(min((lane_of(high, lane) - h) / r - n, beyond))
            none = math.exp(n * math.log(p))
            y = h + r * (n + counted(even, least, most, none, p - 1.0, -n))
        result = with_lane(result, lane, y)
    return result
