"""Random functions whose distributions have no inverse in closed form: gamma and beta.

Like `mathematics`, this text is copied into every emitted module. What lies below a number is a
series or a continued fraction; the number below which a share lies is found by Newton's method,
held between two ends that close in. Where no share lies between the ends that are asked for, there
is no number.

Source: vensim.com/documentation/fn_random.html, also for the order of arguments: of the order one
the gamma distribution is the exponential one with the mean one, so that its mean is its order; an
order below one counts as one. DLMF 8.7.1, 8.9.2 and 8.17.22 for what lies below.
"""

from __future__ import annotations

import math

from sdlib.engine.lanes.mathematics import gamma_ln
from sdlib.engine.lanes.plain import LANES, lane_of, njit, random_unit, spread, with_lane

# --- the text below is copied ---

MOST_TERMS = 10000  # of a series or a continued fraction
TINY = 1e-300  # stands for zero in a continued fraction


@njit
def below_gamma(x: float, order: float, ln_gamma: float) -> float:
    """Return how much of a gamma distribution with the scale one lies below a number."""
    if x <= 0.0:
        return 0.0
    if x == math.inf:
        return 1.0
    front = math.exp(order * math.log(x) - x - ln_gamma)
    if x < order + 1.0:
        term = 1.0 / order
        total = term
        n = order
        for _ in range(MOST_TERMS):
            n += 1.0
            term *= x / n
            total += term
            if term < total * 1e-17:
                break
        return min(front * total, 1.0)
    b = x + 1.0 - order
    c = 1.0 / TINY
    d = 1.0 / b
    h = d
    for k in range(1, MOST_TERMS):
        an = -k * (k - order)
        b += 2.0
        d = an * d + b
        c = b + an / c
        d = 1.0 / (TINY if abs(d) < TINY else d)
        c = TINY if abs(c) < TINY else c
        h *= d * c
        if abs(d * c - 1.0) < 1e-16:
            break
    return max(1.0 - front * h, 0.0)


@njit
def beta_fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function."""
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (TINY if abs(d) < TINY else d)
    h = d
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d = 1.0 + even * d
        c = 1.0 + even / c
        d = 1.0 / (TINY if abs(d) < TINY else d)
        c = TINY if abs(c) < TINY else c
        h *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 + odd * d
        c = 1.0 + odd / c
        d = 1.0 / (TINY if abs(d) < TINY else d)
        c = TINY if abs(c) < TINY else c
        h *= d * c
        if abs(d * c - 1.0) < 1e-16:
            break
    return h


@njit
def below_beta(x: float, a: float, b: float, ln_beta: float) -> float:
    """Return how much of a beta distribution lies below a number."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(a * math.log(x) + b * math.log(1.0 - x) - ln_beta)
    if x < (a + 1.0) / (a + b + 2.0):
        return front * beta_fraction(x, a, b) / a
    return 1.0 - front * beta_fraction(1.0 - x, b, a) / b


@njit
def random_gamma(
    seed: float, number: int, at: int,
    low: float, high: float, order: float, shift: float, stretch: float,
) -> float:  # fmt: skip
    """Draw from a gamma distribution; an order below one counts as one."""
    whole = gamma_ln(order)
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        a = lane_of(order, lane)
        ln_gamma = lane_of(whole, lane)
        if a < 1.0:
            a = 1.0
            ln_gamma = 0.0
        h = lane_of(shift, lane)
        r = lane_of(stretch, lane)
        y = math.nan
        if r > 0.0 and a < math.inf:
            first = max((lane_of(low, lane) - h) / r, 0.0)
            last = (lane_of(high, lane) - h) / r
            under = below_gamma(first, a, ln_gamma)
            share = below_gamma(last, a, ln_gamma) - under
            wanted = under + share * even
            # What lies beyond has no chance that a number could hold.
            last = min(last, a + 40.0 * math.sqrt(a) + 800.0)
            x = min(max(a, first), last)
            for _ in range(200):
                off = below_gamma(x, a, ln_gamma) - wanted
                if off > 0.0:
                    last = x
                else:
                    first = x
                slope = math.exp((a - 1.0) * math.log(x) - x - ln_gamma) if x > 0.0 else 0.0
                before = x
                x = x - off / slope if slope > 0.0 else first
                if not (first < x and x < last):
                    x = 0.5 * (first + last)
                if abs(x - before) <= 1e-15 * x:
                    break
            if share > 0.0:
                y = min(max(h + r * x, lane_of(low, lane)), lane_of(high, lane))
        result = with_lane(result, lane, y)
    return result


@njit
def random_beta(
    seed: float, number: int, at: int,
    low: float, high: float, alpha: float, beta: float, shift: float, stretch: float,
) -> float:  # fmt: skip
    """Draw from a beta distribution, which lies between zero and one before it is stretched."""
    whole = gamma_ln(alpha) + gamma_ln(beta) - gamma_ln(alpha + beta)
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        a = lane_of(alpha, lane)
        b = lane_of(beta, lane)
        ln_beta = lane_of(whole, lane)
        h = lane_of(shift, lane)
        r = lane_of(stretch, lane)
        y = math.nan
        if r > 0.0 and a > 0.0 and b > 0.0 and a + b < math.inf:
            first = max((lane_of(low, lane) - h) / r, 0.0)
            last = min((lane_of(high, lane) - h) / r, 1.0)
            under = below_beta(first, a, b, ln_beta)
            share = below_beta(last, a, b, ln_beta) - under
            wanted = under + share * even
            x = min(max(a / (a + b), first), last)
            for _ in range(200):
                off = below_beta(x, a, b, ln_beta) - wanted
                if off > 0.0:
                    last = x
                else:
                    first = x
                slope = 0.0
                if x > 0.0 and x < 1.0:
                    slope = math.exp(
                        (a - 1.0) * math.log(x) + (b - 1.0) * math.log(1.0 - x) - ln_beta
                    )
                before = x
                x = x - off / slope if slope > 0.0 else first
                if not (first < x and x < last):
                    x = 0.5 * (first + last)
                if abs(x - before) <= 1e-15 * x:
                    break
            if share > 0.0:
                y = min(max(h + r * x, lane_of(low, lane)), lane_of(high, lane))
        result = with_lane(result, lane, y)
    return result
