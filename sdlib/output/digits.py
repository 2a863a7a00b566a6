"""How many digits of a value are worth showing."""

from __future__ import annotations

import math


def decimals(declared: int | None, largest: float) -> int | None:
    """Return the digits after the point with which a variable is shown.

    Args:
        declared: What the model's package says, None where it says nothing.
        largest: The variable's largest absolute value [its unit].

    Returns:
        The digits after the point; None for values that need an exponent.
    """
    if declared is not None:
        return declared
    if largest >= 1000 or largest == 0:
        return 0
    if largest >= 1:
        return 2
    return 4 if largest >= 0.01 else None


def shown(value: float, digits: int | None, *, signed: bool = False) -> str:
    """Return a value as text, with a comma between thousands.

    Example:
        >>> shown(12345.6, 0), shown(0.25, 2, signed=True)
        ('12,346', '+0.25')
    """
    sign = "+" if signed else ""
    if digits is None:
        return f"{value:{sign}.3g}"
    rounded = round(value, digits) if math.isfinite(value) else value
    # Minus zero would look like a change.
    return f"{rounded + 0.0:{sign},.{digits}f}"
