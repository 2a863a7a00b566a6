"""The range and the step of a slider for a constant of a model file: the file's, or a sensible one.

What is made from a value is rounded to what a reader takes in at a glance, holds the value, and is
never empty.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from sdlib.model.structure import Constant
from sdlib.model.time_spec import TimeSpec
from sdlib.names import name_key

_ENDS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_STEPS = (1.0, 2.0, 5.0)
_STEPS_OF_A_RANGE = 100

_SWITCH = re.compile(r"(?<![a-z])(?:switch|flag|toggle|on[/ -]off)(?![a-z])|开关", re.IGNORECASE)
_ZERO_AND_ONE = re.compile(r"(?<![\d.])0\s*[=:：].*?(?<![\d.])1\s*[=:：]", re.DOTALL)
_SHARE = re.compile(
    r"(?<![a-z])(?:fraction|share|probability|proportion)(?![a-z])|比例|份额|概率", re.IGNORECASE
)
_CALENDAR = 1000
"""A run that begins later counts years of a calendar, so a time may stand among the constants."""

FROM_FILE = "range and value: the model file"
MADE = "value: the model file; range: assumption, made from the value"
DATE = "value: the model file; range: assumption, the time of a run"
SWITCH = "value: the model file; range: assumption, a switch is on or off"


@dataclass(frozen=True, kw_only=True)
class Extent:
    """The range of a slider."""

    low: float
    high: float
    step: float
    reference: str
    """Where range and value are from."""


def extent_of(constant: Constant, value: float, time: TimeSpec) -> Extent:
    """Return a range that holds a value, and its step.

    Args:
        constant: The constant, with the range that the file gives it.
        value: Its value, or that of one of its elements.
        time: When a run begins and ends.
    """
    low, high = constant.lower, constant.upper
    if low is not None and high is not None and low < high:
        low, high = min(low, value), max(high, value)
        return _extent(constant, low, high, FROM_FILE)
    if low is None and high is None:
        if is_switch(constant, value):
            return Extent(low=0.0, high=1.0, step=1.0, reference=SWITCH)
        if _is_date(constant, value, time):
            last = max(time.final, value)
            whole = all(end == int(end) for end in (time.initial, last, value))
            step = constant.step or (1.0 if whole else _step(last - time.initial))
            return Extent(low=time.initial, high=last, step=step, reference=DATE)
    reach = _rounded_up(2 * abs(value)) if value else 1.0
    if 0 < value <= 1 and _SHARE.search(constant.name):
        reach = 1.0
    low = min(value, 0.0 if value >= 0 else -reach) if low is None else min(low, value)
    high = max(value, reach if value >= 0 else 0.0) if high is None else max(high, value)
    if not low < high:
        high = low + reach
    return _extent(constant, low, high, MADE)


def is_switch(constant: Constant, value: float) -> bool:
    """Tell whether a constant turns something on or off: its name or its comment says so."""
    told = _SWITCH.search(constant.name) or _ZERO_AND_ONE.search(constant.comment)
    return value in (0.0, 1.0) and bool(told)


def _is_date(constant: Constant, value: float, time: TimeSpec) -> bool:
    """Tell whether a constant is a year of a calendar, such as that in which a policy begins."""
    same_unit = name_key(constant.unit) in {name_key(time.unit), "year", "years", "年"}
    return same_unit and time.initial >= _CALENDAR and value >= time.initial


def _extent(constant: Constant, low: float, high: float, reference: str) -> Extent:
    step = constant.step if constant.step and constant.step <= high - low else _step(high - low)
    return Extent(low=low, high=high, step=step, reference=reference)


def _rounded_up(value: float) -> float:
    """Return the next number with one digit, or nearly so, that is not smaller.

    Example:
        >>> _rounded_up(3.82), _rounded_up(19016.0)
        (4.0, 20000.0)
    """
    power = math.floor(math.log10(value))
    for digit in _ENDS:
        end = float(f"{digit}e{power}")
        if end >= value * (1 - 1e-9):
            return end
    return float(f"1e{power + 1}")


def _step(width: float) -> float:
    """Return the largest plain step that divides a range into a hundred parts or a few more.

    Example:
        >>> _step(4.0), _step(20000.0)
        (0.02, 200.0)
    """
    most = width / _STEPS_OF_A_RANGE
    power = math.floor(math.log10(most))
    steps = [float(f"{digit}e{power}") for digit in _STEPS]
    return max(step for step in [float(f"1e{power}"), *steps] if step <= most * (1 + 1e-9))
