"""One run in plain Python: the arithmetic of emitted code without a compiler."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any, TypeVar

LANES = 1

_Function = TypeVar("_Function", bound=Callable[..., Any])


def njit(function: _Function) -> _Function:
    """Return the function as it is."""
    return function


njit_kept = njit


def load(buffer: Any, place: int) -> float:
    """Return the value at a place."""
    return buffer[place]  # type: ignore[no-any-return]


def store(buffer: Any, place: int, value: float) -> None:
    """Put a value at a place."""
    buffer[place] = value


def select(condition: bool, yes: float, no: float) -> float:
    """Return one of two values."""
    return yes if condition else no


def both(a: bool, b: bool) -> bool:
    """Return whether both hold."""
    return a and b


def either(a: bool, b: bool) -> bool:
    """Return whether one of them holds."""
    return a or b


def negated(a: bool) -> bool:
    """Return whether it does not hold."""
    return not a


def decided(holds: bool, fails: bool, yes: float, no: float) -> float:
    """Return one of two values; nothing (NaN) where a condition neither holds nor fails."""
    if holds:
        return yes
    return no if fails else math.nan


def divide(a: float, b: float) -> float:
    """Return a quotient, nothing (NaN) by zero.

    An infinite quotient could vanish in the next division; nothing spoils all that depends on it,
    so that a run that divides by zero is found out.
    """
    return math.nan if b == 0.0 else a / b


def rint(x: float) -> float:
    """Return the nearest whole number, the even one of two."""
    return float(round(x)) if math.isfinite(x) else x


def floor(x: float) -> float:
    """Return the next whole number below."""
    return float(math.floor(x)) if math.isfinite(x) else x


def root(x: float) -> float:
    """Return the square root, nothing of a negative number."""
    return math.sqrt(x) if x >= 0 else math.nan


def absolute(x: float) -> float:
    """Return the distance from zero."""
    return abs(x)


def power_of_two(k: float) -> float:
    """Return 2**k for a whole number between -1022 and 1023."""
    if k != k:
        return k
    bits = (int(k) + 1023) << 52
    return float(struct.unpack("<d", struct.pack("<Q", bits & 0xFFFFFFFFFFFFFFFF))[0])


def exponent(x: float) -> float:
    """Return k of x = m * 2**k with 1 <= m < 2, of a normal positive number."""
    return float((struct.unpack("<Q", struct.pack("<d", x))[0] >> 52) - 1023)


def mantissa(x: float) -> float:
    """Return m of x = m * 2**k with 1 <= m < 2, of a normal positive number."""
    bits = struct.unpack("<Q", struct.pack("<d", x))[0] & 0x000FFFFFFFFFFFFF
    return float(struct.unpack("<d", struct.pack("<Q", bits | 0x3FF0000000000000))[0])


def spread(x: float) -> float:
    """Return a value for every lane."""
    return x


def lane_of(x: float, lane: int) -> float:
    """Return one lane of a value."""
    return x


def with_lane(x: float, lane: int, value: float) -> float:
    """Return a value with one lane replaced."""
    return value


_MASK = 0xFFFFFFFFFFFFFFFF


def _mixed(z: int) -> int:
    """Return a whole number whose bits are all changed by any of the given ones (SplitMix64)."""
    z = (z + 0x9E3779B97F4A7C15) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def random_unit(seed: float, number: int, at: int) -> float:
    """Return an even number between 0 and 1 that belongs to a seed, a use of it, and a step."""
    return float((_mixed(_mixed(_mixed(int(seed)) ^ number) ^ at) >> 11) * 1.1102230246251565e-16)
