"""The part of every emitted module that goes through time, as text."""

from __future__ import annotations

DRIVER = '''\
@njit
def follow(v, x, grid, at):
    """Take the values of series at a point of their grid."""
{series}


@njit
def move(v, d, source, factor):
    """Set the states to where they were at the step's start, plus a slope times a factor."""
    for place in range({states}):
        store(v, place, load(d, {states} + place) + load(d, source + place) * factor)


@njit
def gather(d, weight, first_time):
    """Add the present rates to the weighted sum of the step's slopes."""
    for place in range({states}):
        slope = load(d, place) * weight
        if first_time:
            store(d, 2 * {states} + place, slope)
        else:
            store(d, 2 * {states} + place, load(d, 2 * {states} + place) + slope)


@njit_kept
def run(v, d, x, lines, tables, out, picks, saved, times, lengths, first, final, save, steps, fine):
    """Integrate from the first time on, and keep what is picked.

    ``saved[at]`` is the row of ``out`` that step ``at`` fills, or -1. ``fine`` is 1 for Euler's
    method and 2 for the fourth-order Runge-Kutta method, which looks at half steps too. ``times``
    and ``lengths`` are those of the steps.
    """
    time = first
    began = first
    dt = lengths[0]
    at = 0
    grid = (steps - 1) * fine + 1
    follow(v, x, grid, 0)
    begin({arguments})
    for at in range(steps):
        time = times[at]
        began = time
        dt = lengths[at]
        follow(v, x, grid, at * fine)
        now({arguments})
        row = saved[at]
        if row >= 0:
            for lane in range(LANES):
                for column in range(picks.shape[0]):
                    out[lane, row, column] = v[picks[column] * LANES + lane]
        keep({arguments})
        if at == steps - 1:
            break
        if fine == 1:
            for place in range({states}):
                store(v, place, load(v, place) + load(d, place) * dt)
            continue
        for place in range({states}):
            store(d, {states} + place, load(v, place))
        gather(d, 1.0, True)
        move(v, d, 0, dt * 0.5)
        time = times[at] + dt * 0.5
        follow(v, x, grid, at * fine + 1)
        now({arguments})
        gather(d, 2.0, False)
        move(v, d, 0, dt * 0.5)
        now({arguments})
        gather(d, 2.0, False)
        move(v, d, 0, dt)
        time = times[at] + dt
        follow(v, x, grid, at * fine + 2)
        now({arguments})
        gather(d, 1.0, False)
        move(v, d, 2 * {states}, dt / 6.0)
'''
"""Its fields: `states`, `series` (lines that take the values of series), `arguments`."""
