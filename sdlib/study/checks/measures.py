"""What is measured of two runs: sizes, peaks, delays, turns."""

from __future__ import annotations

import math

import numpy as np

from sdlib.engine.base import Results
from sdlib.model.arrays import FloatArray
from sdlib.policy.evidence_schema import Evidence

_SHARES = ("fraction", "ratio", "relative change", "share", "dmnl")
_QUIET = 1e-9
"""An effect below this share of the variable counts as none."""


def total(results: Results, variable: str) -> FloatArray:
    """Return the values of a variable over time, of an array its sum, shape (time,)."""
    values = results.values[variable]
    return np.asarray(values.reshape(len(values), -1).sum(axis=1))


def at_time(results: Results, variable: str, time: float) -> float:
    """Return the value of a variable, of an array its sum, at a saved time [its unit]."""
    return float(total(results, variable)[int(np.argmin(np.abs(results.time - time)))])


def percent_change(value: float, base: float) -> float:
    """Return a change in per cent of what it starts from, NaN where that is zero."""
    return (value / base - 1) * 100 if base else math.nan


def effect(run: Results, against: Results, variable: str) -> FloatArray:
    """Return the change of a variable over time between two runs, tiny ones set to zero.

    Args:
        run: The run that is tried.
        against: The run that it is compared with, at the same times.
        variable: The variable; of an array its sum counts.
    """
    values, base = total(run, variable), total(against, variable)
    change = values - base
    return np.where(np.abs(change) > _QUIET * np.max(np.abs(base), initial=0.0), change, 0.0)


def peak_time(change: FloatArray, time: FloatArray) -> float:
    """Return the time at which a change, up or down, is largest; NaN where there is none."""
    return float(time[int(np.argmax(np.abs(change)))]) if change.any() else math.nan


def half_time(change: FloatArray, time: FloatArray, since: float, of: float) -> float:
    """Return how long after `since` half of the change at the time `of` is reached first.

    Between two times the change runs on a straight line.

    Returns:
        The delay [unit of time]; NaN where there is no change at `of`.
    """
    whole = float(np.interp(of, time, change))
    if whole == 0:
        return math.nan
    share = change / whole
    later = np.flatnonzero((time > since) & (share >= 0.5))
    if not len(later):
        return math.nan
    at = int(later[0])
    if at == 0 or share[at - 1] >= 0.5:
        # It was there before: the first time that counts is the answer.
        return float(time[at] - since)
    before, after = share[at - 1], share[at]
    reached = time[at - 1] + (0.5 - before) / (after - before) * (time[at] - time[at - 1])
    return float(max(reached, since) - since)


def turn_time(change: FloatArray, time: FloatArray, first: str) -> float:
    """Return when a change that first goes one way goes the other way for good.

    Args:
        change: The change over time, shape (time,).
        time: The times.
        first: "down" or "up": the direction before.

    Returns:
        The first time of the other direction; NaN where the change does not begin in the first
        direction, turns back or never turns.
    """
    signs = np.sign(change) * (-1 if first == "down" else 1)
    moving = signs[signs != 0]
    turns = np.flatnonzero(np.diff(moving))
    if len(turns) != 1 or moving[0] != 1:
        return math.nan
    return float(time[np.flatnonzero(signs == -1)[0]])


def evidence_interval(evidence: Evidence, *, percent: bool) -> tuple[float, float] | None:
    """Return the low and high end of a finding; an end that is not stated is infinite.

    Args:
        evidence: The finding.
        percent: Whether the interval is wanted in per cent.

    Returns:
        The interval; None where per cent is wanted and its unit is no share.
    """
    low = -math.inf if evidence.low is None else evidence.low
    high = math.inf if evidence.high is None else evidence.high
    if not percent or evidence.unit.casefold() in ("percent", "%"):
        return low, high
    if evidence.unit.casefold() not in _SHARES:
        return None
    return 100 * low, 100 * high
