"""The functions of the language, written in the arithmetic of the lanes.

This text is copied into every emitted module, below an import of the lanes that it is compiled
for; imported as it stands it computes in plain Python. What a function returns at the edges is
what Vensim documents, or what its double-precision formula gives.
"""

# ruff: noqa: D103
from __future__ import annotations

import math
from collections.abc import Sequence

from sdlib.engine.lanes.plain import (
    LANES,
    absolute,
    both,
    divide,
    either,
    exponent,
    floor,
    lane_of,
    mantissa,
    njit,
    power_of_two,
    random_unit,
    rint,
    root,
    select,
    spread,
    with_lane,
)  # fmt: skip

# --- the text below is copied ---

SMALL = 1e-6  # what Vensim takes for zero in ZIDZ, XIDZ, QUANTUM, PULSE and RAMP


@njit
def smaller(a: float, b: float) -> float:
    return select(a == a, select(a < b, a, b), a)


@njit
def larger(a: float, b: float) -> float:
    return select(a == a, select(a > b, a, b), a)


@njit
def at_most(x: float, limit: float) -> float:
    """Return the smaller of a value and a number, which is never NaN: one instruction."""
    return select(limit < x, limit, x)


@njit
def at_least(x: float, limit: float) -> float:
    return select(limit > x, limit, x)


@njit
def exponential(x: float) -> float:
    """Exp by a rational function of the remainder (Cephes, Moshier 1989), error below 1 ulp."""
    inside = select(x > 710.0, 710.0, select(x < -746.0, -746.0, x))
    k = rint(inside * 1.4426950408889634)
    r = (inside - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10
    rr = r * r
    p = 1.26177193074810590878e-4 * rr + 3.02994407707441961300e-2
    p = (p * rr + 9.99999999999999999910e-1) * r
    q = 3.00198505138664455042e-6 * rr + 2.52448340349684104192e-3
    q = (q * rr + 2.27265548208155028766e-1) * rr + 2.00000000000000000009e0
    e = 1.0 + 2.0 * (p / (q - p))
    half = floor(k * 0.5)
    # Two factors: one alone would overflow, or lose digits, before the result does.
    return e * power_of_two(half) * power_of_two(k - half)


@njit
def logarithm_from_zero(x: float) -> float:
    """Ln by a polynomial in f/(2+f) (fdlibm, Sun 1993), error below 1 ulp; infinite at zero."""
    tiny = x < 2.2250738585072014e-308
    scaled = select(tiny, x * 18014398509481984.0, x)
    positive = select(scaled > 0.0, scaled, 1.0)
    k = exponent(positive) - select(tiny, 54.0, 0.0)
    m = mantissa(positive)
    large = m > 1.4142135623730951
    k = k + select(large, 1.0, 0.0)
    f = select(large, m * 0.5, m) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    t1 = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332))
    t2 = z * (
        0.6666666666666735130
        + w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591))
    )
    half = 0.5 * f * f
    result = k * 6.93147180369123816490e-01 - (
        (half - (s * (half + (t1 + t2)) + k * 1.90821492927058770002e-10)) - f
    )
    result = select(x > 0.0, result, select(x < 0.0, math.nan, select(x == 0.0, -math.inf, x)))
    return select(x == math.inf, math.inf, result)


@njit
def logarithm(x: float) -> float:
    """Ln, nothing of zero: one over an infinite number would be a silent zero."""
    return select(x == 0.0, math.nan, logarithm_from_zero(x))


@njit
def logarithm_to(x: float, base: float) -> float:
    return divide(logarithm(x), logarithm(base))


@njit
def gamma_ln(x: float) -> float:
    """Ln of the gamma function by Stirling's series from 8 on, where its error is below 1e-15.

    Smaller numbers are moved there: the product that is left out stands before it as a logarithm.
    """
    small = x < 8.0
    moved = select(small, x, 1.0)
    product = moved * (moved + 1.0) * (moved + 2.0) * (moved + 3.0)
    product = product * (moved + 4.0) * (moved + 5.0) * (moved + 6.0) * (moved + 7.0)
    z = select(small, x + 8.0, x)
    r = divide(1.0, z)
    q = r * r
    series = 1.0 / 1188.0 - q * (691.0 / 360360.0 - q * (1.0 / 156.0))
    series = 1.0 / 12.0 - q * (1.0 / 360.0 - q * (1.0 / 1260.0 - q * (1.0 / 1680.0 - q * series)))
    stirling = (z - 0.5) * logarithm(z) - z + 0.91893853320467274178 + r * series
    result = stirling - select(small, logarithm(product), 0.0)
    return select(x > 0.0, result, math.nan)


@njit
def square_root(x: float) -> float:
    return root(x)


@njit
def power(a: float, b: float) -> float:
    """A to the b: by exp and ln; a negative number only to a whole power.

    Zero to a negative power is nothing, as a quotient by zero is.
    """
    size = exponential(b * logarithm_from_zero(absolute(a)))
    whole = rint(b) == b
    odd = rint(b * 0.5) != b * 0.5
    signed = select(whole, select(odd, -1.0 * size, size), math.nan)
    result = select(a < 0.0, signed, size)
    zero = select(b > 0.0, 0.0, math.nan)
    result = select(a == 0.0, zero, result)
    return select(either(b == 0.0, a == 1.0), 1.0, result)


@njit
def broken_power(a: float, b: float) -> float:
    """A to the b, a number above zero that is not whole; NaN of a negative a, as ln says."""
    return exponential(b * logarithm_from_zero(a))


@njit
def broken_power_below(a: float, b: float) -> float:
    """A to the b, a number below zero that is not whole; NaN of zero and of a negative a."""
    return exponential(b * logarithm(a))


@njit
def integer(x: float) -> float:
    """Return the whole part, towards zero."""
    return select(x < 0.0, -1.0 * floor(-1.0 * x), floor(x))


@njit
def quantum(a: float, b: float) -> float:
    return select(b < SMALL, a, b * integer(divide(a, select(b < SMALL, 1.0, b))))


@njit
def modulo(a: float, b: float) -> float:
    return a - quantum(a, b)


@njit
def floored_modulo(a: float, b: float) -> float:
    # XMILE 1.0, section 3.3.1: the sign follows that of the divisor.
    return a - b * floor(divide(a, b))


@njit
def xidz(a: float, b: float, instead: float) -> float:
    near = absolute(b) < SMALL
    return select(near, instead, divide(a, select(near, 1.0, b)))


@njit
def zidz(a: float, b: float) -> float:
    return xidz(a, b, 0.0)


@njit
def time_base(time: float, dt: float, start: float, slope: float) -> float:
    # vensim.com/documentation/fn_time_base.html
    return start + time * slope


@njit
def step(time: float, dt: float, height: float, start: float) -> float:
    return height * select(time + dt / 2.0 > start, 1.0, 0.0)


@njit
def ramp(time: float, dt: float, slope: float, start: float, end: float) -> float:
    last = smaller(end, time)
    return select(time + SMALL > start, 1.0, 0.0) * slope * (last - start)


@njit
def ramp_on(time: float, dt: float, slope: float, start: float) -> float:
    return select(time + SMALL > start, 1.0, 0.0) * slope * (time - start)


@njit
def pulse(time: float, dt: float, start: float, width: float) -> float:
    # vensim.com/documentation/fn_pulse.html: the middle of the step lies between the beginning
    # and the end, which no rounding of a clock can move; no width is one step.
    middle = time + dt / 2.0
    lasting = select(width == 0.0, dt, width)
    return select(both(start < middle, middle < start + lasting), 1.0, 0.0)


@njit
def pulse_of(time: float, dt: float, start: float, size: float) -> float:
    # One step takes the whole size in: the first that does not begin before the pulse.
    begun = both(start - SMALL <= time, time < start + dt - SMALL)
    return select(begun, size / dt, 0.0)


@njit
def pulse_train(
    time: float, dt: float, start: float, interval: float, width: float, end: float
) -> float:
    # vensim.com/documentation/fn_pulse_train.html: no pulse is shorter than a step, and pulses
    # that follow each other in less than their width are one; steps are judged as in PULSE.
    lasting = larger(width, dt)
    joined = interval < lasting
    apart = select(joined, 1.0, interval)
    passed = time + dt / 2.0 - start
    since = passed + floor(-1.0 * divide(passed, apart)) * apart + apart
    # Recorded by Vensim: a pulse that begins at the end itself is there.
    running = both(passed > 0.0, time - SMALL <= end)
    return select(both(running, either(joined, since < lasting)), 1.0, 0.0)


@njit
def pulse_train_of(time: float, dt: float, start: float, interval: float, size: float) -> float:
    passed = time - start + SMALL
    apart = select(interval == 0.0, 1.0, interval)
    since = passed - floor(divide(passed, apart)) * apart
    train = select(both(passed >= 0.0, since < dt), size / dt, 0.0)
    return select(interval == 0.0, pulse_of(time, dt, start, size), train)


@njit
def sine(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.sin(one) if abs(one) < math.inf else math.nan)
    return result


@njit
def cosine(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.cos(one) if abs(one) < math.inf else math.nan)
    return result


@njit
def tangent(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.tan(one) if abs(one) < math.inf else math.nan)
    return result


@njit
def arc_sine(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.asin(one) if abs(one) <= 1.0 else math.nan)
    return result


@njit
def arc_cosine(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.acos(one) if abs(one) <= 1.0 else math.nan)
    return result


@njit
def arc_tangent(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.atan(one))
    return result


@njit
def sine_h(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(
            result, lane, math.sinh(one) if abs(one) < 710.0 else math.copysign(math.inf, one)
        )
    return result


@njit
def cosine_h(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.cosh(one) if abs(one) < 710.0 else math.inf)
    return result


@njit
def tangent_h(x: float) -> float:
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        result = with_lane(result, lane, math.tanh(one))
    return result


@njit
def curve_between(
    xs: Sequence[float], ys: Sequence[float], first: int, last: int, x: float, beyond: int
) -> float:
    """Return a curve's value by bisection; for curves of many points.

    ``beyond`` is 0 for a curve that is held at its ends, 1 for one whose last lines go on, 2 for
    one in steps and 3 for one in steps that looks forward to the next point.
    """
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        held = beyond != 1 or first == last
        if one <= xs[first] and held:
            result = with_lane(result, lane, ys[first])
        elif one >= xs[last] and held:
            result = with_lane(result, lane, ys[last])
        else:
            low = first
            high = last
            while high - low > 1:
                middle = (low + high) // 2
                if xs[middle] <= one:
                    low = middle
                else:
                    high = middle
            if beyond == 3:
                y = ys[low] if one <= xs[low] else ys[high]
                result = with_lane(result, lane, y if one == one else one)
            else:
                slope = 0.0 if beyond == 2 else (ys[high] - ys[low]) / (xs[high] - xs[low])
                result = with_lane(result, lane, ys[low] + (one - xs[low]) * slope)
    return result


@njit
def delayed(
    lines: Sequence[float], place: int, steps: int, at: int, dt: float, lag: float, initial: float
) -> float:
    """Return what went into a delay line so many steps ago, at first the initial value."""
    result = spread(initial)
    for lane in range(LANES):
        back = lane_of(lag, lane) / dt + 0.5 + SMALL
        if back != back:
            result = with_lane(result, lane, back)
        elif at >= 1 and back < at + 1.0:
            value = lines[(place * steps + at - int(max(back, 1.0))) * LANES + lane]
            result = with_lane(result, lane, value)
    return result


@njit
def normal_below(x: float) -> float:
    """Return how much of the standard normal distribution lies below a number."""
    return 0.5 * math.erfc(-x * 0.7071067811865476)


@njit
def normal_at(p: float) -> float:
    """Return the number below which a share of the standard normal distribution lies.

    Acklam's rational approximation (2003) and one step of Halley's method; error below 1e-14.
    """
    if p <= 0.0:
        return -38.0
    if p >= 1.0:
        return 38.0
    if p < 0.02425 or p > 0.97575:
        q = math.sqrt(-2.0 * math.log(p if p < 0.5 else 1.0 - p))
        top = (-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838
        top = ((top * q - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
        low = (7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996
        low = (low * q + 3.754408661907416) * q + 1.0
        x = top / low if p < 0.5 else -(top / low)
    else:
        q = p - 0.5
        r = q * q
        top = (-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02
        top = ((top * r + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239
        low = (-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02
        low = ((low * r + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0
        x = q * top / low
    e = (normal_below(x) - p) * 2.5066282746310002 * math.exp(x * x / 2.0)
    return x - e / (1.0 + x * e / 2.0)


@njit
def random_uniform(seed: float, number: int, at: int, low: float, high: float) -> float:
    result = spread(low)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        a = lane_of(low, lane)
        result = with_lane(result, lane, a + (lane_of(high, lane) - a) * even)
    return result


@njit
def random_normal(
    seed: float, number: int, at: int, low: float, high: float, mean: float, deviation: float
) -> float:
    """Draw from a normal distribution that is cut off at both ends."""
    result = spread(mean)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        least = lane_of(low, lane)
        most = lane_of(high, lane)
        centre = lane_of(mean, lane)
        width = lane_of(deviation, lane)
        x = centre
        if width > 0.0:
            below = normal_below((least - centre) / width)
            above = normal_below((most - centre) / width)
            x = centre + width * normal_at(below + (above - below) * even)
        result = with_lane(result, lane, min(max(x, least), most))
    return result


@njit
def random_exponential(
    seed: float, number: int, at: int, low: float, high: float, shift: float, stretch: float
) -> float:
    """Draw from an exponential distribution that is cut off at both ends."""
    result = spread(shift)
    for lane in range(LANES):
        even = random_unit(lane_of(seed, lane), number, at)
        begin = max(lane_of(low, lane), lane_of(shift, lane))
        width = lane_of(stretch, lane)
        share = 1.0 - math.exp(-(lane_of(high, lane) - begin) / width)
        result = with_lane(result, lane, begin - width * math.log(1.0 - even * share))
    return result
