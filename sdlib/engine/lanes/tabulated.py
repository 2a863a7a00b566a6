"""Curves whose heights are the elements of an array, written in the arithmetic of the lanes.

Like `mathematics`, this text is copied into every emitted module.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sdlib.engine.lanes.plain import LANES, lane_of, njit, spread, with_lane

# --- the text below is copied ---


@njit
def tabulated(
    v: Sequence[float], place: int, size: int, x: float, low: float, high: float, way: int
) -> float:
    """Return what a curve of evenly spaced points is at a place, or its area up to there.

    ``way`` is 0 for a curve that is held at its ends, 1 for its area from the first point on, 2
    back to a point, 3 for one whose last lines go on, 4 on to a point, 7 for the area of one whose
    last lines go on.
    """
    result = spread(x)
    for lane in range(LANES):
        one = lane_of(x, lane)
        width = (lane_of(high, lane) - lane_of(low, lane)) / (size - 1.0)
        y = math.nan
        if width > 0.0 and one == one and abs(one) < math.inf:
            along = (one - lane_of(low, lane)) / width
            k = int(min(max(along, 0.0), size - 2.0))
            here = v[(place + k) * LANES + lane]
            rise = v[(place + k + 1) * LANES + lane] - here
            rest = along - k
            inside = min(max(rest, 0.0), 1.0)
            if way == 0:
                y = here + rise * inside
            elif way == 2:
                y = here + rise if inside == 1.0 else here
            elif way == 3:
                y = here + rise * rest
            elif way == 4:
                y = here if inside == 0.0 else here + rise
            else:
                y = 0.0
                for j in range(k):
                    left = v[(place + j) * LANES + lane]
                    y += (left + v[(place + j + 1) * LANES + lane]) * 0.5 * width
                if way == 7:
                    y += (here + rise * rest * 0.5) * rest * width
                else:
                    y += (here + rise * inside * 0.5) * inside * width
                    y += (here if rest < 0.0 else here + rise) * (rest - inside) * width
        result = with_lane(result, lane, y)
    return result
