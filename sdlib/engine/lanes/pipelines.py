"""Delay lines whose delay moves, written in the arithmetic of the lanes.

Like `mathematics`, this text is copied into every emitted module. A line keeps what went into it at
each step; a second one keeps after how many steps that comes out again, or which share of all
stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sdlib.engine.lanes.plain import LANES, lane_of, njit, spread, with_lane

# --- the text below is copied ---


@njit
def delayed_material(
    lines: Sequence[float], inputs: int, delays: int, steps: int, at: int,
    longest: float, first: float, initial: float, missing: float,
) -> float:  # fmt: skip
    """Return the sum of all that comes out now, or what stands for nothing.

    For the first steps, as many as the first delay has, the initial value comes out. No delay so
    far was longer than ``longest`` steps.
    """
    result = spread(initial)
    for lane in range(LANES):
        most = lane_of(longest, lane)
        value = math.nan
        if most == most and lane_of(first, lane) == lane_of(first, lane):
            back = at if most > at else int(most)
            value = 0.0
            comes = False
            for k in range(at - back, at):
                if lines[(delays * steps + k) * LANES + lane] == at - k:
                    value += lines[(inputs * steps + k) * LANES + lane]
                    comes = True
            if at < lane_of(first, lane):
                value += lane_of(initial, lane)
                comes = True
            if not comes:
                value = lane_of(missing, lane)
        result = with_lane(result, lane, value)
    return result


@njit
def delayed_information(
    lines: Sequence[float], inputs: int, delays: int, steps: int, at: int,
    longest: float, initial: float,
) -> float:  # fmt: skip
    """Return the latest of all that has come out so far; before that the initial value."""
    result = spread(initial)
    for lane in range(LANES):
        most = lane_of(longest, lane)
        value = lane_of(initial, lane) if most == most else math.nan
        k = at - 1
        while k >= 0 and most == most:
            if lines[(delays * steps + k) * LANES + lane] <= at - k:
                value = lines[(inputs * steps + k) * LANES + lane]
                k = -1
            k -= 1
        result = with_lane(result, lane, value)
    return result


@njit
def conveyed(
    lines: Sequence[float], inputs: int, shares: int, steps: int, at: int,
    slots: float, initial: float,
) -> float:  # fmt: skip
    """Return what went in so many steps ago, or lay there at first, less what leaked since."""
    result = spread(initial)
    for lane in range(LANES):
        count = lane_of(slots, lane)
        value = math.nan
        if count == count:
            back = at if count > at else int(count)
            value = lane_of(initial, lane)
            if at >= count:
                value = lines[(inputs * steps + at - back) * LANES + lane]
            for k in range(at - back, at):
                value *= lines[(shares * steps + k) * LANES + lane]
        result = with_lane(result, lane, value)
    return result
