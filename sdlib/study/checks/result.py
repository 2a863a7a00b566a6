"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What one check expected and found."""

    kind: str
    """Family of the check: "loop", "fit", ..."""
    name: str
    """What was checked."""
    passed: bool
    expected: str
    """In words, with units."""
    found: str
    """In words, with units."""
    place: str = ""
    """File and key where the expectation stands."""


def percent(value: float) -> str:
    """Return a change in per cent with its sign, ``+3.2 %``."""
    return f"{value:+.3g} %"


def between(interval: tuple[float, float]) -> str:
    """Return an interval of changes in words."""
    return f"{percent(interval[0])} to {percent(interval[1])}"
