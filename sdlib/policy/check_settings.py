"""What a setting's value, and a lever's period, must agree on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from sdlib.errors import SdError, UnknownNameError
from sdlib.names import nearest
from sdlib.policy.package import Lever
from sdlib.policy.settings_schema import Slider


def setting_fault(slider: Slider, value: float, what: str, place: str = "") -> SdError | None:
    """Return the fault of a value that a slider does not take, None if it takes it.

    Args:
        slider: The slider.
        value: The value [its unit].
        what: How the value is called, for the message.
        place: Where the value was given.
    """
    low, high = slider.range
    if not np.isfinite(value):
        return SdError(found=f"{what} is {value}, which is not a finite number", place=place)
    if low <= value <= high:
        return None
    unit = "" if slider.unit == "Dmnl" else f" {slider.unit}"
    return SdError(
        found=f"{what} is {value:g}{unit}",
        place=place,
        allowed=f"{low:g} to {high:g}{unit}",
    )


def period_fault(lever: Lever, values: Mapping[str, float], place: str = "") -> SdError | None:
    """Return the fault of a lever that ends before it starts, None if it does not."""
    start, end = values.get("start"), values.get("end")
    if start is None or end is None or start < end:
        return None
    return SdError(
        found=f"'{lever.key}' ends in {end:g} and starts in {start:g}",
        place=place,
        allowed="an end after the start",
        remedy=f"set {lever.key}.end above {start:g}, or {lever.key}.start below {end:g}",
    )


def unknown_name(kind: str, name: str, known: Iterable[str], place: str) -> UnknownNameError:
    """Return the error of a name that is not known, with the nearest ones.

    Args:
        kind: What it would name.
        name: The name.
        known: The names that there are.
        place: File, line and key.
    """
    return UnknownNameError(kind=kind, name=name, nearest=nearest(name, known), place=place)
