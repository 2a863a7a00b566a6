"""Values of the unit check: a unit, a number that was written without one, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sdlib.model.units import Unit


@dataclass(frozen=True)
class Written:
    """A number that stands in an equation, or what is computed from such numbers alone."""

    value: float | None = None
    """The number; None where it is not worked out."""

    def __str__(self) -> str:
        shown = "a number" if self.value is None else f"{self.value:.12g}"
        return f"{shown}, written without a unit"


Value = Unit | Written | None
"""The unit of an expression; None where it is unknown, so that nothing is said of it."""


def fits_among(value: Value, agreed: Unit) -> bool:
    """Tell whether a term may stand beside terms of a unit."""
    if isinstance(value, Written):
        return agreed.dimensionless or value.value == 0
    return value is None or value == agreed


def fold(members: Iterable[tuple[str, Value]]) -> Written | None:
    """Return what is computed from written numbers alone; None if there is anything else."""
    total: float | None = 0.0
    first = True
    for sign, value in members:
        if not isinstance(value, Written):
            return None
        if value.value is None or total is None or (sign == "/" and value.value == 0):
            total = None
        elif first:
            total = value.value
        else:
            total = {
                "+": total + value.value,
                "-": total - value.value,
                "*": total * value.value,
                "/": total / (value.value or 1.0),
            }[sign]
        first = False
    return Written(total)


def formula(text: str, bound: Mapping[str, Value]) -> Value:
    """Return the unit that ``u``, ``1/time``, ``u*time`` and their like stand for."""
    for operator in "*/":
        left, found, right = text.partition(operator)
        if found:
            above, below = bound[left], bound[right]
            if not isinstance(above, Unit) or not isinstance(below, Unit):
                return None if above is None or below is None else Written()
            return above * below if operator == "*" else above / below
    return bound.get(text)
