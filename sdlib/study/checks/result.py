"""What a check found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Concatenate, ParamSpec

from sdlib.errors import RunError

P = ParamSpec("P")


class Kind(StrEnum):
    """What a check looks at; every kind can fail, and a test breaks each."""

    DECLARED = "declared"
    REFERENCE = "reference"
    UNITS = "units"
    NEGATIVE = "never negative"
    EMPTY = "empty stock"
    FLOWS = "stock and flows"
    BALANCE = "balance"
    RESIDUAL = "residual"
    SUM = "sum"
    STEADY = "steady start"
    EXTREME = "extreme"
    NUMERICS = "numerics"
    LOOP_PATH = "loop path"
    LOOP_SIGN = "loop sign"
    LOOP_CUT = "loop cut"
    LEVER_ENTRY = "lever entry"
    LEVER_ZERO = "lever at zero"
    COMBINATION = "combination"
    HEADLINE = "headline"
    EFFECT = "effect"
    CALIBRATION = "calibration"
    FIT = "fit"
    TRIAL = "trial"
    EXPECTATION = "expectation"


FAMILIES: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        "declared data": (Kind.DECLARED, Kind.REFERENCE),
        "units": (Kind.UNITS,),
        "conservation": (
            Kind.FLOWS,
            Kind.BALANCE,
            Kind.RESIDUAL,
            Kind.SUM,
            Kind.NEGATIVE,
            Kind.EMPTY,
        ),
        "steady start": (Kind.STEADY,),
        "extreme conditions": (Kind.EXTREME,),
        "numerics": (Kind.NUMERICS,),
        "loops": (Kind.LOOP_PATH, Kind.LOOP_SIGN, Kind.LOOP_CUT),
        "levers": (Kind.LEVER_ENTRY, Kind.LEVER_ZERO, Kind.COMBINATION),
        "effects": (Kind.EFFECT, Kind.HEADLINE),
        "history": (Kind.CALIBRATION, Kind.FIT),
        "behaviour": (Kind.TRIAL, Kind.EXPECTATION),
    }
)
"""Name of a family to its kinds of checks, in the order in which they are shown."""


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """What one check expected and found."""

    kind: str
    """A value of `Kind`."""
    name: str
    """What was checked."""
    passed: bool
    expected: str
    """In words, with units."""
    found: str
    """In words, with units."""
    place: str = ""
    """File and key where the expectation stands."""
    remedy: str = ""
    """What to do if it failed, on one line."""


def family_of(kind: str) -> str:
    """Return the family that a kind of check belongs to; an unknown kind is its own."""
    return next((name for name, kinds in FAMILIES.items() if kind in list(kinds)), kind)


def judged(
    failed: CheckResult,
    judge: Callable[Concatenate[CheckResult, P], CheckResult],
    *args: P.args,
    **kwargs: P.kwargs,
) -> CheckResult:
    """Return what a judgement says, or a failure that tells which run was not finite.

    Args:
        failed: The result but for what was found, as a failure; the judgement gets it first.
        judge: Makes the result; it may run the model.
        *args: What else the judgement gets.
        **kwargs: What else the judgement gets by name.
    """
    try:
        return judge(failed, *args, **kwargs)
    except RunError as error:
        return replace(failed, passed=False, found=error.found)


def percent(value: float) -> str:
    """Return a change in per cent with its sign, ``+3.2 %``."""
    return f"{value:+.3g} %"


def between(interval: tuple[float, float]) -> str:
    """Return an interval of changes in words."""
    return f"{percent(interval[0])} to {percent(interval[1])}"
